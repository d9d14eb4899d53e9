import type { KafkaMessage } from 'kafkajs'
import type { InRecord } from '../seam'
import { DecodedRecord } from './record-decoder'

/** A record in the form of the seam, from whichever codec runs. */
export const toInRecord = (message: KafkaMessage | DecodedRecord): InRecord =>
  message instanceof DecodedRecord
    ? {
        offset: message.position,
        key: message.key,
        value: message.value,
        headers: message.headerMap,
        repeatedHeaders: message.repeatedHeaders,
        timestamp: message.time,
      }
    : fromStock(message)

function fromStock({ offset, key, value, headers, timestamp }: KafkaMessage): InRecord {
  const map = new Map<string, Buffer>()
  let repeatedHeaders: string[] | undefined
  for (const [name, value] of Object.entries(headers ?? {})) {
    const values = (Array.isArray(value) ? value : [value]).filter(
      (one) => one !== null && one !== undefined,
    ) as Buffer[]
    if (values.length > 0) map.set(name, values[0]!)
    if (values.length > 1) (repeatedHeaders ??= []).push(name)
  }
  return { offset: BigInt(offset), key, value, headers: map, repeatedHeaders, timestamp: BigInt(timestamp) }
}
