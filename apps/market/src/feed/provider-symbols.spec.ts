import { FeedUnavailable } from './alpaca-rest'
import { ProviderSymbols } from './provider-symbols'

const asking = (asset: () => Promise<unknown>): Promise<void> =>
  new ProviderSymbols({ asset: asset as never }).mustKnow('AAPL')

it('lets through what the provider knows, and everything where there is no provider', async () => {
  await expect(asking(() => Promise.resolve({ symbol: 'AAPL' }))).resolves.toBeUndefined()
  await expect(new ProviderSymbols(undefined).mustKnow('AAPL')).resolves.toBeUndefined()
})

it('refuses what the provider does not know, and says so when it cannot be asked', async () => {
  await expect(asking(() => Promise.resolve(undefined))).rejects.toMatchObject({
    status: 404,
    code: 'instrument-unknown',
  })
  const away = new FeedUnavailable('away', true)
  await expect(asking(() => Promise.reject(away))).rejects.toMatchObject({ status: 503, code: 'provider-unavailable' })
  await expect(asking(() => Promise.reject(new TypeError('broken')))).rejects.toThrow('broken')
})
