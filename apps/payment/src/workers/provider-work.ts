import type { PaymentProvider } from '@filao/contracts'
import type { Queryable, Row } from '@filao/engine'
import { BackgroundWork, type WorkLog } from '@filao/service'
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common'
import { z } from 'zod'
import { BankNotification } from '../providers/bank-notification'
import { ProviderSilent, type Bank, type Movement, type PaymentPages } from '../providers/providers'
import type { Task } from '../intake/tasks.projection'
import type { ServiceSeal } from '../providers/service-seal'
import type { Payouts } from './payouts'
import type { Receipts } from './receipts'
import { submitFor } from './submit'

const ROUND_INTERVAL_MS = 500
const SWEEP_INTERVAL_MS = 10_000
const TAKEN_MAX = 20
/** Orders that one look asks about: each is a request of its own. */
const LOOKS_MAX = 100
/** So long the page of an order that has failed or expired may still be paid on. */
const UNPAID_DAYS = 10
/** Ids begin with the time of their birth: one that is before all of them. */
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'
/** Whoever takes work has so long before another instance takes it over. */
const LEASE_SECONDS = 30
const DAY_SECONDS = 24 * 3_600
/** A payout of which nothing is known for so long is somebody's to look at, and so is money that does not go back. */
const ALARM_AFTER_MS = 24 * 3_600_000

interface Parts {
  readonly db: Queryable
  readonly engine: Parameters<typeof submitFor>[0]
  readonly bank: Bank | undefined
  readonly pages: PaymentPages | undefined
  readonly payouts: Payouts | undefined
  readonly receipts: Receipts
  readonly seal: ServiceSeal
  readonly log: WorkLog
}

/**
 * All that is done outside of requests: notifications that were answered at once are worked on here, providers are told
 * what the log says, and what was never notified is looked for. Every piece may be done twice: it is known by the ids of
 * the payment. Outside calls are made here alone, never in a decision.
 */
