import { groupMessages } from './message-grouping'
import { decodeRecord } from './record-decoder'
import { encodeRecord } from './record-encoder'

/** The modules that cost the stock client most of its time, and what stands in for them. */
export const FAST_MODULES: Readonly<Record<string, unknown>> = {
  'kafkajs/src/protocol/recordBatch/record/v0': encodeRecord,
  'kafkajs/src/protocol/recordBatch/record/v0/decoder': decodeRecord,
  'kafkajs/src/producer/groupMessagesPerPartition': groupMessages,
}

/** Set to 1 to run with the client as it was published. */
export const STOCK_CODEC_SWITCH = 'FILAO_KAFKA_STOCK_CODEC'

/**
 * Puts the fast modules in the place of the stock ones. They are bound when the client is first loaded, so this comes
 * before that. A test runner with a module registry of its own ignores `require.cache`: there the stock codec runs.
 */
export function installRecordCodec(): void {
  if (process.env[STOCK_CODEC_SWITCH] === '1') return
  for (const [path, exports] of Object.entries(FAST_MODULES)) {
    const filename = require.resolve(path)
    const loaded = require.cache[filename]
    if (loaded && loaded.exports !== exports) throw new Error(`${path} was loaded before its replacement`)
    require.cache[filename] = { id: filename, filename, loaded: true, exports, children: [], paths: [] } as never
  }
}

/** Which codec the client has bound. */
export const codecInUse = (): 'fast' | 'stock' =>
  Object.entries(FAST_MODULES).every(([path, exports]) => require(path) === exports) ? 'fast' : 'stock'
