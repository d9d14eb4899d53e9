import { createHmac, timingSafeEqual } from 'node:crypto'

/** How far the signed time may be from ours (domain.md 9.4). */
const WEBHOOK_WINDOW_MS = 300_000
const ID = /^[A-Za-z0-9_.-]{1,255}$/

/** The three headers that every notification of our own format carries. */
export interface SignedHeaders {
  readonly id: string | undefined
  readonly timestamp: string | undefined
  readonly signature: string | undefined
}

/** `v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`: the id is signed, so a replay under another one fails. */
export function webhookSignature(
  secret: Buffer | string,
  { id, timestamp }: { id: string; timestamp: string },
  body: Buffer,
): string {
  const mac = createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest('base64')
  return `v1,${mac}`
}

/** A notification that was signed with one of the secrets, and when; undefined for any other. Compares in constant time. */
export function verifiedWebhook(
  headers: SignedHeaders,
  body: Buffer,
  { secrets, now }: { readonly secrets: readonly Buffer[]; readonly now: number },
): { readonly id: string; readonly signedAt: number } | undefined {
  const { id, timestamp, signature } = headers
  if (id === undefined || timestamp === undefined || signature === undefined || !ID.test(id)) return undefined
  if (!/^\d{1,12}$/.test(timestamp)) return undefined
  const signedAt = Number(timestamp) * 1000
  // A header may hold several signatures while secrets change; none of them is left out, whatever matches.
  const given = signature.split(' ').map((one) => Buffer.from(one))
  let isGenuine = false
  for (const secret of secrets) {
    const expected = Buffer.from(webhookSignature(secret, { id, timestamp }, body))
    for (const one of given) isGenuine = (one.length === expected.length && timingSafeEqual(one, expected)) || isGenuine
  }
  return isGenuine && Math.abs(now - signedAt) <= WEBHOOK_WINDOW_MS ? { id, signedAt } : undefined
}
