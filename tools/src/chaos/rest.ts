import { untilStill } from '../platform/rest'
import type { ChaosPlatform } from './platform'
import { SHARING } from './platform'

/**
 * What time alone brings about shows in no table: a price held back for a quarter of a second is told at the engine's next
 * look, a second later at most.
 */
const TIMES = { quietMs: 3_000, pauseMs: 200, restMsMax: 240_000 }

/** Waits until nothing is on its way any more, and nothing new is decided. Gives since when; throws with what still moves. */
export const untilAtRest = ({ db }: ChaosPlatform): Promise<number> =>
  untilStill(async () => {
    const moving = await db.query<{ moving: string }>(MOVING)
    const heads = await db.query<{ source: string; partition: number; position: string }>(HEADS)
    return {
      heads: heads.rows.map(({ position, ...log }) => ({ ...log, position: Number(position) })),
      moving: moving.rows.map((row) => row.moving),
    }
  }, TIMES)

const union = (parts: readonly string[]): string => parts.join(' UNION ALL ')

const HEADS = union(
  SHARING.map((service) => `SELECT '${service}' AS source, partition, position FROM "${service}".log_head`),
)
const TAKEN = union(
  SHARING.map(
    (service) =>
      `SELECT source, source_partition, '${service}' AS target, partition AS target_partition, sequence FROM "${service}".link_in`,
  ),
)
const SENT = union(
  SHARING.map(
    (service) =>
      `SELECT '${service}' AS source, partition AS source_partition, target, target_partition, sequence FROM "${service}".link_out`,
  ),
)
const FOLLOWED = union(
  SHARING.map(
    (service) =>
      `SELECT '${service}' AS service, consumer, source, source_partition AS partition, position FROM "${service}".source_position`,
  ),
)
const CHECKPOINTS = union(
  SHARING.map((service) => `SELECT '${service}' AS source, partition, position FROM "${service}".relay_checkpoint`),
)
const PARKED = union(
  SHARING.map(
    (service) =>
      `SELECT '${service}/' || partition || ' has parked ' || aggregate || ': ' || error AS moving FROM "${service}".parked`,
  ),
)

/** A row for whatever is behind, waits or is unsettled. */
const MOVING = `
  WITH heads AS (${HEADS}), taken AS (${TAKEN}), sent AS (${SENT}), followed AS (${FOLLOWED}), checkpoints AS (${CHECKPOINTS})
  SELECT format('relay of %s/%s at %s of %s', source, partition, c.position, h.position) AS moving
    FROM heads h JOIN checkpoints c USING (source, partition) WHERE c.position < h.position
  UNION ALL
  SELECT format('link %s/%s to %s/%s: %s taken of %s', source, source_partition, target, target_partition, t.sequence, s.sequence)
    FROM sent s LEFT JOIN taken t USING (source, source_partition, target, target_partition)
    WHERE t.sequence IS DISTINCT FROM s.sequence
  UNION ALL
  SELECT format('%s of %s follows %s/%s up to %s of %s', f.consumer, f.service, h.source, partition, f.position, h.position)
    FROM heads h JOIN followed f USING (source, partition) WHERE f.position < h.position
  UNION ALL
  SELECT format('audit has %s of %s of %s/%s', p.last_position, h.position, h.source, h.partition)
    FROM heads h LEFT JOIN audit.audit_positions p ON p.source = h.source AND p.source_partition = h.partition
    WHERE h.position > 0 AND p.last_position IS DISTINCT FROM h.position
  UNION ALL
  SELECT format('audit has %s of %s commands of %s/%s to %s/%s', p.last_position, s.sequence, s.source, s.source_partition, s.target, s.target_partition)
    FROM sent s LEFT JOIN audit.audit_positions p
      ON p.source = s.source || '>' || s.target || '/' || s.target_partition AND p.source_partition = s.source_partition
    WHERE p.last_position IS DISTINCT FROM s.sequence
  UNION ALL
  SELECT format('%s orders are pending', count(*)) FROM "order".orders WHERE status = 'pending' HAVING count(*) > 0
  UNION ALL
  SELECT format('%s amendments are pending', count(*)) FROM "order".orders WHERE amendment IS NOT NULL HAVING count(*) > 0
  UNION ALL
  SELECT format('%s executions are not settled', count(*)) FROM "order".executions WHERE leg_status = 'pending' HAVING count(*) > 0
  UNION ALL
  SELECT format('%s open items', count(*)) FROM wallet.open_items WHERE closed_at IS NULL HAVING count(*) > 0
  UNION ALL ${PARKED}`
