import { setTimeout as sleep } from 'node:timers/promises'

/** Somebody who is logged in to a running platform, and shows a second factor whenever it is asked for. */
export interface LoggedIn {
  ask(path: string, asked?: { method?: 'GET' | 'POST' | 'PUT'; body?: object }): Promise<Answered>
  /** Gets a token that tells what the person is by now. */
  renew(): Promise<void>
}
interface Answered {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** A service that is started anew on a busy machine takes half a minute. */
const BUSY_MS_MAX = 90_000
const BUSY_PAUSE_MS = 250

/** The body of what must be answered well. */
export async function answer(
  who: LoggedIn,
  path: string,
  asked?: Parameters<LoggedIn['ask']>[1],
): Promise<Readonly<Record<string, unknown>>> {
  const deadline = Date.now() + BUSY_MS_MAX
  for (;;) {
    const { status, body } = await who.ask(path, asked)
    if (status < 300) return body
    // A service that is busy, or away for a moment, asks to be asked again.
    if (status !== 503 || Date.now() > deadline)
      throw new Error(`${path} was answered ${status}: ${JSON.stringify(body)}`)
    await sleep(BUSY_PAUSE_MS)
  }
}
