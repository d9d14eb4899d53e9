import type { CalendarDay, CalendarPeriod, DaySession, MarketEvent } from '@filao/contracts'
import {
  documents,
  texts,
  upsertDocuments,
  type DocumentTable,
  type JsonRow,
  type Queryable,
  type Recorded,
  type StatementPart,
} from '@filao/engine'
import { toTimestamp } from '@filao/kernel'
import { calendarIdOf, type Calendar, type MarketState } from '@filao/market'

const ORIGIN = ['position', 'updated_at']
const PERIODS: DocumentTable = {
  name: 'periods_set',
  table: 'market.trading_calendars',
  key: ['code', 'effective_from'],
  columns: ['code', 'timezone', 'sessions', 'settlement_days', 'effective_from', ...ORIGIN],
}
const DAYS: DocumentTable = {
  name: 'days_set',
  table: 'market.calendar_days',
  key: ['code', 'day'],
  columns: ['code', 'day', 'kind', 'close_at', 'name', 'source', ...ORIGIN],
}
const FOLLOWERS: DocumentTable = {
  name: 'followers_set',
  table: 'market.calendar_followers',
  key: ['code', 'asset_id'],
  columns: ['code', 'asset_id', 'told', ...ORIGIN],
}

/** The rows of the calendars that the events changed. A change replaces all periods and days of its calendar. */
export function calendarParts(
  events: readonly Recorded<MarketEvent>[],
  memory: ReadonlyMap<string, MarketState>,
): StatementPart[] {
  const periods = new Map<string, JsonRow[]>()
  const days = new Map<string, JsonRow[]>()
  const followers = new Map<string, JsonRow>()
  for (const { event, position, at, aggregate } of events) {
    const state = memory.get(aggregate)
    if (!('calendarId' in event) || state?.kind !== 'calendar') continue
    const origin = { position, updated_at: toTimestamp(at) }
    const code = event.type === 'CalendarFollowed' ? event.code : event.calendar.code
    if (event.type === 'CalendarChanged') {
      periods.set(code, periodRows(state, origin))
      days.set(code, dayRows(state, origin))
    }
    for (const assetId of touched(event, state)) {
      followers.set(`${code} ${assetId}`, { code, asset_id: assetId, told: !state.untold.has(assetId), ...origin })
    }
  }
  const codes = [...periods.keys()]
  const periodRowsAll = [...periods.values()].flat()
  const dayRowsAll = [...days.values()].flat()
  return [
    deleteOthers(PERIODS, 'effective_from', codes, periodRowsAll),
    upsertDocuments(PERIODS, periodRowsAll),
    deleteOthers(DAYS, 'day', codes, dayRowsAll),
    upsertDocuments(DAYS, dayRowsAll),
    upsertDocuments(FOLLOWERS, [...followers.values()]),
  ]
}

/** Deletes the rows of these codes that are not among `kept`. `member` tells rows of one code apart. */
function deleteOthers(
  { name, table }: Pick<DocumentTable, 'name' | 'table'>,
  member: string,
  codes: readonly string[],
  kept: readonly JsonRow[],
): StatementPart {
  return {
    name: `${name}_gone`,
    sql: `DELETE FROM ${table} AS gone
      USING head JOIN unnest($partition::smallint[], $1::text[]) AS c (partition, code) USING (partition)
      WHERE gone.partition = c.partition AND gone.code = c.code
      AND NOT EXISTS (SELECT FROM json_populate_recordset(NULL::${table}, $2::json) AS t
        WHERE t.partition = gone.partition AND t.code = gone.code AND t.${member} = gone.${member})`,
    values: [texts(codes), documents(kept)],
  }
}

/** Calendars live in partition 0; elsewhere there are no rows. */
export async function loadCalendars(db: Queryable, partition: number, memory: Map<string, MarketState>): Promise<void> {
  const values = [partition]
  const periods = await db.query({
    text: `SELECT code, timezone, sessions, settlement_days, effective_from::text AS effective_from
      FROM market.trading_calendars WHERE partition = $1 ORDER BY code, effective_from`,
    values,
  })
  const days = await db.query({
    text: `SELECT code, day::text AS day, kind, to_char(close_at, 'HH24:MI') AS close_at, name, source
      FROM market.calendar_days WHERE partition = $1 ORDER BY code, day`,
    values,
  })
  const followers = await db.query({
    text: 'SELECT code, asset_id, told FROM market.calendar_followers WHERE partition = $1',
    values,
  })
  const calendars = new Map<string, Draft>()
  for (const { code } of [...periods.rows, ...followers.rows]) calendars.set(code as string, emptyDraft())
  for (const row of periods.rows) {
    const draft = calendars.get(row['code'] as string)!
    draft.timezone = row['timezone'] as string
    draft.periods.push({
      effectiveFrom: row['effective_from'] as string,
      settlementDays: row['settlement_days'] as number,
      sessions: row['sessions'] as DaySession[],
    })
  }
  for (const { code, day, kind, close_at: closeAt, name, source } of days.rows) {
    const rest = { name, source, ...(closeAt !== null && { closeAt }) }
    calendars.get(code as string)!.days.push({ day, kind, ...rest } as CalendarDay)
  }
  for (const { code, asset_id: assetId, told } of followers.rows) {
    const draft = calendars.get(code as string)!
    draft.followers.add(assetId as string)
    if (!told) draft.untold.add(assetId as string)
  }
  for (const [code, draft] of calendars) memory.set(calendarIdOf(code), calendarOf(code, draft))
}

interface Draft {
  timezone: string | undefined
  readonly periods: CalendarPeriod[]
  readonly days: CalendarDay[]
  readonly followers: Set<string>
  readonly untold: Set<string>
}

const emptyDraft = (): Draft => ({
  timezone: undefined,
  periods: [],
  days: [],
  followers: new Set(),
  untold: new Set(),
})

function calendarOf(code: string, { timezone, periods, days, followers, untold }: Draft): Calendar {
  const calendar = timezone === undefined ? undefined : { code, timezone, periods, days }
  return { kind: 'calendar', calendarId: calendarIdOf(code), calendar, followers, untold }
}

type CalendarEvent = Extract<MarketEvent, { calendarId: string }>

function touched(event: CalendarEvent, state: Calendar): Iterable<string> {
  if (event.type === 'CalendarChanged') return state.followers
  return event.type === 'CalendarFollowed' ? [event.assetId] : event.assetIds
}

const periodRows = ({ calendar }: Calendar, origin: JsonRow): JsonRow[] =>
  (calendar?.periods ?? []).map(({ effectiveFrom, settlementDays, sessions }) => ({
    code: calendar!.code,
    timezone: calendar!.timezone,
    sessions,
    settlement_days: settlementDays,
    effective_from: effectiveFrom,
    ...origin,
  }))

const dayRows = ({ calendar }: Calendar, origin: JsonRow): JsonRow[] =>
  (calendar?.days ?? []).map(({ day, kind, closeAt, name, source }) => ({
    code: calendar!.code,
    day,
    kind,
    close_at: closeAt,
    name,
    source,
    ...origin,
  }))
