import { createHmac } from 'node:crypto'

/** What a document of identity says of itself. */
export interface DocumentName {
  /** ISO 3166-1 alpha-3. */
  readonly country: string
  readonly kind: string
  readonly number: string
}

/** Keyed hash by which one document is found again without being read: letters and digits of its number count alone. */
export function documentKeyOf(key: Buffer, { country, kind, number }: DocumentName): string {
  const text = `${country}/${kind}/${number.toUpperCase().replace(/[^A-Z0-9]/g, '')}`
  return createHmac('sha256', key).update(text).digest('hex')
}
