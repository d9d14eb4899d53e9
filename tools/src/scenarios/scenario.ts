import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ChaosPlatform } from '../chaos/platform'
import type { ControlledProvider } from '../client/payment-provider'
import { approveWithdrawal } from '../client/payments'
import type { ScenarioPlan } from './plan'
import type { Payer, Setting } from './setting'

const REST_MS_MAX = 120_000
const ENDED = ['completed', 'rejected', 'cancelled', 'failed']

interface Parts {
  readonly platform: ChaosPlatform
  readonly setting: Setting
  readonly provider: ControlledProvider
  readonly plan: ScenarioPlan
}

/** A client pays in, and out again what was credited, while the provider misbehaves and something is killed. */
export async function runScenario({ platform, setting, provider, plan }: Parts): Promise<string> {
  const payer = await setting.payer(plan.number)
  await provider.order(plan.faults)
  const kill = sleep(plan.killAfterMs).then(() => plan.killed.forEach((victim) => platform.killApp(victim)))
  const deposit = await payIn({ setting, provider, plan, payer })
  await kill
  await platform.heal()
  const status = await depositAtRest(setting, payer, deposit)
  const paidOut =
    status === 'cleared' && plan.withdrawal !== undefined ? await payOut({ setting, plan, payer }) : 'none'
  await atRest(platform)
  return `deposit ${status}, withdrawal ${paidOut}`
}

async function payIn(parts: {
  readonly setting: Setting
  readonly provider: ControlledProvider
  readonly plan: ScenarioPlan
  readonly payer: Payer
}): Promise<string> {
  const { setting, provider, plan, payer } = parts
  const method = provider.name === 'bank' ? 'bank_transfer' : 'mcb_juice'
  const body = { currency: 'USD', amount: plan.deposit, method }
  const key = randomUUID()
  const deposit = await setting.eventually(() => payer.session.ask('/v1/deposits', { method: 'POST', body, key }))
  const { reference, currency, amount } = deposit as { reference: string; currency: string; amount: string }
  await provider.pay({ reference, currency, amount, payerName: payer.name })
  return String(deposit['id'])
}

/** What became of a deposit, once nothing more comes of itself: a held one waits for people. */
async function depositAtRest(setting: Setting, payer: Payer, id: string): Promise<string> {
  const deadline = Date.now() + REST_MS_MAX
  for (;;) {
    const shown = await setting.eventually(() => setting.compliance[0].ask(`/v1/deposits/${id}`))
    const status = String(shown['status'])
    if (status === 'cleared' ? shown['creditedAt'] !== null : status !== 'pending' && status !== 'processing')
      return status
    if (Date.now() > deadline) throw new Error(`the deposit is still ${status}`)
    await sleep(500)
  }
}

async function payOut(parts: {
  readonly setting: Setting
  readonly plan: ScenarioPlan
  readonly payer: Payer
}): Promise<string> {
  const { setting, plan, payer } = parts
  const body = { currency: 'USD', amount: plan.withdrawal, bankAccountId: payer.bankAccountId }
  const key = randomUUID()
  const asked = await setting.eventually(() => payer.session.ask('/v1/withdrawals', { method: 'POST', body, key }))
  const path = `/v1/withdrawals/${String(asked['id'])}`
  const deadline = Date.now() + REST_MS_MAX
  for (;;) {
    const shown = await setting.eventually(() => setting.treasury[0].ask(path))
    const status = String(shown['status'])
    if (ENDED.includes(status) || status === 'flagged') return status
    if (status === 'admin_review') await approveWithdrawal(setting.treasury, path)
    if (Date.now() > deadline) throw new Error(`the withdrawal is still ${status}`)
    await sleep(500)
  }
}

/** Until what is told, asked and posted has ended: the books are compared when nothing moves. */
async function atRest({ db }: ChaosPlatform): Promise<void> {
  const deadline = Date.now() + REST_MS_MAX
  for (let still = 0; still < 4;) {
    const { rows } = await db.query<{ moving: string }>(
      `SELECT (SELECT count(*) FROM payment.provider_webhooks WHERE outcome IS NULL)
        + (SELECT count(*) FROM payment.provider_tasks WHERE done_at IS NULL)
        + (SELECT count(*) FROM payment.deposits WHERE status = 'cleared' AND credit IS NULL)
        + (SELECT count(*) FROM payment.deposits WHERE status = 'processing')
        + (SELECT count(*) FROM compliance.aml_checks WHERE check_status = 'requested') AS moving`,
    )
    still = rows[0]!.moving === '0' ? still + 1 : 0
    if (Date.now() > deadline) throw new Error(`${rows[0]!.moving} payments do not come to rest`)
    await sleep(500)
  }
}
