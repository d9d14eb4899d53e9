import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { isRefusal, makeId, type Instant } from '@filao/kernel'
import { identityRules, type UserState } from './index'

export const NOW: Instant = Date.UTC(2025, 10, 24, 12)
export const id = (n: number, partition = 1): string => makeId({ partition, at: NOW, unique: BigInt(n) })
export const secretId = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
export const USER = id(1)
export const ACCOUNT = id(2, 3)
export const STAFF = id(3)
export const OTHER = id(4)

const DAY_MS = 86_400_000
/** How long a client's session lives at most, and without use. */
export const LIFE_MS = { absolute: 30 * DAY_MS, idle: 14 * DAY_MS } as const
export const life = { absoluteSeconds: LIFE_MS.absolute / 1000, idleSeconds: LIFE_MS.idle / 1000 } as const
/** What a log-in says of the settings in force. */
export const bySettings: Pick<Extract<IdentityCommand, { type: 'LogIn' }>, 'life' | 'settings'> = {
  life,
  settings: [{ key: 'identity.session_lives', version: 0 }],
}

export const registration = (): Extract<IdentityCommand, { type: 'RegisterUser' }> => ({
  type: 'RegisterUser',
  userId: USER,
  kind: 'client',
  emailKey: 'e'.repeat(64),
  email: 'ada@example.com',
  firstName: 'Ada',
  lastName: 'Lovelace',
  secretId: secretId(1),
})
export const staff = (n: number): Extract<IdentityCommand, { type: 'RegisterUser' }> => ({
  ...registration(),
  userId: id(n),
  kind: 'staff',
  registeredBy: STAFF,
})

/** What makes a client who is registered, approved by compliance, and has the live account. */
export function approvedClient(details: Partial<ReturnType<typeof registration>> = {}): readonly IdentityEvent[] {
  const registered = given().events({ ...registration(), ...details })
  return [...registered, ...given(...registered).events({ type: 'ActivateUser', userId: USER, accountId: ACCOUNT })]
}

export type Step = IdentityEvent | { readonly at: Instant; readonly event: IdentityEvent }

/** Given a history, what does the next command lead to? */
export function given(...history: Step[]) {
  const { decider } = identityRules
  const state = (): UserState =>
    history.reduce<UserState>((user, step) => {
      const { at, event } = 'event' in step ? step : { at: NOW, event: step }
      return decider.evolve(user, event, { now: at, position: 1 })
    }, decider.initial(USER))
  const decision = (command: IdentityCommand, now: Instant) => decider.decide(command, state(), { now, position: 1 })
  const events = (command: IdentityCommand, now = NOW): readonly IdentityEvent[] => {
    const decided = decision(command, now)
    return isRefusal(decided) ? (decided.recorded ?? []) : decided
  }
  return {
    state,
    events,
    types: (command: IdentityCommand, now = NOW) => events(command, now).map(({ type }) => type),
    /** Event types, or the refusal with a `!` and what it records. */
    answer: (command: IdentityCommand, now = NOW): string => {
      const decided = decision(command, now)
      const types = events(command, now).map(({ type }) => type)
      return [...(isRefusal(decided) ? [`${decided.refused}!`] : []), ...types].join(' ')
    },
  }
}
