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

const BUSY_MAX = 40
const BUSY_PAUSE_MS = 250

/** The body of what must be answered well. */
export async function answer(
  who: LoggedIn,
  path: string,
  asked?: Parameters<LoggedIn['ask']>[1],
): Promise<Readonly<Record<string, unknown>>> {
  for (let tries = 1; ; tries += 1) {
    const { status, body } = await who.ask(path, asked)
    if (status < 300) return body
    // A service that is busy asks to be asked again.
    if (status !== 503 || tries >= BUSY_MAX) throw new Error(`${path} was answered ${status}: ${JSON.stringify(body)}`)
    await sleep(BUSY_PAUSE_MS)
  }
}
