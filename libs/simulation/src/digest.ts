import { PriceTimeQueue } from '@filao/order'

/** Ties within a book, which its queues tell already, and memos that are no facts: a restart begins them anew. */
const NOT_FACTS = new Set([
  'level',
  'ahead',
  'behind',
  'trail',
  'unsaved',
  'forgettable',
  'quoted',
  'quotedAt',
  'unquotedTrade',
  'nextExpiryAt',
  'held',
])

/** All facts of a state as text: two states are equal when these are. */
export const digest = (state: unknown): string => JSON.stringify(state, plain)

function plain(key: string, value: unknown): unknown {
  if (NOT_FACTS.has(key)) return undefined
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof PriceTimeQueue) return queue(value as PriceTimeQueue<Entry>)
  if (value instanceof Map) return [...(value as Map<unknown, unknown>)]
  if (value instanceof Set) return [...(value as Set<unknown>)]
  return value
}

interface Entry {
  readonly orderId?: string
  readonly order?: { readonly orderId: string }
  readonly priority: number
  remainingQuantity: bigint
  level: undefined
  ahead: Entry | undefined
  behind: Entry | undefined
}

function queue({ levels }: { readonly levels: readonly unknown[] }): unknown {
  return (levels as { price: bigint; size: bigint; count: number; first: Entry | undefined }[]).map((level) => {
    const ids: unknown[] = []
    for (let entry = level.first; entry; entry = entry.behind) ids.push(entry.orderId ?? entry.order?.orderId)
    return { price: level.price, size: level.size, count: level.count, ids }
  })
}
