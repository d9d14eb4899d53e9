import type { ComplianceCommand, LimitBase, LimitValues } from '@filao/contracts'
import type { Id, Instant } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import { at, idOf } from '../scenario.fixture'
import { RISK_LIMITS } from './limit.state'

export const CLIENT = idOf(1)
export const LIVE = idOf(3, 2)
export const SHARE = idOf(5, 0)
export const OTHER_SHARE = idOf(6, 0)
export const [OFFICER, SECOND] = [idOf(91), idOf(92)] as const
export const HOUR = 3_600_000

export const order = (value: number): LimitValues => ({ maxOrderValue: parseUnits(String(value)) })
export const DEFAULTS: LimitValues = {
  ...order(100_000),
  maxPositionValue: parseUnits('500000'),
  maxDailyTradeVolume: parseUnits('1000000'),
  maxDailyWithdrawal: parseUnits('50000'),
  maxMonthlyWithdrawal: parseUnits('500000'),
  leverageMultiplier: parseUnits('1'),
}
export const baseOf = (rows: LimitBase['rows'] = [], stamp = 'a'): LimitBase => ({
  stamp: stamp.repeat(64),
  defaults: DEFAULTS,
  rows,
})

type SetRiskLimit = Extract<ComplianceCommand, { type: 'SetRiskLimit' }>

/** A limit of a client by an officer, at once and for good, unless `more` says otherwise. */
export const set = (values: LimitValues, by: Id = OFFICER, more: Partial<SetRiskLimit> = {}): SetRiskLimit => ({
  type: 'SetRiskLimit',
  ownerId: CLIENT,
  userId: CLIENT,
  values,
  reason: 'As the committee says',
  by,
  base: baseOf(),
  ...more,
})
/** The same of everybody, or of an instrument. */
export const setForAll = (values: LimitValues, by: Id = OFFICER, more: Partial<SetRiskLimit> = {}): SetRiskLimit => ({
  ...set(values, by, more),
  ownerId: RISK_LIMITS,
  userId: undefined,
})
export const resolve = (base = baseOf()): ComplianceCommand => ({ type: 'ResolveLimits', userId: CLIENT, base })
export const account = (accountId: Id = LIVE, mode: 'live' | 'demo' = 'live'): ComplianceCommand => ({
  type: 'RegisterAccount',
  userId: CLIENT,
  accountId,
  mode,
})
export const hours = (count: number): Instant => at + count * HOUR
