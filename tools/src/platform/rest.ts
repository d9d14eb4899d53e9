import { setTimeout as sleep } from 'node:timers/promises'

/** What one look at a platform shows. */
export interface Look {
  /** How far each log has come, in whatever order. */
  readonly heads: readonly { readonly source: string; readonly partition: number; readonly position: number }[]
  /** What is still on its way, in words. */
  readonly moving?: readonly string[]
}

/** So often it is looked at while nothing is decided: a machine that stands still decides nothing either. */
const QUIET_LOOKS = 10

/** In milliseconds. */
export interface RestTimes {
  /** So long nothing may have been decided. */
  readonly quietMs: number
  /** Between two looks. */
  readonly pauseMs: number
  /** It is given up after so long. */
  readonly restMsMax: number
}

/**
 * Waits until nothing is on its way any more, and nothing new is decided. Gives since when, on the clock of
 * `performance.now`. Throws with what still moves when it takes too long.
 */
export async function untilStill(
  look: () => Promise<Look>,
  { quietMs, pauseMs, restMsMax }: RestTimes,
): Promise<number> {
  const began = performance.now()
  let known: string | undefined
  let since = began
  for (let looks = 1; ; looks += 1) {
    const { heads, moving = [] } = await look()
    const text = textOf(heads)
    const now = performance.now()
    if (moving.length > 0 || text !== known) [since, looks] = [now, 0]
    else if (now - since >= quietMs && looks >= QUIET_LOOKS) return since
    known = text
    if (now - began > restMsMax) {
      throw new Error(`not at rest after ${restMsMax} ms: ${moving.join('; ') || 'new events are decided'}`)
    }
    await sleep(pauseMs)
  }
}

const textOf = (heads: Look['heads']): string =>
  heads
    .map(({ source, partition, position }) => `${source}/${partition}=${position}`)
    .sort()
    .join(' ')
