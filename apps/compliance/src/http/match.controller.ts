import { ALGORITHM } from '@filao/compliance'
import { ListCode } from '@filao/contracts'
import { Configuration, Operation, Problem, Roles, Scope, type Reply, type Request } from '@filao/service'
import { Body, Controller, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { z } from 'zod'
import { responseOf, screeningQueryOf } from '../screening/match-answer'
import { MATCHER, type Match, type Matcher } from '../screening/matcher'
import { ListsUnknown, ResidentLists, type ResidentVersion } from '../screening/resident-lists'
import { SCORES } from '../screening/screening-settings.schemas'
import { MatchAnswer, MatchBody, MatchParameters, MatchPath } from './match.schemas'

/** Judged here, in yente's words; not by the pipe, which answers in ours. */
const Anything = z.unknown()
const MATCHES_MAX = 10_000

/** Names against the lists in force, asked and answered as yente is (regulation 3.4). Nothing of it is recorded. */
@ApiTags('screening')
@Roles('compliance', 'mlro', 'service')
@Scope('screening')
@Controller('match')
export class MatchController {
  constructor(
    @Inject(MATCHER) private readonly matcher: Matcher,
    private readonly lists: ResidentLists,
    private readonly configuration: Configuration,
  ) {}

  @Post(':dataset')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: MatchAnswer })
  @Operation(
    'Matches names against the lists in force, compatible with yente',
    'bad-request',
    'lists-unknown',
    'configuration-unavailable',
  )
  async match(
    @Param({ schema: MatchPath }) { dataset }: MatchPath,
    @Query({ schema: Anything }) query: unknown,
    @Body({ schema: Anything }) body: unknown,
    @Req() _: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<MatchAnswer> {
    const parameters = judged(MatchParameters, query)
    const { queries } = judged(MatchBody, body)
    const versions = this.versionsOf(dataset, parameters)
    const { limit, threshold } = parameters
    const cutoff = parameters.cutoff ?? this.configuration.current(SCORES).value.cutoff
    const asked = Object.entries(queries)
    const matched = await this.matcher.match({
      queries: asked.map(([, one]) => screeningQueryOf(one)),
      versionIds: versions.map(({ versionId }) => versionId),
      cutoff,
      limit: MATCHES_MAX,
    })
    const responses = asked.map(([key, one], at) => {
      const { best, matches, durationMs } = matched[at]!
      const wanted = { best, durationMs, matches: matches.filter((match) => isWanted(match, parameters)) }
      return [key, responseOf(one, wanted, { limit, threshold, versions })]
    })
    reply.header('filao-list-versions', versions.map(({ versionId }) => versionId).join(', '))
    reply.header('filao-algorithm', `${ALGORITHM.name}/${ALGORITHM.version}`)
    return { responses: Object.fromEntries(responses) as MatchAnswer['responses'], limit }
  }

  private versionsOf(
    dataset: string,
    { include_dataset, exclude_dataset }: MatchParameters,
  ): readonly ResidentVersion[] {
    const list = ListCode.safeParse(dataset)
    if (dataset !== 'all' && !list.success) throw new Problem(404, 'not-found', `There is no dataset ${dataset}.`)
    return this.inForce().filter(
      ({ listCode }) =>
        (dataset === 'all' || listCode === dataset) &&
        (include_dataset.length === 0 || include_dataset.includes(listCode)) &&
        !exclude_dataset.includes(listCode),
    )
  }

  private inForce(): readonly ResidentVersion[] {
    try {
      return this.lists.all().filter(({ state }) => state === 'active')
    } catch (error) {
      if (!(error instanceof ListsUnknown)) throw error
      throw new Problem(503, 'lists-unknown', 'The lists cannot be asked now. Try again.', {
        headers: { 'retry-after': '1' },
      })
    }
  }
}

function isWanted({ entry, listCode }: Match, parameters: MatchParameters): boolean {
  const { exclude_schema, exclude_entity_ids, topics, changed_since } = parameters
  if (exclude_schema.includes(entry.schema) || exclude_entity_ids.includes(entry.id)) return false
  const topic = listCode === 'pep' ? 'role.pep' : listCode === 'adverse-media' ? 'reg.warn' : 'sanction'
  if (topics.length > 0 && !topics.includes(topic)) return false
  const changed = entry.lastUpdated ?? entry.listedOn
  return changed_since === undefined || changed === undefined || changed >= changed_since
}

/** Yente answers 400 with `detail` for what it cannot read. */
function judged<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const read = schema.safeParse(value ?? {})
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new Problem(400, 'bad-request', `${issue!.path.join('.') || 'request'}: ${issue!.message}`)
}
