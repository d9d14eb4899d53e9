import type { ServiceName } from '@filao/contracts'
import { freePort, ServerProcess } from '@filao/testing/servers'
import { join } from 'node:path'
import { nodeArguments } from '../platform/services'
import { serviceEnvironment, type StackFacts } from '../start/environment'

/** One running process of a service. */
export interface Instance {
  readonly service: ServiceName
  readonly name: string
  readonly http: string
  readonly managementPort: number
  /** Undefined while it does not run. */
  readonly pid: number | undefined
}

/** An instance beside the launcher's own. When it dies it stays dead. */
export class ExtraInstance implements Instance {
  private constructor(
    readonly service: ServiceName,
    readonly name: string,
    readonly http: string,
    readonly managementPort: number,
    private readonly process: ServerProcess,
  ) {}

  static async start(facts: StackFacts, service: ServiceName, name: string): Promise<ExtraInstance> {
    const [http, management] = [await freePort(), await freePort()]
    const env = {
      ...serviceEnvironment(facts, service),
      FILAO_INSTANCE: name,
      FILAO_HTTP_PORT: String(http),
      FILAO_MANAGEMENT_PORT: String(management),
    }
    const process = new ServerProcess({
      command: globalThis.process.execPath,
      args: nodeArguments(service, 'main'),
      env,
      logFile: join(facts.folders.logs, `${name}.log`),
      stopSignal: 'SIGTERM',
    })
    return new ExtraInstance(service, name, `http://127.0.0.1:${http}`, management, process)
  }

  get pid(): number | undefined {
    return this.process.end === undefined ? this.process.pid : undefined
  }

  async stop(graceMs: number): Promise<void> {
    await this.process.stop(graceMs)
  }
}
