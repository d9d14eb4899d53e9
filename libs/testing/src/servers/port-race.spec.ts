import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startOnFreePort } from './port-race'

let folder: string
let logFile: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'filao-race-'))
  logFile = join(folder, 'server.log')
})
afterEach(() => rmSync(folder, { recursive: true }))

it('a server that lost its port is started on another', async () => {
  const ports: number[] = []
  const start = (port: number): Promise<string> => {
    ports.push(port)
    if (port === 0) return Promise.resolve('up')
    appendFileSync(logFile, 'java.net.BindException: Address already in use\n')
    return Promise.reject(new Error('ended'))
  }
  expect(await startOnFreePort({ logFile, preferredPort: 19_092, start })).toBe('up')
  expect(ports).toEqual([19_092, 0])
})

it('a server that fails for another reason is not started again, whatever its log said before', async () => {
  appendFileSync(logFile, 'Address already in use\n')
  const start = jest.fn(() => Promise.reject(new Error('out of memory')))
  await expect(startOnFreePort({ logFile, preferredPort: 1, start })).rejects.toThrow('out of memory')
  expect(start).toHaveBeenCalledTimes(1)
})
