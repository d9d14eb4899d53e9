import { parseUnits } from '@filao/money'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { OpenExchangeRates } from './open-exchange-rates'

let server: Server
let feed: OpenExchangeRates
let asked: string[]
let answer: (response: ServerResponse) => void

const says = (text: string, status = 200): void => {
  answer = (response) => response.writeHead(status).end(text)
}

beforeEach(async () => {
  asked = []
  server = createServer((request, response) => {
    asked.push(request.url!)
    answer(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  feed = new OpenExchangeRates({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, appId: 'key' })
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

it('reads every figure as the characters that came, with the time of the source', async () => {
  says('{"disclaimer":"…","timestamp":1449877801,"base":"USD","rates":{"MUR":45.81234567,"JPY":1.5e2,"BTC":0.00001}}')
  const told = await feed.rates('USD')
  expect(asked).toEqual(['/api/latest.json?app_id=key&base=USD'])
  expect(told).toMatchObject({ base: 'USD', source: 'Open Exchange Rates', asOf: 1_449_877_801_000 })
  expect(told.rates.get('MUR')).toBe(parseUnits('45.81234567'))
  expect(told.rates.get('JPY')).toBe(parseUnits('150'))
})

it('takes the other rates where one is no number', async () => {
  says('{"timestamp":1,"base":"USD","rates":{"MUR":"a","EUR":0.9,"XAU":null,"ZWL":1e99}}')
  expect([...(await feed.rates('USD')).rates]).toEqual([['EUR', parseUnits('0.9')]])
})

it.each([
  ['a refusal', '{"error":true,"status":401,"message":"invalid_app_id"}', 401, false],
  ['too many requests', '{}', 429, true],
  ['a failure', '', 502, true],
  ['what is no JSON', '<html>', 200, false],
  ['another base than was asked for', '{"timestamp":1,"base":"EUR","rates":{}}', 200, false],
])('says of %s that the provider is not there, and never its key', async (_name, text, status, retryable) => {
  says(text, status)
  const failed = await feed.rates('USD').catch((error: Error) => error)
  expect(failed).toMatchObject({ name: 'FeedUnavailable', retryable })
  expect(String(failed)).not.toContain('key')
})

it('says the same when nobody answers', async () => {
  answer = (response) => response.destroy()
  await expect(feed.rates('USD')).rejects.toMatchObject({ name: 'FeedUnavailable', retryable: true })
})
