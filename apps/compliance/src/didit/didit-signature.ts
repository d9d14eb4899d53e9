import { createHmac, timingSafeEqual } from 'node:crypto'
import type { WebhookSignature } from '../kyc/kyc-provider'
import { canonicalText } from './canonical-text'

/** The headers by which Didit signs. `timestamp` is covered by none of the signatures. */
export interface SignatureHeaders {
  readonly raw: string | undefined
  readonly v2: string | undefined
  readonly simple: string | undefined
}

/** What `X-Signature-Simple` covers. */
export interface SimpleFields {
  readonly timestamp: number
  readonly sessionId: string
  readonly status: string
  readonly webhookType: string
}

export const hmacHex = (secret: string, text: string | Buffer): string =>
  createHmac('sha256', secret).update(text).digest('hex')

export const simpleText = ({ timestamp, sessionId, status, webhookType }: SimpleFields): string =>
  `${timestamp}:${sessionId}:${status}:${webhookType}`

/**
 * By which signature a webhook is Didit's, the strongest first; undefined when by none. Several secrets are live while one
 * is being replaced. Each comparison takes the same time wherever the difference is.
 */
export function acceptedBy(
  secrets: readonly string[],
  headers: SignatureHeaders,
  body: Buffer,
  simple: SimpleFields,
): WebhookSignature | undefined {
  const texts: readonly (readonly [WebhookSignature, string | undefined, () => string | Buffer])[] = [
    ['raw', headers.raw, () => body],
    ['v2', headers.v2, () => canonicalText(body.toString('utf8'))],
    ['simple', headers.simple, () => simpleText(simple)],
  ]
  for (const [signature, sent, text] of texts) {
    if (sent === undefined) continue
    const signed = text()
    if (secrets.some((secret) => same(hmacHex(secret, signed), sent))) return signature
  }
  return undefined
}

const same = (expected: string, sent: string): boolean => {
  const [a, b] = [Buffer.from(expected), Buffer.from(sent)]
  return a.length === b.length && timingSafeEqual(a, b)
}
