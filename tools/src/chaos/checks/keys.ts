import type { Random } from '@filao/simulation'
import type { Load } from '../load'
import type { ChaosPlatform } from '../platform'

const REPEATED = 10

/**
 * Every key is one order or one refusal: whoever asked several times was always told of the same order, also now, and the
 * tables hold these orders and no other.
 */
export async function checkKeys(platform: ChaosPlatform, load: Load, random: Random): Promise<readonly string[]> {
  const { placements } = load
  if (placements.length === 0) return []
  const asked = Array.from({ length: REPEATED }, () => random.pick(placements))
  for (const placement of asked) await load.repeat(placement)
  const broken = placements.flatMap(({ key, orders, refused }) => {
    if (orders.size > 1) return [`key ${key} made the orders ${[...orders].join(', ')}`]
    return orders.size === 1 && refused !== undefined ? [`key ${key} made an order and was refused: ${refused}`] : []
  })
  const told = new Set(placements.flatMap(({ orders }) => [...orders]))
  const { rows } = await platform.db.query<{ id: string }>('SELECT id FROM "order".orders')
  const made = new Set(rows.map(({ id }) => id))
  for (const id of told) if (!made.has(id)) broken.push(`order ${id} was acknowledged and does not exist`)
  for (const id of made) if (!told.has(id)) broken.push(`order ${id} exists and no key made it`)
  return broken
}
