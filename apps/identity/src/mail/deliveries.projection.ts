import {
  contractSet,
  EmailChanged,
  FactorReset,
  isSealed,
  PhoneChanged,
  TokenIssued,
  type MessageOf,
  type Sealed,
} from '@filao/contracts'
import type { ProjectedEvent, Projection, Queryable } from '@filao/engine'
import { assert, makeId, never, toTimestamp, type Id, type Instant } from '@filao/kernel'
import type { Message, Template } from './mailer'

const events = contractSet([TokenIssued, EmailChanged, PhoneChanged, FactorReset])
type Announced = MessageOf<(typeof events.contracts)[number]>

/** A recipient as the event holds it, and where: sealed values open nowhere else. */
export interface SealedRecipient {
  readonly sealed: Sealed
  readonly ceType: string
  readonly pointer: string
}

/** What an event asks to be sent. */
interface Wanted {
  readonly userId: Id
  readonly channel: Message['channel']
  readonly template: Template
  readonly tokenId?: Id
  readonly recipient: unknown
  readonly pointer: string
  readonly expiresAt?: Instant
}

/** What is to be sent, written down as the log says it. Sending is a worker's, which may fail and try again. */
export const deliveriesProjection: Projection<Announced> = {
  consumer: 'notification_deliveries',
  source: 'identity',
  events,
  async apply(db: Queryable, projected: readonly ProjectedEvent<Announced>[]): Promise<void> {
    const rows = projected.flatMap((one) => {
      const wanted = wantedOf(one.event)
      return wanted ? [rowOf(one, wanted)] : []
    })
    if (rows.length === 0) return
    await db.query({
      name: 'identity_deliveries_insert',
      text: `INSERT INTO identity.notification_deliveries (partition, id, user_id, channel, template, token_id, recipient,
          expires_at, next_attempt_at)
        SELECT partition, id, user_id, channel, template, token_id, recipient, expires_at, now()
        FROM json_populate_recordset(NULL::identity.notification_deliveries, $1::json) ON CONFLICT DO NOTHING`,
      values: [JSON.stringify(rows)],
    })
  },
}

function wantedOf(event: Announced): Wanted | undefined {
  const { userId } = event
  switch (event.type) {
    case 'TokenIssued': {
      const { tokenId, kind, sentTo: recipient, expiresAt } = event
      const channel = kind === 'phone_verification' ? 'sms' : 'email'
      return { userId, channel, template: kind, tokenId, recipient, pointer: '/sentTo', expiresAt }
    }
    case 'EmailChanged': {
      const { previousEmail: recipient } = event
      return { userId, channel: 'email', template: 'email_changed', recipient, pointer: '/previousEmail' }
    }
    case 'PhoneChanged': {
      const { previousNumber: recipient } = event
      if (recipient === undefined) return undefined
      return { userId, channel: 'sms', template: 'phone_changed', recipient, pointer: '/previousNumber' }
    }
    case 'FactorReset':
      return { userId, channel: 'email', template: 'factor_reset', recipient: event.email, pointer: '/email' }
    default:
      return never(event)
  }
}

function rowOf({ partition, position, at, headers }: ProjectedEvent, wanted: Wanted): object {
  const { userId, channel, template, tokenId, recipient: sealed, pointer, expiresAt } = wanted
  assert(isSealed(sealed), 'a log holds no recipient in plain')
  const recipient: SealedRecipient = { sealed, ceType: headers['ce_type']!, pointer }
  return {
    partition,
    id: makeId({ partition, at, unique: BigInt(position) }),
    user_id: userId,
    channel,
    template,
    token_id: tokenId,
    recipient,
    expires_at: expiresAt === undefined ? null : toTimestamp(expiresAt),
  }
}
