import { LimitField, type AccountLimits, type AssetLimits, type LimitValues } from '@filao/contracts'
import type { Id, Instant } from '@filao/kernel'
import type { Units } from '@filao/money'
import { holdsAt, type LimitKey, type LimitPeriod } from './limit.state'

export const LIMIT_FIELDS: readonly LimitField[] = LimitField.options
/** What may be limited by instrument. A volume or a withdrawal by instrument is counted by nobody. */
export const ASSET_FIELDS = ['maxOrderValue', 'maxPositionValue', 'maxPositionSize'] as const

/** Where a value comes from, the most specific first (domain.md 9.2). */
export const LIMIT_LEVELS = ['user_asset', 'user', 'asset', 'global', 'default'] as const
export type LimitLevel = (typeof LIMIT_LEVELS)[number]

/** A row as far as it says what holds. */
export interface StandingRow extends LimitKey, LimitPeriod {
  readonly values: LimitValues
}

/** All that the limits of one client follow from: no rows of anybody else's. */
export interface Standing {
  readonly defaults: LimitValues
  readonly rows: readonly StandingRow[]
}

/** A value, and where it comes from; both undefined where nothing limits. */
export interface Effective {
  readonly value: Units | undefined
  readonly level: LimitLevel | undefined
}

const levelOf = ({ userId, assetId }: LimitKey): LimitLevel =>
  userId === undefined ? (assetId === undefined ? 'global' : 'asset') : assetId === undefined ? 'user' : 'user_asset'

/** What holds of a field at a time: for an instrument, or without `assetId` for what is about none. */
export function effectiveOf(
  { defaults, rows }: Standing,
  field: LimitField,
  { assetId, at }: { readonly assetId: Id | undefined; readonly at: Instant },
): Effective {
  let best: { readonly level: LimitLevel; readonly value: Units } | undefined
  for (const row of rows) {
    const value = row.values[field]
    if (value === undefined || !holdsAt(row, at) || (row.assetId !== undefined && row.assetId !== assetId)) continue
    const level = levelOf(row)
    if (!best || rankOf(level) < rankOf(best.level)) best = { level, value }
  }
  const value = defaults[field]
  return best ?? (value === undefined ? { value, level: undefined } : { value, level: 'default' })
}

const rankOf = (level: LimitLevel): number => LIMIT_LEVELS.indexOf(level)

/** Each field that is limited for an instrument; without one, each field. */
export type EffectiveLimits = Readonly<Partial<Record<LimitField, Effective>>>

export function effectiveLimits(standing: Standing, at: Instant, assetId?: Id): EffectiveLimits {
  const fields = assetId === undefined ? LIMIT_FIELDS : ASSET_FIELDS
  return Object.fromEntries(fields.map((field) => [field, effectiveOf(standing, field, { assetId, at })]))
}

/** The instruments that a row names. */
export const assetsOf = (rows: readonly StandingRow[]): Id[] =>
  [...new Set(rows.flatMap(({ assetId }) => assetId ?? []))].sort()

/** What wallet is told: the values of the account, and those of an instrument that come from a row of the instrument. */
export function accountLimits(standing: Standing, at: Instant): Omit<AccountLimits, 'version'> {
  const { leverageMultiplier: _, ...values } = valuesOf(effectiveLimits(standing, at))
  const assets: Record<Id, AssetLimits> = {}
  for (const assetId of assetsOf(standing.rows.filter((row) => holdsAt(row, at)))) {
    const own = Object.entries(effectiveLimits(standing, at, assetId)).filter(
      ([, { level }]) => level === 'user_asset' || level === 'asset',
    )
    if (own.length > 0) assets[assetId] = valuesOf(Object.fromEntries(own))
  }
  return Object.keys(assets).length === 0 ? values : { ...values, assets }
}

const valuesOf = (limits: EffectiveLimits): LimitValues =>
  Object.fromEntries(
    Object.entries(limits).flatMap(([field, { value }]) => (value === undefined ? [] : [[field, value]])),
  )

/** True when nobody's limit is higher `after` than `before`, for any field and instrument at any time of the period. */
export function isLowering(before: Standing, after: Standing, period: LimitPeriod): boolean {
  const assets = [undefined, ...assetsOf([...before.rows, ...after.rows])]
  return assets.every((assetId) => isLoweringFor(assetId, { before, after, period }))
}

interface Compared {
  readonly before: Standing
  readonly after: Standing
  readonly period: LimitPeriod
}

function isLoweringFor(assetId: Id | undefined, { before, after, period }: Compared): boolean {
  const [was, is] = [about(before, assetId), about(after, assetId)]
  const fields = assetId === undefined ? LIMIT_FIELDS : ASSET_FIELDS
  // What holds changes only where a row begins or ends.
  const times = [...was.rows, ...is.rows].flatMap(({ from, until }) => (until === undefined ? [from] : [from, until]))
  const judged = [...new Set([period.from, ...times])].filter((at) => holdsAt(period, at))
  return judged.every((at) =>
    fields.every((field) =>
      isAtMost(effectiveOf(is, field, { assetId, at }).value, effectiveOf(was, field, { assetId, at }).value),
    ),
  )
}

/** The rows that bear on an instrument, or without one on what is about none. */
const about = ({ defaults, rows }: Standing, assetId: Id | undefined): Standing => ({
  defaults,
  rows: rows.filter((row) => row.assetId === undefined || row.assetId === assetId),
})

const isAtMost = (value: Units | undefined, most: Units | undefined): boolean =>
  most === undefined || (value !== undefined && value <= most)
