import { setTimeout as sleep } from 'node:timers/promises'
import { answer, type LoggedIn } from './logged-in'

/** No setting begins sooner after its approval, and every instance reads it within two seconds more. */
const SETTING_LEAD_MS = 13_000
const AT_ONCE = {
  'withdrawal.cooling_off_hours': 0,
  'deposit.settlement_days': { bank_transfer: 0, card: 0, mcb_juice: 0, mips: 0 },
}

/** Two people of treasury set the waiting times of payments to nothing; gives back when that is in force. */
export async function stopWaitingForPayments([first, second]: readonly [LoggedIn, LoggedIn]): Promise<void> {
  for (const [key, value] of Object.entries(AT_ONCE)) {
    const path = `/v1/configuration/payment/${key}/proposals`
    const proposal = { value, reason: 'nobody waits for days here' }
    const { id, commandHash } = await answer(first, path, { method: 'POST', body: proposal })
    await answer(second, `${path}/${String(id)}/approve`, { method: 'POST', body: { commandHash } })
  }
  await sleep(SETTING_LEAD_MS)
}
