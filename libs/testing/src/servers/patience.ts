import { setTimeout as sleep } from 'node:timers/promises'

/** Many people who come at once take all of a core for seconds, and a machine that does much else takes longer. */
const BUSY_MS_MAX = 120_000
const BUSY_PAUSE_MS = 1_000

/**
 * Asks again what is answered 503, as the API says: nothing has been done, or what has been done the same key tells. So
 * `ask` sends the same each time.
 */
export async function patiently<Answer extends { readonly status: number }>(
  ask: () => Promise<Answer>,
  { forMs = BUSY_MS_MAX, pauseMs = BUSY_PAUSE_MS } = {},
): Promise<Answer> {
  const deadline = Date.now() + forMs
  for (;;) {
    const answer = await ask()
    if (answer.status !== 503 || Date.now() > deadline) return answer
    await sleep(pauseMs)
  }
}
