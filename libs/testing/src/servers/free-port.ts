import { createServer } from 'node:net'

/**
 * A TCP port that nobody listens on: `preferred` when it is free, else one that the system picks.
 * Another process may take it before it is used; whoever listens must still report a taken port.
 */
export async function freePort(preferred = 0): Promise<number> {
  if (preferred === 0) return await listenOnce(0, '127.0.0.1')
  return (await isFree(preferred)) ? preferred : await listenOnce(0, '127.0.0.1')
}

/** Whether nobody listens on the port, on loopback or on all interfaces. */
export async function isFree(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', undefined]) {
    const listened = await listenOnce(port, host).catch(() => undefined)
    if (listened === undefined) return false
  }
  return true
}

function listenOnce(port: number, host?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port))
    })
  })
}
