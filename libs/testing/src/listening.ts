import type { Server as HttpServer } from 'node:http'
import type { AddressInfo, Server } from 'node:net'

export interface Address {
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
}

/** Has a server listen. Gives its port; throws where it cannot. */
export async function listenAt(server: Server, { host, port }: Address): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return (server.address() as AddressInfo).port
}

/** Stops listening, and ends the connections that are open. */
export async function stopListening(server: HttpServer): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}
