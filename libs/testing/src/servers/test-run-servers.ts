import { mkdtempSync, rmSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ContainerServers } from './container-servers'
import { dockerAnswers, hasImage } from './docker'
import { KAFKA_IMAGE, POSTGRES_IMAGE, RYUK_IMAGE } from './images'
import type { LocalServers, Progress, ServerAddresses } from './local-servers'
import { NativeServers } from './native-servers'

/**
 * The servers of one test run, fresh and empty: containers where Docker works and has the images, else processes.
 * `FILAO_TEST_SERVERS=native` asks for processes, `=containers` for containers or a failure.
 */
export async function testRunServers(): Promise<LocalServers> {
  const wanted = process.env['FILAO_TEST_SERVERS'] ?? 'any'
  if (wanted === 'native' || !(await dockerWorks())) {
    if (wanted === 'containers') throw new Error('FILAO_TEST_SERVERS asks for containers, and Docker gives none.')
    return new TemporaryServers()
  }
  // Testcontainers' cleaner of what a killed run left behind is a third image; without it our tear-down has to do.
  if (!(await hasImage(RYUK_IMAGE))) process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true'
  return new ContainerServers()
}

async function dockerWorks(): Promise<boolean> {
  return dockerAnswers() && (await hasImage(POSTGRES_IMAGE)) && (await hasImage(KAFKA_IMAGE))
}

/** Processes whose data is thrown away when they stop. */
class TemporaryServers implements LocalServers {
  private readonly folder = mkdtempSync(join(tmpdir(), 'filao-servers-'))
  private readonly servers = new NativeServers({
    folder: this.folder,
    postgresPassword: 'filao',
    durability: 'process-kill',
    kafkaCompiler: 'quick',
    progress: oncePerSecond((step) => process.stderr.write(`${step}\n`)),
  })

  async start(): Promise<ServerAddresses> {
    await chmod(this.folder, 0o755)
    try {
      return await this.servers.start()
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  async stop(): Promise<void> {
    await this.servers.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function oncePerSecond(report: Progress): Progress {
  let last = 0
  return (step) => {
    if (performance.now() - last < 1_000) return
    last = performance.now()
    report(step)
  }
}
