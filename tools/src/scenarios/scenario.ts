import { setTimeout as sleep } from 'node:timers/promises'
import type { ChaosPlatform } from '../chaos/platform'
import type { ControlledProvider } from '../client/payment-provider'
import { approveWithdrawal } from '../client/payments'
import type { ScenarioPlan } from './plan'
import type { Payer, Setting } from './setting'

const REST_MS_MAX = 180_000
const LOOK_MS = 700
const ENDED = ['completed', 'rejected', 'cancelled', 'failed']

interface Parts {
  readonly platform: ChaosPlatform
  readonly setting: Setting
  readonly provider: ControlledProvider
  /** Where withdrawals go, whoever is paid in through. */
  readonly bank: ControlledProvider
  readonly plan: ScenarioPlan
  readonly payer: Payer
}

/** A client pays in, and out again what was credited, while providers misbehave and services are killed. */
export async function runScenario(parts: Parts): Promise<string> {
  const { platform, setting, provider, bank, plan, payer } = parts
  await provider.order(plan.faults, plan.deposit)
  if (plan.withdrawal !== undefined) await bank.order(plan.payoutFaults, plan.withdrawal)
  const deposit = await payIn(parts)
  const status = await depositAtRest(setting, deposit)
  const paidOut = status === 'cleared' && plan.withdrawal !== undefined ? await payOut(parts, deposit) : 'none'
  await atRest(platform, payer)
  return `deposit ${status}, withdrawal ${paidOut}`
}

async function payIn({ setting, provider, plan, payer }: Parts): Promise<string> {
  const method = provider.name === 'bank' ? 'bank_transfer' : 'mcb_juice'
  const body = { currency: 'USD', amount: plan.deposit, method }
  const deposit = await setting.eventually((key) => payer.session.ask('/v1/deposits', { method: 'POST', body, key }))
  const { reference, currency, amount } = deposit as { reference: string; currency: string; amount: string }
  await provider.pay({ reference, currency, amount, payerName: payer.name })
  return String(deposit['id'])
}

/** What became of a deposit, once nothing more comes of itself: a held one waits for people. */
async function depositAtRest(setting: Setting, id: string): Promise<string> {
  const deadline = Date.now() + REST_MS_MAX
  for (;;) {
    const shown = await setting.eventually(() => setting.compliance[0].ask(`/v1/deposits/${id}`))
    const status = String(shown['status'])
    if (status === 'cleared' ? shown['creditedAt'] !== null : status !== 'pending' && status !== 'processing')
      return status
    if (Date.now() > deadline) throw new Error(`the deposit is still ${status}`)
    await sleep(LOOK_MS)
  }
}

async function payOut({ setting, plan, payer }: Parts, deposit: string): Promise<string> {
  const body = { currency: 'USD', amount: plan.withdrawal, bankAccountId: payer.bankAccountId }
  const asked = await setting
    .eventually((key) => payer.session.ask('/v1/withdrawals', { method: 'POST', body, key }))
    .catch(async (error: Error) => {
      // What the bank has taken back meanwhile nobody can take out.
      if ((await depositAtRest(setting, deposit)) === 'cleared') throw error
      return undefined
    })
  if (!asked) return 'refused'
  const path = `/v1/withdrawals/${String(asked['id'])}`
  const deadline = Date.now() + REST_MS_MAX
  for (;;) {
    const shown = await setting.eventually(() => setting.treasury[0].ask(path))
    const status = String(shown['status'])
    if (ENDED.includes(status) || status === 'flagged') return status
    // A kill may come between the looks of two people: the next round asks them again.
    const problem =
      status === 'admin_review'
        ? await approveWithdrawal(setting.treasury, path).catch((error: Error) => error.message)
        : undefined
    if (Date.now() > deadline) throw new Error(`the withdrawal is still ${status}${problem ? `: ${problem}` : ''}`)
    await sleep(LOOK_MS)
  }
}

/** Until what is told, asked and posted about a client has ended: their books are compared when nothing moves. */
async function atRest({ db }: ChaosPlatform, { accountId }: Payer): Promise<void> {
  const deadline = Date.now() + REST_MS_MAX
  for (let still = 0; still < 3;) {
    const { rows } = await db.query<{ moving: string }>(
      // The bank is asked for weeks whether what it has paid comes back.
      `SELECT (SELECT count(*) FROM payment.provider_tasks
          WHERE account_id = $1 AND done_at IS NULL AND kind <> 'payout_watch')
        + (SELECT count(*) FROM payment.deposits WHERE account_id = $1
            AND (status = 'processing' OR (status = 'cleared' AND credit IS NULL)))
        + (SELECT count(*) FROM compliance.aml_checks c JOIN payment.account_view a ON a.user_id = c.user_id
            WHERE a.account_id = $1 AND c.check_status = 'requested') AS moving`,
      [accountId],
    )
    still = rows[0]!.moving === '0' ? still + 1 : 0
    if (Date.now() > deadline) throw new Error(`${rows[0]!.moving} payments do not come to rest`)
    await sleep(LOOK_MS)
  }
}
