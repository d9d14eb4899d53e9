import { createHash, timingSafeEqual } from 'node:crypto'

/** The fields of a notification that its checksum covers, in this order. `amount` is in cents. */
export interface ImnFields {
  readonly amount: string
  readonly currency: string
  readonly status: string
  readonly id_order: string
  readonly transaction_id: string
  readonly type: string
  readonly payment_method: string
}

/** SHA-256 hex of the fields and the salt, joined by dots (domain.md 11.4). */
export function mipsChecksum(fields: ImnFields, salt: string): string {
  const { amount, currency, status, id_order, transaction_id, type, payment_method } = fields
  const text = [amount, currency, status, id_order, transaction_id, type, payment_method, salt].join('.')
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

/** Compares in constant time. */
export function isMipsChecksum(fields: ImnFields, salt: string, checksum: string): boolean {
  const [expected, given] = [mipsChecksum(fields, salt), checksum].map((text) => Buffer.from(text, 'utf8'))
  return expected!.length === given!.length && timingSafeEqual(expected!, given!)
}
