import { median, rounded, type Table } from './figures'

/** What one unit of work of a load cost, each time that it was run: microseconds of CPU time, by process. */
export interface Cost {
  readonly load: string
  readonly runs: readonly ReadonlyMap<string, number>[]
}

/** CPU seconds of a load, by process, as microseconds for each of its units of work. */
export const costOf = (cpu: ReadonlyMap<string, number>, units: number): Map<string, number> =>
  new Map([...cpu].map(([group, seconds]) => [group, (seconds / units) * 1e6]))

/** The medians of some loads, side by side. */
export function costTable(title: string, costs: readonly Cost[]): Table {
  const groups = [...new Set(costs.flatMap(({ runs }) => runs.flatMap((run) => [...run.keys()])))]
  const of = ({ runs }: Cost, group: string): number => median(runs.map((run) => run.get(group) ?? 0))
  const rows = groups.map((group) => [group, ...costs.map((cost) => rounded(of(cost, group)))])
  const all = costs.map((cost) => rounded(groups.reduce((sum, group) => sum + of(cost, group), 0)))
  return { title, head: ['process', ...costs.map(({ load }) => load)], rows: [...rows, ['all', ...all]] }
}
