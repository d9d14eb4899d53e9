import type { Id } from '@filao/kernel'
import { and, count, desc, eq, lt, or, sql } from 'drizzle-orm'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { priceAlerts } from '../store/alerts.table'
import { watchlists } from '../store/watchlists.table'

export type AlertRow = typeof priceAlerts.$inferSelect
export type WatchlistRow = typeof watchlists.$inferSelect

/** Runs reads as a user: row-level security shows that user's rows only. */
export type ReadAs = <T>(userId: string, read: (db: NodePgDatabase) => Promise<T>) => Promise<T>

/** What a client has made for themselves: alerts and watchlists. Another's row does not exist. */
export class ClientLists {
  constructor(private readonly readAs: ReadAs) {}

  /** Newest first; one more than the limit. */
  alerts(
    userId: Id,
    query: { active?: boolean | undefined; after?: { at: string; id: string }; limit: number },
  ): Promise<AlertRow[]> {
    const { active, after, limit } = query
    return this.readAs(userId, (db) =>
      db
        .select()
        .from(priceAlerts)
        .where(
          and(
            eq(priceAlerts.userId, userId),
            active === undefined ? undefined : eq(priceAlerts.isActive, active),
            after &&
              or(
                lt(priceAlerts.createdAt, sql`${after.at}::timestamptz`),
                and(eq(priceAlerts.createdAt, sql`${after.at}::timestamptz`), lt(priceAlerts.id, after.id)),
              ),
          ),
        )
        .orderBy(desc(priceAlerts.createdAt), desc(priceAlerts.id))
        .limit(limit),
    )
  }

  async alert(userId: Id, id: Id): Promise<AlertRow | undefined> {
    const mine = and(eq(priceAlerts.userId, userId), eq(priceAlerts.id, id))
    const [found] = await this.readAs(userId, (db) => db.select().from(priceAlerts).where(mine))
    return found
  }

  async activeAlerts(userId: Id): Promise<number> {
    const active = and(eq(priceAlerts.userId, userId), eq(priceAlerts.isActive, true))
    const [row] = await this.readAs(userId, (db) => db.select({ count: count() }).from(priceAlerts).where(active))
    return row?.count ?? 0
  }

  watchlists(userId: Id): Promise<WatchlistRow[]> {
    const mine = eq(watchlists.userId, userId)
    return this.readAs(userId, (db) => db.select().from(watchlists).where(mine).orderBy(watchlists.name))
  }

  async watchlist(userId: Id, name: string): Promise<WatchlistRow | undefined> {
    const mine = and(eq(watchlists.userId, userId), eq(watchlists.name, name))
    const [found] = await this.readAs(userId, (db) => db.select().from(watchlists).where(mine))
    return found
  }
}
