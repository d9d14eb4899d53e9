import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs } from './load'
import type { Head, Logs } from './logs'

/** So long nothing may have been decided. Longer than the pause of any worker that looks for work. */
const QUIET_MS = 5_000
const LOOK_PAUSE_MS = 500
const REST_MS_MAX = 300_000

/**
 * Waits until no service decides anything any more: who was registered is still screened and scored a while later, and
 * what is measured meanwhile is that.
 */
export async function comeToRest(logs: Pick<Logs, 'heads'>): Promise<void> {
  const deadline = monotonicMs() + REST_MS_MAX
  let last = textOf(await logs.heads())
  let since = monotonicMs()
  while (monotonicMs() - since < QUIET_MS) {
    if (monotonicMs() > deadline) throw new Error(`the platform has not come to rest after ${REST_MS_MAX} ms`)
    await sleep(LOOK_PAUSE_MS)
    const heads = textOf(await logs.heads())
    if (heads === last) continue
    last = heads
    since = monotonicMs()
  }
}

const textOf = (heads: readonly Head[]): string =>
  heads.map(({ source, partition, position }) => `${source}/${partition}=${position}`).join(' ')
