import { HttpUrl, readEnvironment } from '@filao/service'
import { z } from 'zod'
import type { AlpacaAccess } from './alpaca-rest'
import type { StreamAccess } from './alpaca-stream'
import type { OpenExchangeRatesAccess } from './open-exchange-rates'

/** `stream.data.alpaca.markets` alone is what the provider's documents say. */
const StreamUrl = z
  .string()
  .transform((url) => (/^wss?:/.test(url) ? url : `wss://${url}`).replace(/\/+$/, ''))
  .pipe(z.url({ protocol: /^wss?$/ }))

const Environment = z.object({
  APCA_API_BASE_URL: HttpUrl.optional(),
  APCA_DATA_BASE_URL: HttpUrl.optional(),
  APCA_API_STREAM_URL: StreamUrl.optional(),
  APCA_DATA_FEED: z.enum(['iex', 'sip']).default('iex'),
  APCA_API_KEY_ID: z.string().min(1).max(100).optional(),
  APCA_API_SECRET_KEY: z.string().min(1).max(200).optional(),
  FILAO_FX_URL: HttpUrl.optional(),
  FILAO_FX_APP_ID: z.string().min(1).max(200).optional(),
})

/** Where prices from outside come from, and who we are there; undefined: none are taken. Throws a ConfigError. */
export function priceFeedAccess(): (AlpacaAccess & StreamAccess) | undefined {
  const values = readEnvironment(Environment)
  const { APCA_API_BASE_URL: apiUrl, APCA_DATA_BASE_URL: dataUrl, APCA_API_STREAM_URL: streamUrl } = values
  const { APCA_API_KEY_ID: keyId, APCA_API_SECRET_KEY: secretKey, APCA_DATA_FEED: feed } = values
  // All of it or nothing: a feed without a key would only be refused.
  if (!apiUrl || !dataUrl || !streamUrl || !keyId || !secretKey) return undefined
  return { apiUrl, dataUrl, streamUrl, feed, keyId, secretKey }
}

/** Where exchange rates come from, and who we are there; undefined: treasury alone set them. Throws a ConfigError. */
export function rateFeedAccess(): OpenExchangeRatesAccess | undefined {
  const { FILAO_FX_URL: url, FILAO_FX_APP_ID: appId } = readEnvironment(Environment)
  return url && appId ? { url, appId } : undefined
}
