import type { Pool } from 'pg'
import { RATE_CLASSES, type RateClassName } from './rate-class'
import type { RateExchange } from './rate-exchange'
import type { RateCount } from './rate-limiter'

/** Rows that changed within this time are read: longer than an exchange takes, so that none is missed. */
const LOOK_BACK_SECONDS = 5
const PRUNE_EVERY = 60

/**
 * The table of a service, for one of its migrations. Unlogged: it is worth nothing after a crash, and costs no WAL.
 * Keys are hashes, because they are made of users and addresses.
 */
export const rateCountsSql = (schema: string): string => `\
create unlogged table if not exists "${schema}".rate_counts (
  instance text not null,
  class text not null,
  key bytea not null,
  "window" bigint not null,
  count integer not null,
  expires_at timestamptz not null,
  changed_at timestamptz not null default clock_timestamp(),
  primary key (class, "window", key, instance)
);
create index if not exists rate_counts_changed_at on "${schema}".rate_counts (changed_at);
grant select, insert, update, delete on "${schema}".rate_counts to "${schema}";
`

/** Counts exchanged through `<schema>.rate_counts`. */
export class PostgresRateExchange implements RateExchange {
  private exchanges = 0

  constructor(
    private readonly pool: Pick<Pool, 'query'>,
    private readonly schema: string,
    private readonly instance: string,
  ) {}

  async exchange(own: readonly RateCount[]): Promise<readonly RateCount[]> {
    if (own.length > 0) await this.tell(own)
    if (this.exchanges++ % PRUNE_EVERY === 0) await this.prune()
    const { rows } = await this.pool.query<{ class: string; key: string; window: string; count: string }>({
      // Asked each second: planning it takes longer than running it.
      name: `${this.schema}_rate_counts_changed`,
      text: `select c.class, encode(c.key, 'base64') as key, c."window", sum(c.count) as count
         from "${this.schema}".rate_counts c
         join (select distinct class, "window", key from "${this.schema}".rate_counts
                where changed_at > clock_timestamp() - make_interval(secs => $2) and instance <> $1) changed
        using (class, "window", key)
        where c.instance <> $1
        group by c.class, c.key, c."window"`,
      values: [this.instance, LOOK_BACK_SECONDS],
    })
    return rows.map(({ class: className, key, window, count }) => ({
      className: className as RateClassName,
      key,
      window: Number(window),
      count: Number(count),
    }))
  }

  private async tell(own: readonly RateCount[]): Promise<void> {
    const ends = own.map(({ className, window }) => (window + 1) * RATE_CLASSES[className].windowSeconds)
    await this.pool.query(
      `insert into "${this.schema}".rate_counts (instance, class, key, "window", count, expires_at)
       select $1, class, decode(key, 'base64'), "window", count, to_timestamp(ends)
         from unnest($2::text[], $3::text[], $4::bigint[], $5::integer[], $6::bigint[])
           as t (class, key, "window", count, ends)
        order by class, "window", key
           on conflict (class, "window", key, instance)
           do update set count = excluded.count, changed_at = clock_timestamp()`,
      [
        this.instance,
        own.map(({ className }) => className),
        own.map(({ key }) => key),
        own.map(({ window }) => window),
        own.map(({ count }) => count),
        ends,
      ],
    )
  }

  private prune(): Promise<unknown> {
    return this.pool.query(`delete from "${this.schema}".rate_counts where expires_at < clock_timestamp()`)
  }
}
