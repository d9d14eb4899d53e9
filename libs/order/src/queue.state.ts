import type { Units } from '@filao/money'

/** What can stand in a queue. Its links are its own fields, so that leaving from the middle costs nothing. */
export interface Queued<E> {
  /** Log position that gave it its place. */
  priority: number
  remainingQuantity: Units
  level: Level<E> | undefined
  ahead: E | undefined
  behind: E | undefined
}

/** All that stands at one price, in the order of priority. */
export class Level<E> {
  /** Sum of what remains of its entries. */
  size: Units = 0n
  count = 0
  first: E | undefined = undefined
  last: E | undefined = undefined

  /** The price as a number: never out of order with the price, but two large prices may share it. */
  readonly rank: number

  constructor(readonly price: Units) {
    this.rank = Number(price)
  }
}

/**
 * A price-time queue: one side of a book, or stops by their stop price. Best price first, then lowest priority.
 * The levels are a sorted array with the best one last: orders come and go near the top, so that most insertions and
 * removals of a level touch the array's end. A tree of levels was slower on recorded flow.
 */
export class PriceTimeQueue<E extends Queued<E>> {
  /** Worst level first. */
  readonly levels: Level<E>[] = []
  private readonly ascending: boolean

  constructor(readonly best: 'highest' | 'lowest') {
    this.ascending = best === 'highest'
  }

  /** The best level. */
  get top(): Level<E> | undefined {
    return this.levels[this.levels.length - 1]
  }

  /** True when `price` is at least as good as `limit`, seen from this side: what an incoming order may take. */
  reaches(price: Units, limit: Units): boolean {
    return this.ascending ? price >= limit : price <= limit
  }

  add(entry: E, price: Units): void {
    const level = this.levelAt(price)
    let ahead = level.last
    // Almost always the newcomer is the last. A stop that moved keeps the priority that it has opened with.
    while (ahead && ahead.priority > entry.priority) ahead = ahead.ahead
    const behind = ahead ? ahead.behind : level.first
    entry.level = level
    entry.ahead = ahead
    entry.behind = behind
    if (ahead) ahead.behind = entry
    else level.first = entry
    if (behind) behind.ahead = entry
    else level.last = entry
    level.size += entry.remainingQuantity
    level.count += 1
  }

  remove(entry: E): void {
    const { level, ahead, behind } = entry
    if (!level) return
    if (ahead) ahead.behind = behind
    else level.first = behind
    if (behind) behind.ahead = ahead
    else level.last = ahead
    entry.level = undefined
    entry.ahead = undefined
    entry.behind = undefined
    level.size -= entry.remainingQuantity
    level.count -= 1
    if (level.count === 0) this.drop(level)
  }

  /** Takes `quantity` off an entry. One of which nothing remains leaves only by {@link remove}. */
  reduce(entry: E, quantity: Units): void {
    entry.remainingQuantity -= quantity
    if (entry.level) entry.level.size -= quantity
  }

  /** The entries that an order with this limit meets, best first, until `visit` says no. Changes nothing. */
  meet(limit: Units, visit: (entry: E, level: Level<E>) => boolean): void {
    for (let index = this.levels.length - 1; index >= 0; index -= 1) {
      const level = this.levels[index]!
      if (!this.reaches(level.price, limit)) return
      for (let entry = level.first; entry; entry = entry.behind) if (!visit(entry, level)) return
    }
  }

  private levelAt(price: Units): Level<E> {
    const { levels } = this
    const index = this.indexOf(price)
    const found = levels[index]
    if (found && found.price === price) return found
    const level = new Level<E>(price)
    if (index === levels.length) levels.push(level)
    else levels.splice(index, 0, level)
    return level
  }

  private drop(level: Level<E>): void {
    const { levels } = this
    if (levels[levels.length - 1] === level) levels.pop()
    else levels.splice(this.indexOf(level.price), 1)
  }

  /** Index of the first level that is not worse than `price`. Numbers are compared first, which is three times faster. */
  private indexOf(price: Units): number {
    const { levels, ascending } = this
    const rank = Number(price)
    let low = 0
    let high = levels.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = levels[middle]!
      const isLower = other.rank < rank || (other.rank === rank && other.price < price)
      const isHigher = other.rank > rank || (other.rank === rank && other.price > price)
      if (ascending ? isLower : isHigher) low = middle + 1
      else high = middle
    }
    return low
  }
}
