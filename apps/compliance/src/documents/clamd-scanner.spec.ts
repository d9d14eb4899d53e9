import { ClamdSimulator, EICAR } from '@filao/testing/simulators'
import { createServer, type AddressInfo } from 'node:net'
import { ClamdScanner } from './clamd-scanner'

let clamd: ClamdSimulator
let port: number
beforeAll(async () => {
  clamd = new ClamdSimulator({ host: '127.0.0.1', port: 0, seed: 1 })
  port = await clamd.start()
})
afterAll(() => clamd.stop())
afterEach(() => clamd.misbehave({}))

const scan = (content: Buffer, timeoutMs = 30_000) =>
  new ClamdScanner({ host: '127.0.0.1', port, timeoutMs }).scan(content)
const unavailable = expect.objectContaining({ name: 'ScanUnavailable' })

test('what is clean is clean, whole and over many chunks', async () => {
  const large = Buffer.alloc(3 * 65_536 + 1, 7)
  expect(await scan(large)).toEqual({ isClean: true })
  expect(clamd.scans.at(-1)).toMatchObject({ size: large.length, finding: null })
  expect(await scan(Buffer.alloc(0))).toEqual({ isClean: true })
})
test('the EICAR text is infected wherever it stands', async () => {
  const hidden = Buffer.concat([Buffer.alloc(70_000), Buffer.from(EICAR), Buffer.alloc(10)])
  expect(await scan(hidden)).toEqual({ isClean: false, finding: 'Eicar-Test-Signature' })
})
test('a stream that clamd does not take is not clean', async () => {
  await expect(scan(Buffer.alloc(26_214_401), 20_000)).rejects.toThrow(unavailable)
})
test.each(['drop', 'error_500', 'delay'])(
  'a scanner that misbehaves (%s) has not said that anything is clean',
  async (fault) => {
    clamd.misbehave({ [fault]: 1 })
    await expect(scan(Buffer.from('x'), 300)).rejects.toThrow(unavailable)
  },
)
test('an answer that was cut off is none', async () => {
  const server = createServer((socket) => socket.resume().end('stream: OK'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const scanner = new ClamdScanner({
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    timeoutMs: 2_000,
  })
  await expect(scanner.scan(Buffer.from('x'))).rejects.toThrow(unavailable)
  await new Promise((resolve) => server.close(resolve))
})
test('a scanner that is away has not said anything', async () => {
  const scanner = new ClamdScanner({ host: '127.0.0.1', port: 9, timeoutMs: 2_000 })
  await expect(scanner.scan(Buffer.from('x'))).rejects.toThrow(unavailable)
})
test('the simulator is told over HTTP on the same port, and says what it has scanned', async () => {
  const url = `http://127.0.0.1:${port}/control`
  const set = await fetch(`${url}/faults`, { method: 'POST', body: JSON.stringify({ drop: 1 }) })
  expect(await set.json()).toMatchObject({ faults: { drop: 1 } })
  await expect(scan(Buffer.from('x'))).rejects.toThrow(unavailable)
  expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200)
  expect((await fetch(`${url}/faults`, { method: 'POST', body: '{"burn":1}' })).status).toBe(400)
})
