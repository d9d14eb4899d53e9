import { type Units } from './units'

/** ISO 4217 code of a currency, or the id of an instrument. */
export type Asset = string

/** Money or a quantity with its asset: what crosses from one account to another. */
export interface Amount {
  readonly asset: Asset
  readonly units: Units
}

export const amount = (asset: Asset, units: Units): Amount => ({ asset, units })

/** Sum of two amounts of one asset. Throws when the assets differ: that is a defect, never a refusal. */
export const add = (a: Amount, b: Amount): Amount => amount(same(a, b), a.units + b.units)

/** Difference of two amounts of one asset. Throws when the assets differ. */
export const subtract = (a: Amount, b: Amount): Amount => amount(same(a, b), a.units - b.units)

function same(a: Amount, b: Amount): Asset {
  if (a.asset !== b.asset) throw new TypeError(`amounts of two assets never meet: ${a.asset}, ${b.asset}`)
  return a.asset
}
