import { isSealed, type Cdd, type CddField, type Personal, type RiskLevel } from '@filao/contracts'
import type { Id } from '@filao/kernel'
import type { Alerts } from './alert.state'
import type { Documents } from './document/document.state'
import type { Checks, ClearedPairs } from './check.state'
import type { EventOf } from './compliance.events'
import type { Freezes } from './freeze.state'
import { inactive, type Activity } from './risk/activity.state'
import { unscored, type Risks } from './risk/risk.state'
import { unresolved, type ClientLimits } from './limit/limit.state'
import type { ListedInstrument } from './instrument.state'
import type { KycCase } from './kyc/kyc.state'
import type { Notices } from './notice.state'

/** What identity has said of a client. */
export type Profile = Omit<EventOf<'SubjectRegistered'>, 'type' | 'userId'>

export interface SubjectAccount {
  readonly accountId: Id
  readonly mode: EventOf<'AccountRegistered'>['mode']
}

/**
 * The aggregate: all that is kept of one client, of a payer who is none of ours and whom one check is about, or of the
 * issuer of an instrument. Changed in place: a rollback drops the memory.
 */
export interface Subject {
  readonly id: Id
  /** Undefined until identity has named the client; a payer who is no client never has one. */
  profile: Profile | undefined
  cdd: Personal<Cdd>
  readonly accounts: Map<Id, SubjectAccount>
  readonly checks: Checks
  readonly clearedPairs: ClearedPairs
  readonly alerts: Alerts
  readonly freezes: Freezes
  readonly notices: Notices
  readonly documents: Documents
  kyc: KycCase | undefined
  /** Of an issuer: what it has issued. Its id is the subject's. */
  instrument: ListedInstrument | undefined
  /** What identity has decided on the client. */
  userStatus: EventOf<'UserStatusRecorded'>['status']
  /** What holds: the model's tier, or the one that people have set in its place. */
  riskLevel: RiskLevel
  readonly risk: Risks
  readonly activity: Activity
  readonly limits: ClientLimits
}

export const unknownSubject = (id: Id): Subject => ({
  id,
  profile: undefined,
  cdd: {},
  accounts: new Map(),
  checks: new Map(),
  clearedPairs: new Map(),
  alerts: new Map(),
  freezes: new Map(),
  notices: new Map(),
  documents: new Map(),
  kyc: undefined,
  instrument: undefined,
  userStatus: 'pending_kyc',
  riskLevel: 'medium',
  risk: unscored(),
  activity: inactive(),
  limits: unresolved(),
})

/** The accounts that a freeze concerns: paper money is nobody's. */
export const liveAccounts = ({ accounts }: Pick<Subject, 'accounts'>): Id[] =>
  [...accounts.values()].filter(({ mode }) => mode === 'live').map(({ accountId }) => accountId)

/** The values of due diligence; none where the person's key is destroyed. */
export const cddOf = ({ cdd }: Pick<Subject, 'cdd'>): Cdd => (isSealed(cdd) ? {} : cdd)

/** A field with its value and what has verified it. */
export type CddFact = NonNullable<Cdd[CddField]>
