import { readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { AppProcesses } from '../start/processes'

/** Kernel ticks of CPU time a second: fixed on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100
const PSS = /^Pss:\s+(\d+) kB/m

/** The group of PostgreSQL's own processes. */
const SERVER = 'postgres'
/** The group of backends that answer those who look at the platform from outside, as a benchmark does. */
const LOOKS = 'looks'
const SUPERUSER = 'filao'

type CpuReading = readonly { readonly group: string; readonly pid: number; readonly seconds: number }[]

/** The processes of a platform, by what they are: each service, Kafka, and PostgreSQL by whom its backends work for. */
export class PlatformProcesses {
  constructor(
    private readonly apps: AppProcesses,
    private readonly folder: string,
  ) {}

  /** CPU time of every process since it began. */
  cpuSeconds(): CpuReading {
    return [...this.members()].map(([group, pid]) => ({ group, pid, seconds: cpuSecondsOf(pid) }))
  }

  /** Memory of every group; what processes share is divided among them. */
  memoryMiB(): ReadonlyMap<string, number> {
    const totals = new Map<string, number>()
    for (const [group, pid] of this.members()) totals.set(group, (totals.get(group) ?? 0) + memoryMiBOf(pid))
    return totals
  }

  private *members(): Generator<readonly [group: string, pid: number]> {
    for (const [app, { pid }] of this.apps.all) if (pid !== undefined) yield [app, pid]
    yield ['kafka', Number(readFileSync(join(this.folder, 'kafka', 'broker.pid'), 'utf8'))]
    const data = realpathSync(join(this.folder, 'postgres'))
    const postmaster = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0])
    yield [SERVER, postmaster]
    for (const pid of childrenOf(postmaster)) yield [backendGroup(pid), pid]
  }
}

/** The CPU seconds between two readings, by group. */
export function cpuBetween(before: CpuReading, after: CpuReading): Map<string, number> {
  const totals = new Map<string, number>()
  const add = (group: string, seconds: number): void => void totals.set(group, (totals.get(group) ?? 0) + seconds)
  for (const { group, seconds } of after) add(group, seconds)
  // A backend that has ended meanwhile is in its parent's account with its whole life.
  const isAlive = new Set(after.map(({ pid }) => pid))
  for (const { group, pid, seconds } of before) add(isAlive.has(pid) ? group : SERVER, -seconds)
  return totals
}

/** A backend names its role: `postgres: wallet postgres 127.0.0.1(4242) idle`. The others are the server's own. */
function backendGroup(pid: number): string {
  const [, role = '', , client = ''] = read(`/proc/${pid}/cmdline`).split(/[ \0]/)
  if (!/^127\.0\.0\.1/.test(client)) return SERVER
  // A service works as itself; owners of schemas migrate before it starts, and look.
  return role.endsWith('_owner') || role === SUPERUSER ? LOOKS : `postgres ${role.replace(/_reader$/, '')}`
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => statOf(pid)?.[1] === String(parent))
}

function cpuSecondsOf(pid: number): number {
  const stat = statOf(pid)
  // utime and stime, with those of children that have ended and been waited for: PostgreSQL's backends come and go.
  return stat ? [11, 12, 13, 14].reduce((sum, field) => sum + Number(stat[field]), 0) / TICKS_PER_SECOND : 0
}

function memoryMiBOf(pid: number): number {
  return Number(PSS.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024
}

/** The fields of /proc/<pid>/stat behind the name, which may hold spaces and parentheses: state first, then the parent. */
function statOf(pid: number): string[] | undefined {
  const text = read(`/proc/${pid}/stat`)
  return text === '' ? undefined : text.slice(text.lastIndexOf(')') + 2).split(' ')
}

/** Empty when the process has ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
