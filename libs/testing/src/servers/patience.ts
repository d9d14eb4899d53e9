import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from './http-client'

/** Many people who come at once take all of a core for seconds, and a machine that does much else takes longer. */
const BUSY_MS_MAX = 120_000
const BUSY_PAUSE_MS = 1_000

/**
 * Asks again what is answered 503, as the API says: nothing has been done, or what has been done the same key tells. So
 * `ask` sends the same each time.
 */
export async function patiently(ask: () => Promise<Answer>): Promise<Answer> {
  const deadline = Date.now() + BUSY_MS_MAX
  for (;;) {
    const answer = await ask()
    if (answer.status !== 503 || Date.now() > deadline) return answer
    await sleep(BUSY_PAUSE_MS)
  }
}
