import { ONE, ZERO, type Units } from '@filao/money'
import type { AssetRecord } from './instrument.state'
import { refuse, type MarketRefusal } from './market.refusals'

/** What a listing must hold, the rules of the assets table. Gives the refusal of the first that it breaks. */
export function defectOf(asset: AssetRecord): MarketRefusal | undefined {
  const { isin, tickSize, lotSize, minOrderQuantity, maxOrderQuantity, tickLadder = [] } = asset
  if (isin !== undefined && !hasCheckDigit(isin)) return refuse('isin_invalid')
  if (ISSUED.has(asset.assetType) && !asset.issuer) return refuse('issuer_required')
  if (tickSize <= ZERO) return refuse('tick_invalid')
  if (lotSize <= ZERO) return refuse('lot_invalid')
  if (minOrderQuantity <= ZERO || (maxOrderQuantity !== undefined && maxOrderQuantity < minOrderQuantity)) {
    return refuse('quantity_limits_invalid')
  }
  if (!ascends(tickLadder)) return refuse('tick_ladder_invalid')
  if (![tickSize, ...tickLadder.map(({ tick }) => tick)].every((tick) => isExact(tick, lotSize)))
    return refuse('notional_inexact')
  const { priceBandPercent, marketCollarPercent } = asset
  // A collar of the whole price would let a sale go for nothing.
  const collars = marketCollarPercent > ZERO && marketCollarPercent < WHOLE
  if (!collars || (priceBandPercent !== undefined && priceBandPercent <= ZERO)) {
    return refuse('price_limits_invalid')
  }
  return undefined
}

/** What is somebody's paper: whose, is screened (regulation SAN-1). */
const ISSUED: ReadonlySet<AssetRecord['assetType']> = new Set(['stock', 'etf', 'bond'])

/** All of a price, in percent. */
const WHOLE = 100n * ONE

/** Every price is a multiple of the tick and every quantity of the lot, so every notional is then exact to 8 decimals. */
const isExact = (tick: Units, lot: Units): boolean => (tick * lot) % ONE === ZERO

const ascends = (ladder: readonly { below: Units; tick: Units }[]): boolean =>
  ladder.every(({ below, tick }, index) => tick > ZERO && below > (ladder[index - 1]?.below ?? ZERO))

/** ISO 6166: letters count from 10, then Luhn over all digits. */
function hasCheckDigit(isin: string): boolean {
  const digits = [...isin].map((character) => String(parseInt(character, 36))).join('')
  let sum = 0
  for (let index = digits.length - 1, double = false; index >= 0; index -= 1, double = !double) {
    const digit = Number(digits[index]) * (double ? 2 : 1)
    sum += digit > 9 ? digit - 9 : digit
  }
  return sum % 10 === 0
}
