import { isSealed, type Personal, type ScreenedKind, type Sender } from '@filao/contracts'
import type { Id } from '@filao/kernel'

/** What a check of compliance has said so far; `none` where none was asked for. */
export type Screening = 'none' | 'pending' | 'clear' | 'other'

/** What compliance has said so far of the checks of a payment or a bank account: each has to come back clear. */
export interface Screened {
  /** Checks that have not come back. */
  readonly outstanding: Set<string>
  /** Checks that came back with anything but clear. */
  readonly hits: Set<string>
}

/** An answer of compliance. */
export interface Answer {
  readonly checkId: string
  readonly outcome: 'clear' | 'other'
}

export const screeningOf = ({ outstanding, hits }: Screened): Exclude<Screening, 'none'> =>
  hits.size > 0 ? 'other' : outstanding.size > 0 ? 'pending' : 'clear'

/** False for what was said before, and for the all-clear of a check that nothing waits for. */
export const isNews = ({ outstanding, hits }: Screened, { checkId, outcome }: Answer): boolean =>
  outcome === 'other' ? !hits.has(checkId) : outstanding.has(checkId) || hits.has(checkId)

/** Nothing else than this check is waited for. */
export const isLast = ({ outstanding, hits }: Screened, checkId: string): boolean =>
  [...outstanding, ...hits].every((one) => one === checkId)

/** Changes it in place. */
export function answer({ outstanding, hits }: Screened, { checkId, outcome }: Answer): void {
  outstanding.delete(checkId)
  if (outcome === 'other') hits.add(checkId)
  else hits.delete(checkId)
}

/** Checks of a person and of the bank beside, where they are named. */
export interface Checks {
  readonly checkId?: string | undefined
  readonly bankCheckId?: string | undefined
}
export const checkIdsOf = ({ checkId, bankCheckId }: Checks): string[] =>
  [checkId, bankCheckId].filter((id) => id !== undefined)

/**
 * The check of a bank, where it is named: known by the one of the person whose bank it is, so that a repetition asks for
 * the same. Ids of checks are born at random, so that the one beside is nobody else's.
 */
export const bankCheckFor = (
  party: Personal<{ readonly bankName?: string | undefined }>,
  checkId: Id,
): { readonly bankCheckId?: Id } =>
  isSealed(party) || party.bankName === undefined ? {} : { bankCheckId: besides(checkId) }

/** The same, and that of whoever sent money of nobody, where they are named. */
export const checksFor = (
  sender: Personal<Sender>,
  checkId: Id,
): { readonly checkId?: Id; readonly bankCheckId?: Id } => ({
  ...(!isSealed(sender) && sender.name !== undefined && { checkId }),
  ...bankCheckFor(sender, checkId),
})

const besides = (id: Id): Id => id.slice(0, -1) + (parseInt(id.slice(-1), 16) ^ 1).toString(16)

/** Who the people and banks of a check are those of. */
export const SCREENED: Readonly<Record<ScreenedKind, 'client' | 'deposit' | 'withdrawal' | 'bank_account'>> = {
  client: 'client',
  deposit_payer: 'deposit',
  payer_bank: 'deposit',
  withdrawal: 'withdrawal',
  payee_bank: 'withdrawal',
  bank_account: 'bank_account',
  account_bank: 'bank_account',
}
