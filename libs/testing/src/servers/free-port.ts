import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

// Below the range from which systems take the ports of outgoing connections: a port of that range that is free now may
// be the near end of somebody's connection a moment later.
const FIRST = 20_000
const LAST = 32_000
const ATTEMPTS_MAX = 100

/**
 * A TCP port that nobody listens on: `preferred` when it is free, else any other.
 * Another process may take it before it is used; whoever listens must still report a taken port.
 */
export async function freePort(preferred = 0): Promise<number> {
  if (preferred !== 0 && (await isFree(preferred))) return preferred
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const port = randomInt(FIRST, LAST + 1)
    if (await isFree(port)) return port
  }
  throw new Error(`no free TCP port between ${FIRST} and ${LAST} in ${ATTEMPTS_MAX} attempts`)
}

/** Whether nobody listens on the port, on loopback or on all interfaces. */
export async function isFree(port: number): Promise<boolean> {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port))
}

function canListen(port: number, host?: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, host, () => server.close(() => resolve(true)))
  })
}
