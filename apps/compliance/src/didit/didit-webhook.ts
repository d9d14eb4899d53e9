import { outsideName, Problem } from '@filao/service'
import { z } from 'zod'
import type { AcceptedWebhook } from '../kyc/kyc-provider'
import type { DiditSettings } from './didit-settings'
import { acceptedBy } from './didit-signature'

/** How far a webhook's times may be from ours, either way (domain 9.4). */
const WINDOW_MS = 300_000
const Body = z.looseObject({
  event_id: z.uuid(),
  webhook_type: outsideName(60),
  /** When it was sent, in seconds: a resend has a new one. */
  timestamp: z.number().int(),
  /** When it happened, in seconds. */
  created_at: z.number().int().nonnegative(),
  environment: z.enum(['live', 'sandbox']),
  session_id: outsideName(255).nullish(),
  status: outsideName(30).nullish(),
})

type Headers = Readonly<Record<string, string | string[] | undefined>>

/**
 * Reads a webhook of Didit. Whatever it says of the person is left where it is: the decision is fetched. Throws 400 for
 * what cannot be read, 401 for what nobody has signed or what is not of now, 403 for a sandbox where none is wanted.
 */
export function readDiditWebhook(
  { webhookSecrets, environment }: Pick<DiditSettings, 'webhookSecrets' | 'environment'>,
  headers: Headers,
  raw: Buffer,
  now: number,
): AcceptedWebhook {
  const body = parsed(raw)
  const signature = acceptedBy(
    webhookSecrets.map((secret) => secret.reveal()),
    {
      raw: one(headers['x-signature']),
      v2: one(headers['x-signature-v2']),
      simple: one(headers['x-signature-simple']),
    },
    raw,
    {
      timestamp: body.timestamp,
      sessionId: body.session_id ?? '',
      status: body.status ?? '',
      webhookType: body.webhook_type,
    },
  )
  if (signature === undefined) throw new Problem(401, 'invalid-signature', 'The signature is not valid.')
  // The header is covered by no signature, the body's own time is: both have to be of now.
  const times = [Number(one(headers['x-timestamp'])), body.timestamp]
  if (!times.every((seconds) => Math.abs(seconds * 1000 - now) <= WINDOW_MS))
    throw new Problem(401, 'stale-webhook', 'The webhook is not of now.')
  // What is told is ordered by when it happened: nothing would come after what is still to come.
  if (body.created_at * 1000 > now + WINDOW_MS)
    throw new Problem(401, 'stale-webhook', 'The webhook is of a time to come.')
  if (environment === 'live' && body.environment !== 'live')
    throw new Problem(403, 'wrong-environment', 'The webhook is of another environment.')
  return {
    eventId: body.event_id,
    type: body.webhook_type,
    signature,
    facts: {
      providerSessionId: body.session_id ?? undefined,
      status: body.status ?? undefined,
      at: body.created_at * 1000,
    },
  }
}

function parsed(raw: Buffer): z.output<typeof Body> {
  try {
    return Body.parse(JSON.parse(raw.toString('utf8')))
  } catch {
    throw new Problem(400, 'unreadable-webhook', 'The webhook cannot be read.')
  }
}

const one = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header)
