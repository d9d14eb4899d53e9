// ISO 4217 minor units that are not 2, of the currencies in use here and of those that tests need.
const SCALES: Readonly<Record<string, number>> = {
  JPY: 0,
  KRW: 0,
  VND: 0,
  UGX: 0,
  BHD: 3,
  KWD: 3,
  OMR: 3,
  TND: 3,
  JOD: 3,
}

/** Decimals of a currency's minor unit (ISO 4217). */
export const currencyScale = (currency: string): number => SCALES[currency] ?? 2

/** True for the form of an ISO 4217 code; an instrument is known by an id, so the two never meet. */
export const isCurrency = (asset: string): boolean => /^[A-Z]{3}$/.test(asset)
