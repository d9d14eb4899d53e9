import { FAULTS, type Fault } from '../provider-faults'
import type { Chance } from './chance'

export type FaultShares = Readonly<Partial<Record<Fault, number>>>

/** Which of them happens when: a share of the occasions, chosen by the seed. */
export class Faults {
  private shares: FaultShares = {}
  private readonly ofClient = new Map<string, FaultShares>()

  constructor(private readonly chance: Chance) {}

  get current(): FaultShares {
    return this.shares
  }

  /** For all, or for one client alone, by the caller's name of them. Throws a RangeError for what is no share. */
  set(shares: Readonly<Record<string, unknown>>, client?: string): void {
    for (const [name, share] of Object.entries(shares)) {
      if (!FAULTS.includes(name as Fault)) throw new RangeError(`there is no fault ${name}`)
      if (typeof share !== 'number' || share < 0 || share > 1) throw new RangeError(`${name} is a share from 0 to 1`)
    }
    if (client === undefined) this.shares = shares
    else this.ofClient.set(client, shares)
  }

  happens(fault: Fault, occasion: string, client?: string): boolean {
    const shares = this.ofClient.get(client ?? '') ?? this.shares
    return this.chance.share(`${fault}/${occasion}`) < (shares[fault] ?? 0)
  }
}
