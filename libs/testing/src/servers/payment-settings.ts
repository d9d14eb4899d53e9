import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { answer, type LoggedIn } from './logged-in'

/** No setting begins sooner after its approval, and every instance reads it within two seconds more. */
const SETTING_LEAD_MS = 13_000
const AT_ONCE = {
  'withdrawal.cooling_off_hours': 0,
  'deposit.settlement_days': { bank_transfer: 0, card: 0, mcb_juice: 0, mips: 0 },
}

/** Two people of treasury set the waiting times of payments to nothing, unless they are; gives back when that is in force. */
export async function stopWaitingForPayments([first, second]: readonly [LoggedIn, LoggedIn]): Promise<void> {
  let isChanged = false
  for (const [key, value] of Object.entries(AT_ONCE)) {
    const path = `/v1/configuration/payment/${key}`
    const known = await answer(first, path)
    if (isDeepStrictEqual(known['value'], value)) continue
    const proposal = { value, reason: 'nobody waits for days here' }
    const { id, commandHash } = await answer(first, `${path}/proposals`, { method: 'POST', body: proposal })
    await answer(second, `${path}/proposals/${String(id)}/approve`, { method: 'POST', body: { commandHash } })
    isChanged = true
  }
  if (isChanged) await sleep(SETTING_LEAD_MS)
}
