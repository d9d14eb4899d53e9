import { AccountOpened, contractSet, type MessageOf } from '@filao/contracts'
import type { ProjectedEvent, Projection, Queryable } from '@filao/engine'

const events = contractSet([AccountOpened])
type TraderEvent = MessageOf<(typeof events.contracts)[number]>

/** Whose account is whose, from identity. For the courtesy of an early answer: wallet decides. */
export const traderProjection: Projection<TraderEvent> = {
  consumer: 'trader_view',
  source: 'identity',
  events,
  async apply(db: Queryable, projected: readonly ProjectedEvent<TraderEvent>[]): Promise<void> {
    for (const { event } of projected) {
      await db.query({
        text: `INSERT INTO "order".trader_view (account_id, user_id, mode) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
        values: [event.accountId, event.userId, event.mode],
      })
    }
  },
}
