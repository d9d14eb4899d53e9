import type { Check, ScreeningQuery } from '@filao/compliance'
import { canonicalJson, isSealed, type CheckType, type ListCode, type ListHit } from '@filao/contracts'
import { HttpUrl, readEnvironment } from '@filao/service'
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { queryOf } from './check-query'
import type { CheckProvider, CheckRun } from './checker'

/** Where another's matcher answers, and as what its hits are recorded. */
export interface YenteSettings {
  /** Base address, without `/match`. */
  readonly url: string
  readonly dataset: string
  /** For the hosted API: `Authorization: ApiKey …`. */
  readonly apiKey?: string
}

const Environment = z.object({
  YENTE_URL: HttpUrl.optional(),
  YENTE_DATASET: z.string().default('default'),
  YENTE_API_KEY: z.string().optional(),
})

/** Reads the environment; undefined where it names no other matcher: our own engine alone. Throws a ConfigError. */
export function yenteSettings(): YenteSettings | undefined {
  const { YENTE_URL: url, YENTE_DATASET: dataset, YENTE_API_KEY: apiKey } = readEnvironment(Environment)
  return url === undefined ? undefined : { url, dataset, ...(apiKey !== undefined && { apiKey }) }
}

const TIMEOUT_MS = 10_000
const LIMIT = 100
const QUERY = 'q'
/** What each kind of check asks for. */
const TOPICS: Readonly<Partial<Record<CheckType, readonly string[]>>> = {
  sanctions_screening: ['sanction'],
  pep_check: ['role.pep', 'role.rca'],
  adverse_media: ['reg.warn'],
}

const Result = z.looseObject({
  id: z.string().max(100),
  caption: z.string(),
  properties: z.looseObject({ topics: z.array(z.string()).default([]) }).default({ topics: [] }),
  datasets: z.array(z.string()).default([]),
  score: z.number().min(0).max(1),
})
const Answer = z.looseObject({
  responses: z.record(z.string(), z.looseObject({ status: z.number(), results: z.array(Result) })),
})
const Catalogue = z.looseObject({
  datasets: z.array(
    z.looseObject({ name: z.string(), version: z.string().nullish(), updated_at: z.string().nullish() }),
  ),
})
type Result = z.output<typeof Result>

/**
 * Our own engine, and after it yente or the hosted API of OpenSanctions (domain 11.2): the same question and answer as ours,
 * judged by our own thresholds, with the version of the data on record. Only both together say that somebody is clear, and
 * whatever is not an answer throws.
 */
export class YenteChecker implements CheckProvider {
  constructor(
    private readonly own: CheckProvider,
    private readonly settings: YenteSettings,
  ) {}

  async run(ownerId: string, check: Check): Promise<CheckRun> {
    const run = await this.own.run(ownerId, check)
    const query = queryOf(check)
    const topics = TOPICS[check.checkType]
    if (!query || !topics) return run
    const begun = performance.now()
    const version = await this.version()
    const { reviewScore } = run.thresholds
    const hits = (await this.match(query, topics)).map(hitOf)
    const near = hits
      .filter(({ score }) => score < reviewScore)
      .map(({ listCode, entryId, score }) => ({ listCode, entryId, score }))
    return {
      ...run,
      provider: `${run.provider}, yente`,
      listVersionIds: [...run.listVersionIds, version],
      durationMs: run.durationMs + Math.round(performance.now() - begun),
      found: isSealed(run.found)
        ? run.found
        : {
            bestScore: Math.max(run.found.bestScore, ...hits.map(({ score }) => score)),
            hits: [...run.found.hits, ...hits.filter(({ score }) => score >= reviewScore)],
            near: [...run.found.near, ...near],
          },
    }
  }

  private async match(query: ScreeningQuery, topics: readonly string[]): Promise<readonly Result[]> {
    const parameters = new URLSearchParams([
      ['algorithm', 'best'],
      ['limit', String(LIMIT)],
      ['threshold', '0.70'],
      ['cutoff', '0.50'],
      ...topics.map((topic): [string, string] => ['topics', topic]),
    ])
    const body = { queries: { [QUERY]: { schema: query.schema, properties: propertiesOf(query) } } }
    const answer = Answer.parse(await this.ask(`/match/${this.settings.dataset}?${parameters.toString()}`, body))
    const response = answer.responses[QUERY]
    if (response?.status !== 200) throw new Error('the matcher gave no answer to the query')
    return response.results
  }

  /** The version of the data that answers, in the form of our own lists. */
  private async version(): Promise<string> {
    const { datasets } = Catalogue.parse(await this.ask('/catalog'))
    const dataset = datasets.find(({ name }) => name === this.settings.dataset)
    if (!dataset) throw new Error(`the matcher has no dataset ${this.settings.dataset}`)
    const updatedAt = dataset.updated_at ?? '1970-01-01T00:00:00'
    const hash = createHash('sha256')
      .update(`${dataset.name}/${dataset.version ?? updatedAt}`)
      .digest('hex')
    return `opensanctions/${updatedAt.replace(/[^0-9TZ:.-]/g, '')}/${hash.slice(0, 8)}`
  }

  private async ask(path: string, body?: unknown): Promise<unknown> {
    const { url, apiKey } = this.settings
    const answer = await fetch(url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(apiKey !== undefined && { authorization: `ApiKey ${apiKey}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    if (!answer.ok) throw new Error(`the matcher answered ${answer.status}`)
    return answer.json()
  }
}

const propertiesOf = ({
  names,
  births,
  nationalities,
  identifiers,
}: ScreeningQuery): Record<string, readonly string[]> => ({
  name: names,
  birthDate: births.map((birth) => (birth.precision === 'day' ? birth.date : String(birth.year))),
  nationality: nationalities.map((code) => code.toLowerCase()),
  idNumber: identifiers,
})

/** What a hit is held as: the list that the entry stands on, as far as the data says it. */
function listOf({ properties: { topics }, datasets }: Result): ListCode {
  if (datasets.includes('un_sc_sanctions')) return 'un'
  if (topics.includes('sanction')) return 'ofac'
  return topics.some((topic) => topic === 'role.pep' || topic === 'role.rca') ? 'pep' : 'adverse-media'
}

function hitOf(result: Result): ListHit {
  const score = Math.round(result.score * 10_000) / 10_000
  return {
    listCode: listOf(result),
    entryId: result.id,
    // What they say of the entry: when it changes, a pair that was cleared is open again.
    entryHash: createHash('sha256').update(canonicalText(result)).digest('hex'),
    caption: result.caption.slice(0, 500),
    score,
    explanations: {
      name: score,
      quality: 'provider',
      candidate: result.caption.slice(0, 500),
      birth: 'unknown',
      nationality: false,
      gender: false,
      identifier: false,
    },
  }
}

/** Scores are fractions, which canonical JSON of ours has not, and belong to the question. */
const canonicalText = ({ id, caption, properties }: Result): string => canonicalJson({ id, caption, properties })
