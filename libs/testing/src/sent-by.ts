import { expect, it } from '@jest/globals'
import type { ContractSet, Message } from '@filao/contracts'
import type { Reaction, Rules } from '@filao/kernel'
import { openFixtures } from './contract-fixtures'

const AT = { now: Date.UTC(2026, 9, 5, 8), position: 1 }

/**
 * Whatever the rules of a service send in answer to a fact, its contract names the service as a sender: the engine sends
 * nothing else, and would give up the command that it follows from.
 */
export function sendsByContract<Event extends Message>(
  service: string,
  rules: Pick<Rules<never, Event, never, never>, 'reactions'>,
  { events, outgoing }: { readonly events: ContractSet<Event>; readonly outgoing: readonly ContractSet[] },
): void {
  it(`${service} sends what contracts say that it sends`, () => {
    const sent = openFixtures(events).flatMap((event) => rules.reactions(event, AT))
    expect(sent.length).toBeGreaterThan(0)
    expect([...new Set(sent.map((reaction) => faultOf(reaction, service, outgoing)))]).toEqual([undefined])
  })
}

function faultOf({ to, command }: Reaction, service: string, outgoing: readonly ContractSet[]): string | undefined {
  const set = outgoing.find(({ contracts }) => contracts[0]?.service === to)
  const { type } = command as Message
  if (!set) return `${to} is commanded, and is not among the outgoing`
  return set.of(type).senders.some((sender) => sender === service) ? undefined : `${service} is no sender of ${type}`
}
