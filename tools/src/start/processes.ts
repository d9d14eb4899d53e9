import type { ServiceName } from '@filao/contracts'
import { endOrphan } from '@filao/testing/servers'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Complaint } from '../complaint'
import { entry, nodeArguments, nodeFlags } from '../platform/services'
import { isSimulator, simulatorEntry, type SimulatorName } from '../platform/simulators'
import { Notes } from './notes'
import { gatewayEnvironment, serviceEnvironment, simulatorEnvironment } from './environment'
import type { StackFacts } from './environment'
import { isReady } from './health'
import { SupervisedProcess } from './supervised-process'
import { writeWholeFile } from './whole-file'

const READY_MS_MAX = 480_000
const DEATHS_AT_START_MAX = 3
const GATEWAY_GRACE_MS = 1_000
const SERVICE_GRACE_MS = 3_500

export type AppName = ServiceName | 'gateway' | SimulatorName

/** The services, the gateway and the simulated outside of a stack, each a supervised process. */
export class AppProcesses {
  private readonly processes = new Map<AppName, SupervisedProcess>()
  /** Called when a process has come or gone: its id has changed. */
  onChange: () => void = () => undefined

  private readonly notes = new Notes()

  constructor(private readonly facts: StackFacts) {}

  get all(): ReadonlyMap<AppName, SupervisedProcess> {
    return this.processes
  }

  /** Where it says whether it is ready. */
  managementPort(app: AppName): number {
    if (isSimulator(app)) return this.facts.ports.simulators.get(app)!
    const ports = app === 'gateway' ? this.facts.ports.gateway : this.facts.ports.services.get(app)
    if (ports === undefined) throw new Error(`${app} has no ports`)
    return ports.management
  }

  /** Starts all apps side by side and waits until each is ready. */
  async start(apps: readonly AppName[], signal: AbortSignal): Promise<void> {
    await this.endOrphans()
    for (const app of apps) {
      const logFile = join(this.facts.folders.logs, `${app}.log`)
      const command = { name: app, args: argumentsOf(app), env: environmentOf(app, this.facts), logFile }
      this.processes.set(
        app,
        new SupervisedProcess(command, () => {
          this.remember()
          this.onChange()
        }),
      )
      this.processes.get(app)?.start()
    }
    await Promise.all(apps.map((app) => this.waitUntilReady(app, signal)))
  }

  /** First the door, then the services: what was accepted is finished, nothing new comes in. */
  async stop(): Promise<void> {
    await this.processes.get('gateway')?.stop(GATEWAY_GRACE_MS)
    await Promise.all([...this.processes.values()].map((process) => process.stop(SERVICE_GRACE_MS)))
  }

  private async waitUntilReady(app: AppName, signal: AbortSignal): Promise<void> {
    const process = this.processes.get(app)
    const logFile = join(this.facts.folders.logs, `${app}.log`)
    const deadline = Date.now() + READY_MS_MAX
    while (!signal.aborted && !(await isReady(this.managementPort(app)))) {
      if ((process?.restarts ?? 0) >= DEATHS_AT_START_MAX)
        throw new Complaint(`${app} ends as soon as it starts (${process?.lastEnd}): ${await lastLine(logFile)}`)
      if (Date.now() > deadline)
        throw new Complaint(`${app} was not ready after ${READY_MS_MAX / 60_000} minutes; see ${logFile}.`)
      await sleep(200, undefined, { signal }).catch(() => undefined)
    }
  }

  /** Ends what a killed launcher left: an old process would hold ports and partitions. */
  private async endOrphans(): Promise<void> {
    const { processes } = this.facts.folders
    if (!existsSync(processes)) return
    const left = JSON.parse(await readFile(processes, 'utf8')) as Record<AppName, number>
    await Promise.all(Object.entries(left).map(([app, pid]) => endOrphan(pid, 'SIGTERM', programOf(app as AppName))))
  }

  private remember(): void {
    this.notes.write(() => {
      const pids = [...this.processes].flatMap(([app, { pid }]) => (pid === undefined ? [] : [[app, pid] as const]))
      return writeWholeFile(this.facts.folders.processes, JSON.stringify(Object.fromEntries(pids)))
    })
  }
}

const programOf = (app: AppName): string => (isSimulator(app) ? simulatorEntry(app) : entry(app, 'main'))

const argumentsOf = (app: AppName): string[] =>
  isSimulator(app) ? ['--enable-source-maps', ...nodeFlags(app), simulatorEntry(app)] : nodeArguments(app, 'main')

function environmentOf(app: AppName, facts: StackFacts): NodeJS.ProcessEnv {
  if (isSimulator(app)) return simulatorEnvironment(facts, app)
  return app === 'gateway' ? gatewayEnvironment(facts) : serviceEnvironment(facts, app)
}

async function lastLine(logFile: string): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '')
  return text.trimEnd().split('\n').at(-1)?.slice(0, 300) || `see ${logFile}`
}
