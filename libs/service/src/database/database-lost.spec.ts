import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createLog } from '../logging/log'
import { createPool } from './database'

const log = createLog({ service: 'wallet', instance: 'one', logLevel: 'silent' })

/** A message of PostgreSQL's protocol: type, length, content. */
function message(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(content.length + 4)
  return Buffer.concat([Buffer.from(type), length, content])
}
const ready = (state: 'I' | 'T'): Buffer => message('Z', Buffer.from(state))
const WELCOME = Buffer.concat([message('R', Buffer.alloc(4)), ready('I')])
const BEGUN = Buffer.concat([message('C', Buffer.from('BEGIN\0')), ready('T')])
/** What a server says that has waited too long for the end of a transaction. */
const ENDED = message(
  'E',
  Buffer.from('SFATAL\0C25P03\0Mterminating connection due to idle-in-transaction timeout\0\0'),
)

/** A server that begins a transaction whatever it is asked. */
async function server(): Promise<{ readonly url: string; readonly sockets: Socket[]; readonly server: Server }> {
  const sockets: Socket[] = []
  const listening = createServer((socket) => {
    sockets.push(socket)
    socket.once('data', () => {
      socket.write(WELCOME)
      socket.on('data', () => socket.write(BEGUN))
    })
  })
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  const { port } = listening.address() as AddressInfo
  return { url: `postgres://one@127.0.0.1:${port}/one`, sockets, server: listening }
}

it('a process lives on when a connection ends in a transaction of its own, and nobody gets that one again', async () => {
  const { url, sockets, server: listening } = await server()
  const pool = createPool({ url, max: 1, applicationName: 'wallet/one', log })
  const client = await pool.connect()
  await client.query('begin')
  const ended = new Promise<void>((resolve) => client.once('end', () => resolve()))
  sockets[0]!.end(ENDED)
  await ended
  await expect(client.query('begin')).rejects.toThrow()
  client.release()
  await pool.query('begin')
  expect(sockets).toHaveLength(2)
  await pool.end()
  await new Promise((resolve) => listening.close(resolve))
})
