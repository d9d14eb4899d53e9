import type { MarketCommand } from '@filao/contracts'
import { parseUnits } from '@filao/money'
import type { Rates } from '../feed/rate-feed'
import type { FxRateRow } from '../read/reference.queries'
import { FxFeed } from './fx-feed.consumer'

const asOf = Date.UTC(2026, 10, 2, 8)
const row = (base: string, quote: string, rate: string, source = 'Open Exchange Rates') =>
  ({ base, quote, rate: parseUnits(rate), source }) as FxRateRow

function feedOf(known: readonly FxRateRow[], owned: readonly number[] = [0]) {
  const told: Rates = {
    base: 'USD',
    rates: new Map([
      ['MUR', parseUnits('45')],
      ['EUR', parseUnits('0.9')],
      ['USD', parseUnits('1')],
    ]),
    source: 'Open Exchange Rates',
    asOf,
  }
  const commands: MarketCommand[] = []
  const ids: string[] = []
  const lines: string[] = []
  let asked = 0
  let refusal: string | undefined
  const feed = new FxFeed(
    {
      owned,
      submit: (request: { command: MarketCommand; commandId: string }) => {
        commands.push(request.command)
        ids.push(request.commandId)
        return Promise.resolve(refusal ? { kind: 'refused', refusal: { refused: refusal } } : { kind: 'done' })
      },
    } as never,
    { fxRates: () => Promise.resolve([...known]) },
    { rates: () => ((asked += 1), Promise.resolve(told)) },
    {
      debug: () => 0,
      info: () => 0,
      warn: (_: object, line: string) => lines.push(line),
      error: (_: object, line: string) => lines.push(line),
    } as never,
  )
  return { feed, commands, ids, lines, refuse: (code: string) => (refusal = code), asked: () => asked }
}

it('sets each pair that is known, at the time of the source; a pair of two others is their ratio', async () => {
  const { feed, commands, asked } = feedOf([
    row('USD', 'MUR', '45.8'),
    row('EUR', 'MUR', '51'),
    row('MUR', 'USD', '0.0218'),
  ])
  expect(await feed.ask()).toBe(3)
  expect(asked()).toBe(1)
  expect(commands).toMatchObject([
    { type: 'SetFxRate', base: 'USD', quote: 'MUR', rate: parseUnits('45'), asOf, source: 'Open Exchange Rates' },
    { base: 'EUR', quote: 'MUR', rate: parseUnits('50') },
    { base: 'MUR', quote: 'USD', rate: parseUnits('0.02222222') },
  ])
})

it('says the same thing twice under one id', async () => {
  const { feed, ids } = feedOf([row('USD', 'MUR', '45')])
  await feed.ask()
  await feed.ask()
  expect(ids[0]).toBe(ids[1])
})

it('believes no rate that is far from the last one, unless that was the table of the first start', async () => {
  const far = feedOf([row('USD', 'MUR', '50.1')])
  expect(await far.feed.ask()).toBe(0)
  expect(far.lines).toEqual(['a rate has moved too far to be believed'])
  expect(await feedOf([row('USD', 'MUR', '50')]).feed.ask()).toBe(1)
  expect(await feedOf([row('USD', 'MUR', '60', 'seed table')]).feed.ask()).toBe(1)
})

it('leaves out what the provider does not tell', async () => {
  const { feed, lines } = feedOf([row('ZAR', 'MUR', '2.6')])
  expect(await feed.ask()).toBe(0)
  expect(lines).toEqual(['a rate is not told by the provider'])
})

it('asks nobody where partition 0 is another’s, or no pair is known', async () => {
  const other = feedOf([row('USD', 'MUR', '45')], [1])
  expect([await other.feed.ask(), other.asked()]).toEqual([0, 0])
  const none = feedOf([])
  expect([await none.feed.ask(), none.asked()]).toEqual([0, 0])
})

it('alarms when the rules refuse a rate, but not when treasury has set a later one', async () => {
  const { feed, lines, refuse } = feedOf([row('USD', 'MUR', '45')])
  refuse('rate_outdated')
  await feed.ask()
  expect(lines).toEqual([])
  refuse('rate_in_future')
  await feed.ask()
  expect(lines).toEqual(['a rate of the provider was refused'])
})
