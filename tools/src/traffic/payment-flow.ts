import { ownBankAccount, stopWaitingForPayments } from '@filao/testing/servers'
import { Random } from '@filao/simulation/random'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpClient } from '../client/http-client'
import type { ControlledProvider } from '../client/payment-provider'
import { approveWithdrawal, credited, payAtBank, requestDeposit } from '../client/payments'
import { expectStatus, Session } from '../client/session'
import type { People, Person } from '../start/people'
import { fullName } from '../start/seed-staff'

/** On average, between two payments of all participants together. */
const PAUSE_MS = 20_000
/** Whole dollars, above the value from which a withdrawal takes two people of treasury. */
const DOLLARS = { least: 3_000, most: 9_000 } as const
const LOOK_MS = 500
const PAYOUT_MS_MAX = 240_000
const ENDED: ReadonlySet<string> = new Set(['completed', 'rejected', 'cancelled', 'failed'])

/** Who pays where, and who approves. */
export interface Payers {
  readonly people: readonly Person[]
  readonly staff: People['staff']
  readonly bank: ControlledProvider
}

/**
 * Simulated participants bring money in, and take some out: now one pays at the bank what it asked to deposit, now one
 * asks for a payout to its own bank account, which two people of treasury approve. All over the public API, but for the
 * payment itself, which is made at the bank.
 */
export class PaymentFlow {
  readonly counts = { paidIn: 0, paidOut: 0 }
  private readonly random: Random
  private treasury: readonly [Session, Session] | undefined
  private turn = 0

  constructor(
    private readonly http: HttpClient,
    private readonly payers: Payers,
    seed: number,
    private readonly signal: AbortSignal,
  ) {
    this.random = new Random(seed)
  }

  pauseMs(): number {
    return this.random.exponential(PAUSE_MS)
  }

  /** Treasury logs in. A bank account of a participant can be paid to as soon as it is verified. */
  async open(): Promise<void> {
    const { treasury1, treasury2 } = this.payers.staff
    this.treasury = [await Session.logIn(this.http, treasury1!), await Session.logIn(this.http, treasury2!)]
    await stopWaitingForPayments(this.treasury)
  }

  /** The next payment, from beginning to end: in and out by turns, so that each brings about what it takes. */
  async next(sessions: readonly Session[]): Promise<void> {
    const index = Math.floor(this.turn / 2) % sessions.length
    const isIn = this.turn % 2 === 0
    this.turn += 1
    const payer = { session: sessions[index]!, person: this.payers.people[index]! }
    const amount = String(this.random.between(DOLLARS.least, DOLLARS.most))
    if (isIn) await this.payIn(payer, amount)
    else await this.payOut(payer, amount)
  }

  private async payIn({ session, person }: Payer, amount: string): Promise<void> {
    const deposit = await requestDeposit(session, amount)
    await payAtBank(this.payers.bank, deposit, fullName(person.email))
    await credited(session, deposit)
    this.counts.paidIn += 1
  }

  private async payOut(payer: Payer, amount: string): Promise<void> {
    const { session } = payer
    const bankAccountId = await this.bankAccountOf(payer)
    const body = { currency: 'USD', amount, bankAccountId }
    const asked = await session.ask('/v1/withdrawals', { method: 'POST', body, key: randomUUID() })
    if (asked.status !== 202) expectStatus(asked, 201, '/v1/withdrawals')
    const path = `/v1/withdrawals/${String(asked.body['id'])}`
    await this.until(path, async () => {
      const { status } = await session.get(path)
      if (status === 'admin_review') await approveWithdrawal(this.treasury!, path)
      if (status !== 'completed' && ENDED.has(String(status))) throw new Error(`${path} was ${String(status)}`)
      return status === 'completed'
    })
    this.counts.paidOut += 1
  }

  /** The own bank account, which is added when it is needed first. */
  private async bankAccountOf({ session, person }: Payer): Promise<string> {
    const path = '/v1/bank-accounts'
    const usable = async (): Promise<string | undefined> => {
      const { items } = (await session.get(path)) as unknown as { items: readonly BankAccount[] }
      const now = Date.now()
      return items.find(({ usableFrom }) => usableFrom !== null && Date.parse(usableFrom) <= now)?.id
    }
    const known = await usable()
    if (known !== undefined) return known
    const account = ownBankAccount(person, fullName(person.email))
    const added = await session.ask(path, { method: 'POST', body: account, key: 'own-bank-account' })
    expectStatus(added, 201, path)
    await this.until(path, async () => (await usable()) !== undefined)
    return (await usable())!
  }

  private async until(path: string, isDone: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + PAYOUT_MS_MAX
    while (!(await isDone())) {
      if (Date.now() > deadline) throw new Error(`${path} was not done in ${PAYOUT_MS_MAX / 1000} s`)
      await sleep(LOOK_MS, undefined, { signal: this.signal })
    }
  }
}

interface Payer {
  readonly session: Session
  readonly person: Person
}
interface BankAccount {
  readonly id: string
  readonly usableFrom: string | null
}
