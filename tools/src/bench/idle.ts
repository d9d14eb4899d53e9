import { setTimeout as sleep } from 'node:timers/promises'
import type { Bench } from './bench'
import { rounded, TARGETS } from './figures'
import { cpuBetween } from './processes'
import { comeToRest } from './rest'

const MEBIBYTES = 1024

/** What the platform takes while nobody asks anything of it. */
export async function measureIdle({ platform, options, console, figures, tables }: Bench): Promise<void> {
  const { processes, logs } = platform.running
  await console.step('Letting the platform come to rest', () => comeToRest(logs))
  const before = processes.cpuSeconds()
  const began = performance.now()
  await console.step('Idling', () => sleep(options.seconds * 1000))
  const seconds = (performance.now() - began) / 1000
  const cpu = cpuBetween(before, processes.cpuSeconds())
  const memory = processes.memoryMiB()
  const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0)
  const percent = (cpuSeconds: number): number => (cpuSeconds / seconds) * 100
  figures.push(
    {
      measure: 'idle, all processes: CPU',
      value: percent(sum(cpu.values())),
      unit: '% of a core',
      target: TARGETS.idleCpu,
    },
    {
      measure: 'idle, all processes: memory',
      value: sum(memory.values()) / MEBIBYTES,
      unit: 'GiB',
      target: TARGETS.idleMemory,
    },
  )
  tables.push({
    title: 'The idle platform, by process',
    head: ['process', 'CPU (% of a core)', 'memory (MiB)'],
    rows: [...memory].map(([group, mebibytes]) => [group, rounded(percent(cpu.get(group) ?? 0)), rounded(mebibytes)]),
  })
}
