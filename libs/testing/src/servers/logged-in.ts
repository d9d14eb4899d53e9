import { patiently } from './patience'

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
const BUSY = { forMs: 90_000, pauseMs: 250 }

/** The body of what must be answered well. */
export async function answer(
  who: LoggedIn,
  path: string,
  asked?: Parameters<LoggedIn['ask']>[1],
): Promise<Readonly<Record<string, unknown>>> {
  const { status, body } = await patiently(() => who.ask(path, asked), BUSY)
  if (status < 300) return body
  throw new Error(`${path} was answered ${status}: ${JSON.stringify(body)}`)
}
