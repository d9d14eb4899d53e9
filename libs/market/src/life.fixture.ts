import { marketCommands, marketEvents, type MarketCommand, type MarketEvent } from '@filao/contracts'
import { fromTimestamp, isRefusal, type Instant } from '@filao/kernel'
import { marketRules, type MarketState } from './index'
import { listing } from './listing.fixture'
import type { CommandNamed } from './market.commands'

export const start = fromTimestamp('2026-11-09T06:00:00.000Z')
const { decider } = marketRules

/**
 * One aggregate that lives through commands, and goes on with its large work, as the engine drives it. Every message
 * passes its codec, as it does on the wire.
 */
export class Life {
  state: MarketState
  now: Instant = start
  private position = 0

  constructor(aggregate: string = listing.assetId) {
    this.state = decider.initial(aggregate)
  }

  static listed(terms: Partial<CommandNamed<'ListAsset'>> = {}): Life {
    const life = new Life()
    life.send({ ...listing, ...terms })
    return life
  }

  /** The facts of a command and of the work that it begins, or the refusal's name. */
  send(command: MarketCommand, now: Instant = this.now): readonly MarketEvent[] | string {
    this.now = now
    const decision = this.step(command)
    if (typeof decision === 'string') return decision
    const events = [...decision]
    for (let next = marketRules.continuation!(this.state); next; next = marketRules.continuation!(this.state)) {
      const more = this.step(next)
      if (typeof more === 'string' || more.length === 0) throw new Error('the rest of a large work makes progress')
      events.push(...more)
    }
    return events
  }

  /** What time alone brings about. */
  tick(now: Instant): readonly MarketEvent[] {
    this.now = now
    return marketRules.overdue!(this.state, now).flatMap((command) => this.send(command, now) as MarketEvent[])
  }

  private step(command: MarketCommand): readonly MarketEvent[] | string {
    const contract = marketCommands.of(command.type)
    const { now } = this
    const decision = decider.decide(contract.decode(contract.encode(command)), this.state, {
      now,
      position: this.position + 1,
    })
    if (isRefusal(decision)) return decision.refused
    for (const event of decision) {
      this.position += 1
      const form = marketEvents.of(event.type)
      this.state = decider.evolve(this.state, form.decode(form.encode(event)), { now, position: this.position })
      const broken = marketRules.violation!(this.state)
      if (broken) throw new Error(broken)
    }
    return decision
  }
}
