import { spawnSync } from 'node:child_process'
import { existsSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { Complaint } from './complaint.mjs'

const OLDEST_NODE = 20
const OLDEST_JAVA = 17
const FREE_BYTES_MIN = 512 * 1024 ** 2

/** Throws one sentence that names the first thing that is missing on this machine. */
export function checkMachine(root, { servers }) {
  const { platform } = process
  if (platform !== 'linux' && platform !== 'darwin')
    throw new Complaint(`Filao runs on Linux and macOS, not on ${platform}.`)
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE)
    throw new Complaint(`Filao needs Node ${OLDEST_NODE} or newer; this is ${process.version}.`)
  const { bavail, bsize } = statfsSync(root)
  if (bavail * bsize < FREE_BYTES_MIN)
    throw new Complaint(
      `The disk of ${root} is full: ${Math.floor((bavail * bsize) / 1024 ** 2)} MiB left, 512 needed.`,
    )
  if (servers && !javaIsThere() && !dockerAnswers())
    throw new Complaint(
      `Filao needs Java ${OLDEST_JAVA} or newer, or a running Docker, for its local servers; neither was found.`,
    )
}

function javaIsThere() {
  const home = process.env.JAVA_HOME && join(process.env.JAVA_HOME, 'bin', 'java')
  return [home, 'java'].some((command) => {
    if (!command || (command !== 'java' && !existsSync(command))) return false
    const { status, stdout, stderr } = spawnSync(command, ['-version'], { encoding: 'utf8', timeout: 10_000 })
    return status === 0 && Number(/version "(\d+)/.exec(`${stderr}${stdout}`)?.[1] ?? 0) >= OLDEST_JAVA
  })
}

function dockerAnswers() {
  return (
    spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], { stdio: 'ignore', timeout: 10_000 }).status ===
    0
  )
}
