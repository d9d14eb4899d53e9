import { patiently } from '@filao/testing/servers'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ControlledProvider } from './payment-provider'
import { expectStatus, type Session } from './session'

const PATH = '/v1/deposits'
const LOOK_MS = 250
const LET_IN_MS_MAX = 240_000
const CREDIT_MS_MAX = 240_000
/** What payment says of an account that was let in a moment ago: it hears of it by itself, as wallet does. */
const NOT_YET: ReadonlySet<unknown> = new Set(['account-not-found', 'kyc-not-approved'])

/** A deposit, as its client sees it. */
export interface Deposit {
  readonly id: string
  readonly status: string
  readonly reference: string
  readonly currency: string
  readonly amount: string
  readonly creditedAt: string | null
}

/** Asks for a deposit by bank, in whole dollars: by its cents the simulated bank knows how to misbehave. */
export async function requestDeposit(session: Session, amount: string): Promise<Deposit> {
  const body = { currency: 'USD', amount, method: 'bank_transfer' }
  const deadline = Date.now() + LET_IN_MS_MAX
  for (;;) {
    const key = randomUUID()
    const answer = await patiently(() => session.ask(PATH, { method: 'POST', body, key }))
    if (!NOT_YET.has(answer.body['code']) || Date.now() > deadline)
      return expectStatus(answer, 201, PATH) as unknown as Deposit
    await sleep(LOOK_MS)
  }
}

/** The newest deposit of a client, undefined when there is none. */
export async function newestDeposit(session: Session): Promise<Deposit | undefined> {
  const { status, body } = await patiently(() => session.ask(`${PATH}?limit=1`))
  return status === 200 ? (body['items'] as readonly Deposit[])[0] : undefined
}

/** Somebody pays what a deposit waits for, unless it is on its way: whoever was interrupted asks the bank. */
export async function payAtBank(bank: ControlledProvider, deposit: Deposit, payerName: string): Promise<void> {
  const { reference, currency, amount, status } = deposit
  if (status !== 'pending') return
  const { movements } = (await bank.books()) as unknown as { movements: readonly { reference: string }[] }
  if (movements.some((movement) => movement.reference === reference)) return
  await bank.pay({ reference, currency, amount, payerName })
}

/** Until a deposit has been screened, cleared and credited. */
export async function credited(session: Session, { id }: Deposit): Promise<void> {
  const deadline = Date.now() + CREDIT_MS_MAX
  for (;;) {
    const { status, creditedAt } = (await session.get(`${PATH}/${id}`)) as unknown as Deposit
    if (creditedAt !== null) return
    if (Date.now() > deadline) throw new Error(`a deposit is still ${status} after ${CREDIT_MS_MAX / 1000} s`)
    await sleep(LOOK_MS)
  }
}

/** Approves what they see of a withdrawal, each of them: whether one is enough the rules know, and refuse the other. */
export async function approveWithdrawal(treasury: readonly [Session, Session], path: string): Promise<void> {
  const { review } = (await treasury[0].get(path)) as unknown as { review: { approvalHash: string } }
  const body = { approvalHash: review.approvalHash }
  for (const person of treasury) await person.ask(`${path}/approve`, { method: 'POST', body, key: randomUUID() })
}
