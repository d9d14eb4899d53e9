import type { StartConsole } from '../start/console'
import type { BenchPlatform } from './bench-platform'
import type { Figure, Table } from './figures'
import type { Floor } from './floor'
import type { BenchOptions } from './options'

/** What the parts of a benchmark share: the platform that they measure, and where they put what they found. */
export class Bench {
  readonly figures: Figure[] = []
  readonly tables: Table[] = []
  /** What has to be said about the run, in sentences. */
  readonly facts: string[] = []
  private seeds = 0

  constructor(
    readonly options: BenchOptions,
    readonly platform: BenchPlatform,
    readonly floor: Floor,
    readonly console: StartConsole,
  ) {}

  /** Each load has a seed of its own, the same in every run of the program. */
  nextSeed(): number {
    return (this.seeds += 1)
  }
}
