import { SymbolString } from '@filao/service'
import { formatUnits, type Units } from '@filao/money'
import { z } from 'zod'

export const SymbolPath = z.strictObject({ symbol: SymbolString })
export type SymbolPath = z.output<typeof SymbolPath>

export const decimalOrNull = (units: Units | null | undefined): string | null =>
  units === null || units === undefined ? null : formatUnits(units)
export const timeOrNull = (time: Date | null | undefined): string | null => time?.toISOString() ?? null
