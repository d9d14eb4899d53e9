import {
  contractSet,
  EmailChanged,
  FactorReset,
  NotificationsRead,
  PasswordChanged,
  PhoneChanged,
  TokenIssued,
  UserNotified,
  type MessageOf,
  type NotificationCategory,
} from '@filao/contracts'
import type { ProjectedEvent, Projection, Queryable } from '@filao/engine'
import { makeId, never, toTimestamp, type Id, type Instant } from '@filao/kernel'
import type { Message, Template } from './mailer'
import { alertNotice, SECURITY_NOTICES, type Notice } from './notices'
import { sealedIn } from './sealed-in-event'

const events = contractSet([
  TokenIssued,
  EmailChanged,
  PhoneChanged,
  FactorReset,
  PasswordChanged,
  UserNotified,
  NotificationsRead,
])
type Announced = MessageOf<(typeof events.contracts)[number]>

/** A message that an event asks for. */
interface Wanted {
  readonly channel: Message['channel']
  readonly template: Template
  readonly tokenId?: Id
  readonly recipient: unknown
  readonly pointer: string
  readonly expiresAt?: Instant
}

/** What an event has to be told of: in the application, and by messages. */
interface Telling {
  readonly notice?: Notice & {
    readonly category: NotificationCategory
    readonly inApp: boolean
    readonly customMessage?: unknown
  }
  readonly messages: readonly Wanted[]
}

/**
 * What is told to users, and what is to be sent, written down as the log says it. Sending is a worker's, which may fail and
 * try again.
 */
export const deliveriesProjection: Projection<Announced> = {
  consumer: 'notification_deliveries',
  source: 'identity',
  events,
  async apply(db: Queryable, projected: readonly ProjectedEvent<Announced>[]): Promise<void> {
    const told = projected.map((one) => [one, tellingOf(one.event)] as const)
    await insertNotifications(db, told.flatMap(notificationRows))
    await insertDeliveries(db, told.flatMap(deliveryRows))
    // Last: what is read was told before, perhaps in this run.
    for (const { partition, at, event } of projected) {
      if (event.type === 'NotificationsRead') await markRead(db, { partition, at, event })
    }
  },
}

function tellingOf(event: Announced): Telling {
  switch (event.type) {
    case 'TokenIssued': {
      const { tokenId, kind, sentTo: recipient, expiresAt } = event
      const channel = kind === 'phone_verification' ? 'sms' : 'email'
      return { messages: [{ channel, template: kind, tokenId, recipient, pointer: '/sentTo', expiresAt }] }
    }
    case 'EmailChanged':
      return ofSecurity('email_changed', {
        channel: 'email',
        recipient: event.previousEmail,
        pointer: '/previousEmail',
      })
    case 'PhoneChanged':
      return ofSecurity('phone_changed', {
        channel: 'sms',
        recipient: event.previousNumber,
        pointer: '/previousNumber',
      })
    case 'FactorReset':
      return ofSecurity('factor_reset', { channel: 'email', recipient: event.email, pointer: '/email' })
    case 'PasswordChanged':
      // Whoever knew the old password has just shown it.
      return event.tokenId === undefined
        ? { messages: [] }
        : ofSecurity('password_was_reset', { channel: 'email', recipient: event.email, pointer: '/email' })
    case 'UserNotified': {
      const { alert, category, inApp, customMessage, email, phoneNumber } = event
      const wanted: Wanted[] = [
        { channel: 'email', template: 'price_alert', recipient: email, pointer: '/email' },
        { channel: 'sms', template: 'price_alert', recipient: phoneNumber, pointer: '/phoneNumber' },
      ]
      const notice = { ...alertNotice(alert), category, inApp, customMessage }
      return { notice, messages: wanted.filter(({ recipient }) => recipient !== undefined) }
    }
    case 'NotificationsRead':
      return { messages: [] }
    default:
      return never(event)
  }
}

/** Of a number there may have been none before. */
const ofSecurity = (template: keyof typeof SECURITY_NOTICES, to: Omit<Wanted, 'template'>): Telling => ({
  notice: { ...SECURITY_NOTICES[template], category: 'security', inApp: true },
  messages: to.recipient === undefined ? [] : [{ ...to, template }],
})

/** Made of the event's place, so that the event applied twice tells once. Below a count of 2^48 events. */
const idOf = ({ partition, position, at }: ProjectedEvent, ordinal = 0): Id =>
  makeId({ partition, at, unique: (BigInt(ordinal) << 48n) | BigInt(position) })

function notificationRows([one, { notice }]: readonly [ProjectedEvent<Announced>, Telling]): object[] {
  if (!notice) return []
  const { customMessage, inApp, category, ...said } = notice
  return [
    {
      partition: one.partition,
      id: idOf(one),
      user_id: one.event.userId,
      category,
      ...said,
      in_app: inApp,
      custom_message: customMessage === undefined ? null : sealedIn(one, '/customMessage', customMessage),
      source_event: `${one.source}/${one.partition}/${one.position}`,
      created_at: toTimestamp(one.at),
    },
  ]
}

function deliveryRows([one, { notice, messages }]: readonly [ProjectedEvent<Announced>, Telling]): object[] {
  return messages.map(({ channel, template, tokenId, recipient, pointer, expiresAt }, ordinal) => ({
    partition: one.partition,
    id: idOf(one, ordinal),
    user_id: one.event.userId,
    channel,
    template,
    token_id: tokenId,
    notification_id: notice && idOf(one),
    recipient: sealedIn(one, pointer, recipient),
    expires_at: expiresAt === undefined ? null : toTimestamp(expiresAt),
  }))
}

async function insertNotifications(db: Queryable, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return
  await db.query({
    name: 'identity_notifications_insert',
    text: `INSERT INTO identity.notifications (partition, id, user_id, category, title, body, custom_message, link, source_event,
        in_app, created_at)
      SELECT partition, id, user_id, category, title, body, custom_message, link, source_event, in_app, created_at
      FROM json_populate_recordset(NULL::identity.notifications, $1::json) ON CONFLICT DO NOTHING`,
    values: [JSON.stringify(rows)],
  })
}

async function insertDeliveries(db: Queryable, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return
  await db.query({
    name: 'identity_deliveries_insert',
    text: `INSERT INTO identity.notification_deliveries (partition, id, user_id, channel, template, token_id, notification_id,
        recipient, expires_at, next_attempt_at)
      SELECT partition, id, user_id, channel, template, token_id, notification_id, recipient, expires_at, now()
      FROM json_populate_recordset(NULL::identity.notification_deliveries, $1::json) ON CONFLICT DO NOTHING`,
    values: [JSON.stringify(rows)],
  })
}

/** What was read before stays as it was read. */
async function markRead(
  db: Queryable,
  { partition, at, event }: { partition: number; at: Instant; event: MessageOf<typeof NotificationsRead> },
): Promise<void> {
  await db.query({
    name: 'identity_notifications_read',
    text: `UPDATE identity.notifications SET read_at = $4
      WHERE partition = $1 AND id = ANY ($2::uuid[]) AND user_id = $3 AND read_at IS NULL`,
    values: [partition, event.notificationIds, event.userId, toTimestamp(at)],
  })
}
