import { readFile, stat } from 'node:fs/promises'

const ATTEMPTS = 3

/** One try to start a server on a port: the preferred one at first, any free one afterwards. */
export interface StartAttempt<Result> {
  readonly logFile: string
  readonly preferredPort: number
  start(port: number): Promise<Result>
}

/**
 * Starts a server, again when somebody else took its port between the look and the bind; two stacks that start together
 * do that. The server's own log tells, since it says more than its exit code.
 */
export async function startOnFreePort<Result>(attempt: StartAttempt<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    const logged = await sizeOf(attempt.logFile)
    try {
      return await attempt.start(tries === 1 ? attempt.preferredPort : 0)
    } catch (error) {
      const taken = /address already in use|could not bind/i.test(await tail(attempt.logFile, logged))
      if (!taken || tries === ATTEMPTS) throw error
    }
  }
}

/** What a log has had added since it was `from` bytes long. */
export async function tail(file: string, from: number): Promise<string> {
  const content = await readFile(file).catch(() => Buffer.alloc(0))
  return content.subarray(from).toString('utf8')
}

/** Length of a file in bytes, 0 when there is none. */
export async function sizeOf(file: string): Promise<number> {
  return await stat(file).then(
    (found) => found.size,
    () => 0,
  )
}
