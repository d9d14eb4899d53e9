import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The oldest Java that Apache Kafka 4.4 runs on. */
export const OLDEST_JAVA = 17

/** The `java` command of JAVA_HOME or PATH when it is new enough, else undefined. */
export function javaCommand(): string | undefined {
  const home = process.env['JAVA_HOME']
  const candidates = [
    ...(home === undefined ? [] : [join(home, 'bin', 'java')]).filter((path) => existsSync(path)),
    'java',
  ]
  return candidates.find((command) => versionOf(command) >= OLDEST_JAVA)
}

/** 17 of `openjdk version "17.0.15" 2025-04-15`, 8 of `java version "1.8.0_412"`; 0 when there is no Java. */
export function majorVersion(output: string): number {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(output) ?? []
  if (first === undefined) return 0
  return first === '1' ? Number(second ?? 0) : Number(first)
}

function versionOf(command: string): number {
  // A stub of macOS opens a dialogue and prints no version: that counts as no Java.
  const { stdout, stderr, status } = spawnSync(command, ['-version'], { encoding: 'utf8', timeout: 10_000 })
  return status === 0 ? majorVersion(`${stderr}${stdout}`) : 0
}
