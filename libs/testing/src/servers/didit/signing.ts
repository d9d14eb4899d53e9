import { createHmac } from 'node:crypto'

/** The body's canonical text: members sorted by code point at every level, no spaces, nothing escaped needlessly. */
export function sortedText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${sortedText(member)}`).join(',')}}`
}

interface Signed {
  readonly timestamp: number
  readonly session_id: string
  readonly status: string
  readonly webhook_type: string
}

/** All that Didit sends with a webhook besides its body. */
export function signedHeaders(secret: string, body: Signed, text: string): Record<string, string> {
  const hmac = (signed: string): string => createHmac('sha256', secret).update(signed).digest('hex')
  const { timestamp, session_id: sessionId, status, webhook_type: type } = body
  return {
    'content-type': 'application/json',
    'user-agent': 'DiditWebhook/2.0',
    'x-timestamp': String(timestamp),
    'x-signature': hmac(text),
    'x-signature-v2': hmac(sortedText(body)),
    'x-signature-simple': hmac(`${timestamp}:${sessionId}:${status}:${type}`),
  }
}
