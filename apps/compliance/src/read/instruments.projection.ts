import { AssetListed, contractSet, type MessageOf } from '@filao/contracts'
import type { ProjectedEvent, Projection, Queryable } from '@filao/engine'

const events = contractSet([AssetListed])
type ListingEvent = MessageOf<(typeof events.contracts)[number]>

/** Which instruments there are, from market: a limit of one that nobody has listed would limit nothing, unseen. */
export const instrumentsProjection: Projection<ListingEvent> = {
  consumer: 'instruments',
  source: 'market',
  events,
  async apply(db: Queryable, projected: readonly ProjectedEvent<ListingEvent>[]): Promise<void> {
    await db.query({
      text: 'INSERT INTO compliance.instruments (asset_id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING',
      values: [projected.map(({ event }) => event.assetId)],
    })
  },
}