export class ProviderWork implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly work: BackgroundWork

  constructor(private readonly parts: Parts) {
    this.work = new BackgroundWork(
      parts.log,
      {
        failing: 'notifications of providers could not be read',
        intervalMs: ROUND_INTERVAL_MS,
        round: async () => void (await this.notifications()),
      },
      {
        failing: 'what providers are to be told could not be read',
        intervalMs: ROUND_INTERVAL_MS,
        round: async () => void (await this.tasks()),
      },
      {
        failing: 'what came in without a notification could not be looked for',
        intervalMs: SWEEP_INTERVAL_MS,
        round: () => this.sweep(),
      },
    )
  }

  onApplicationBootstrap(): void {
    this.work.start()
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.work.stop()
  }

  /** Works on the notifications that are due; gives how many there were. */
  async notifications(): Promise<number> {
    const { rows } = await this.parts.db.query({
      name: 'payment_take_webhooks',
      text: `UPDATE payment.provider_webhooks SET attempts = attempts + 1, next_attempt_at = now() + interval '${LEASE_SECONDS} seconds'
        WHERE (provider, event_id) IN (SELECT provider, event_id FROM payment.provider_webhooks
          WHERE outcome IS NULL AND next_attempt_at <= now() ORDER BY next_attempt_at LIMIT ${TAKEN_MAX} FOR UPDATE SKIP LOCKED)
        RETURNING provider, event_id, body, attempts`,
    })
    for (const row of rows) {
      const outcome = await this.attempt(() => this.notification(row))
      await this.parts.db.query({
        name: 'payment_webhook_done',
        text: `UPDATE payment.provider_webhooks SET outcome = $3, next_attempt_at = now() + make_interval(secs => $4)
          WHERE provider = $1 AND event_id = $2`,
        values: [row['provider'], row['event_id'], outcome ?? null, pauseOf(row['attempts'] as number)],
      })
    }
    return rows.length
  }

  private async notification(row: Row): Promise<string> {
    const provider = row['provider'] as 'bank' | 'mips'
    const body = this.parts.seal.open(`${provider}/${String(row['event_id'])}`, row['body'] as Buffer)
    const json: unknown = JSON.parse(body.toString('utf8'))
    // A notification says where to look, and nothing more: what is done follows from what the provider answers.
    if (provider === 'mips') {
      const { reference } = z.object({ reference: z.string() }).parse(json)
      const movement = await this.parts.pages?.order(reference)
      return movement ? this.parts.receipts.take('mips', movement) : 'unknown_at_provider'
    }
    const { type, data } = BankNotification.parse(json)
    if (type.startsWith('payout.')) return (await this.parts.payouts?.look(data.reference ?? '')) ?? 'not_configured'
    const movement = await this.parts.bank?.movement(data.providerReference ?? '')
    return movement ? this.parts.receipts.take('bank', movement) : 'unknown_at_provider'
  }

  /** Does what providers are due to be told; gives how many tasks there were. */
  async tasks(): Promise<number> {
    const { rows } = await this.parts.db.query({
      name: 'payment_take_tasks',
      text: `UPDATE payment.provider_tasks SET attempts = attempts + 1, next_attempt_at = now() + interval '${LEASE_SECONDS} seconds',
          first_attempt_at = coalesce(first_attempt_at, now())
        WHERE id IN (SELECT id FROM payment.provider_tasks
          WHERE done_at IS NULL AND next_attempt_at <= now() ORDER BY next_attempt_at LIMIT ${TAKEN_MAX} FOR UPDATE SKIP LOCKED)
        RETURNING *`,
    })
    for (const row of rows) {
      const outcome = await this.attempt(() => this.task(row))
      if (outcome === undefined) this.watch(row)
      await this.parts.db.query({
        name: 'payment_task_done',
        text: `UPDATE payment.provider_tasks SET done_at = CASE WHEN $2::text IS NULL THEN NULL ELSE now() END, outcome = $2,
          next_attempt_at = now() + make_interval(secs => $3) WHERE id = $1`,
        values: [row['id'], outcome ?? null, pauseOf(row['attempts'] as number, row['kind'] as Task['kind'])],
      })
    }
    return rows.length
  }

  private async task(row: Row): Promise<string | undefined> {
    const { bank, pages, payouts, engine } = this.parts
    const [objectId, accountId] = [row['object_id'] as string, row['account_id'] as string]
    const payload = row['payload'] as Readonly<Record<string, string>>
    switch (row['kind']) {
      case 'payment_link': {
        const { reference, currency, amount } = payload
        const link = await pages?.create({ reference: reference!, currency: currency!, amount: amount! })
        if (link === undefined) return 'not_configured'
        return submitFor(engine, 'mips', { type: 'RecordPaymentLink', depositId: objectId, accountId, link })
      }
      case 'payout': {
        const task = { objectId, accountId, userId: row['user_id'] as string, attempts: row['attempts'] as number }
        const isSettled = await payouts?.advance({ ...task, payload: payload as never })
        return isSettled === undefined ? 'not_configured' : isSettled ? 'settled' : undefined
      }
      case 'payout_watch': {
        const hasEnded = await payouts?.hasEnded({ objectId, accountId })
        return hasEnded === undefined ? 'not_configured' : hasEnded ? 'ended' : undefined
      }
      case 'recall': {
        const known = await this.parts.db.query({
          name: 'payment_end_to_end',
          text: 'SELECT end_to_end_id FROM payment.withdrawals WHERE id = $1',
          values: [objectId],
        })
        await bank?.recall(known.rows[0]!['end_to_end_id'] as string)
        return 'asked'
      }
      case 'refund':
        await (payload['provider'] === 'mips' ? pages : bank)?.refund(payload['providerReference']!)
        return 'refunded'
      default:
        return 'unknown_kind'
    }
  }

  /** Looks for what came in without a notification. */
  async sweep(): Promise<void> {
    if (this.parts.bank) await this.sweepBank(this.parts.bank)
    if (this.parts.pages) await this.sweepPages(this.parts.pages)
  }

  /**
   * From where the last look ended. What cannot be taken holds up nothing behind it; the next look begins with it again,
   * and what it finds a second time changes nothing.
   */
  private async sweepBank(bank: Bank): Promise<void> {
    let cursor = (await this.cursorOf('bank')) ?? '0'
    let isWhole = true
    for (;;) {
      const { movements, next } = await bank.movementsAfter(cursor)
      for (const movement of movements) {
        const taken = await this.attempt(() => this.parts.receipts.take('bank', readable(movement)))
        isWhole &&= taken !== undefined
      }
      if (next === cursor) return
      cursor = next
      if (isWhole) await this.moveCursor('bank', cursor)
    }
  }

  /**
   * The orchestrator has no list: orders that nobody has told of are asked about one by one, a hundred a look, by age. The
   * next look begins behind the last that was asked about, and with the oldest again behind the newest: each is come to,
   * the one whose last look is longest ago first. What fails is passed, or it would hold up all behind it. An order whose
   * try has failed, or whose time is over, can still be paid on its page, and is asked about for a while.
   */
  private async sweepPages(pages: PaymentPages): Promise<void> {
    const { db, receipts } = this.parts
    let last = (await this.cursorOf('mips')) ?? BEFORE_ALL
    const { rows } = await db.query({
      text: `SELECT id, payment_reference, status FROM payment.deposits
        WHERE provider = 'mips' AND initiated_at < now() - interval '10 seconds' AND id > $1::uuid
          AND (status = 'pending' OR status = 'failed' AND received_amount IS NULL
            AND initiated_at > now() - interval '${UNPAID_DAYS} days')
        ORDER BY id LIMIT ${LOOKS_MAX}`,
      values: [last],
    })
    const newest = rows.length < LOOKS_MAX ? (rows.at(-1)?.['id'] ?? last) : undefined
    try {
      for (const row of rows) {
        last = row['id'] as string
        const movement: Movement | undefined = await pages.order(row['payment_reference'] as string)
        const isNews = movement && !(movement.status === 'failed' && row['status'] === 'failed')
        if (isNews) await this.attempt(() => receipts.take('mips', movement))
      }
    } finally {
      await this.moveCursor('mips', last === newest ? BEFORE_ALL : last)
    }
  }

  private async cursorOf(provider: PaymentProvider): Promise<string | undefined> {
    const { rows } = await this.parts.db.query({
      text: 'SELECT cursor FROM payment.provider_cursors WHERE provider = $1',
      values: [provider],
    })
    return rows[0]?.['cursor'] as string | undefined
  }

  private async moveCursor(provider: PaymentProvider, cursor: string): Promise<void> {
    await this.parts.db.query({
      text: `INSERT INTO payment.provider_cursors (provider, cursor) VALUES ($1, $2)
        ON CONFLICT (provider) DO UPDATE SET cursor = excluded.cursor`,
      values: [provider, cursor],
    })
  }

  /** The outcome, or undefined when it has to be tried again. */
  private async attempt(work: () => Promise<string | undefined>): Promise<string | undefined> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof ProviderSilent))
        this.parts.log.warn({ error }, 'work with a provider failed, and is tried again')
      return undefined
    }
  }

  /** Money that should have moved a day ago is somebody's to look at. */
  private watch({ kind, first_attempt_at: first, object_id: paymentId }: Row): void {
    if (Date.now() - (first as Date).getTime() < ALARM_AFTER_MS) return
    const { log } = this.parts
    if (kind === 'payout')
      log.error({ alarm: 'payout', withdrawalId: paymentId }, 'nobody can tell what became of a payout')
    if (kind === 'refund') log.error({ alarm: 'refund', paymentId }, 'money that two people send back has not gone')
  }
}

/** Throws for money that is told of in a form that cannot be read: it is looked for again until it can. */
function readable(movement: Movement | undefined): Movement {
  if (movement === undefined) throw new Error('the bank tells of money in a form that cannot be read')
  return movement
}

/** Seconds until the next attempt: 1, 2, 4 … 60; of what was paid, which seldom comes back, minutes, up to a day. */
function pauseOf(attempts: number, kind?: Task['kind']): number {
  const doubled = 2 ** Math.min(20, Math.max(0, attempts - 1))
  return kind === 'payout_watch' ? Math.min(DAY_SECONDS, 60 * doubled) : Math.min(60, doubled)
}
