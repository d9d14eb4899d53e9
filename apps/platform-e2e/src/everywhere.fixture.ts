import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { Collector } from './collector.fixture'
import type { Platform } from './platform.fixture'

/** Where a word was found: a table, a log, a trace, a metric. */
export type Place = string

/** Looks for words wherever the platform writes: the tables of every service, its logs, traces and metrics. */
export class Everywhere {
  constructor(
    private readonly platform: Platform,
    private readonly collector: Collector,
  ) {}

  /** The tables of a service in which one of the words stands; bytes are looked into as they are. */
  async tables(service: string, words: readonly string[]): Promise<Place[]> {
    const client = new pg.Client({ connectionString: this.platform.development.postgres[service]!.ownerUrl })
    await client.connect()
    try {
      const { rows } = await client.query<{ name: string }>(
        `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables
          WHERE table_schema = $1 AND table_type = 'BASE TABLE'`,
        [service],
      )
      // A row as text shows bytes in hexadecimal.
      const hex = words.map((word) => Buffer.from(word).toString('hex'))
      const patterns = [...words, ...hex].map((word) => `%${word}%`)
      const found: Place[] = []
      for (const { name } of rows) {
        const text = `SELECT count(*)::int AS count FROM ${name} t WHERE t::text ILIKE ANY ($1::text[])`
        const [row] = (await client.query<{ count: number }>(text, [patterns])).rows
        if (row!.count > 0) found.push(name)
      }
      return found
    } finally {
      await client.end()
    }
  }

  /** Everything that any process has written, also those that are no service. */
  logs(words: readonly string[]): Place[] {
    const { folder } = this.platform
    const mode = readdirSync(folder).find((name) => existsSync(join(folder, name, 'logs')))!
    const logs = join(folder, mode, 'logs')
    return readdirSync(logs).filter((name) => holds(readFileSync(join(logs, name), 'utf8'), words))
  }

  traces(words: readonly string[]): Place[] {
    const spans = this.collector.spans.filter((span) => holds(JSON.stringify(span), words))
    return spans.map(({ service, name }) => `${service}: ${name}`)
  }

  async metrics(words: readonly string[]): Promise<Place[]> {
    const services = Object.entries(this.platform.development.services)
    const found: Place[] = []
    for (const [service, { management }] of services) {
      if (holds(await (await fetch(`${management}/metrics`)).text(), words)) found.push(service)
    }
    return found
  }
}

export const holds = (text: string, words: readonly string[]): boolean => {
  const lower = text.toLowerCase()
  return words.some((word) => lower.includes(word.toLowerCase()))
}
