import type { FastifyInstance } from 'fastify'
import type { Socket } from 'node:net'

const INTERVAL_MS = 50

/**
 * Lets no connection without a request hold up a stop. Node closes those that are idle when the stop begins, but not one
 * whose last answer is sent a moment later, and never one that has not asked anything: both would stay for as long as
 * their client keeps them.
 */
export function closeConnectionsOnStop(instance: FastifyInstance): void {
  const { server } = instance
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const look = (): void => {
    server.closeIdleConnections()
    // By Node's books these are about to send a request, for as long as they like.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
  }
  let timer: NodeJS.Timeout | undefined
  instance.addHook('preClose', (done) => {
    look()
    timer = setInterval(look, INTERVAL_MS)
    // A server that has listened nowhere is never closed.
    if (server.listening) server.once('close', () => clearInterval(timer))
    else clearInterval(timer)
    done()
  })
}
