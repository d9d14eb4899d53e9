import { ALGORITHM, type Check } from '@filao/compliance'
import type { ComplianceCommand } from '@filao/contracts'
import type { Configuration, SubjectKeys } from '@filao/service'
import { DUE_HOURS, REQUIRED_LISTS, SCORES } from './screening-settings.schemas'
import { foundOf, LISTS_OF, queryOf, subjectHashOf } from './check-query'
import type { Matcher } from './matcher'
import { ListsUnknown, type ResidentLists } from './resident-lists'

const HITS_MAX = 500

/** What the command that records a result holds besides the check that it is of. */
export type CheckRun = Pick<
  Extract<ComplianceCommand, { type: 'RecordResult' }>,
  | 'provider'
  | 'providerCheckId'
  | 'subjectHash'
  | 'listVersionIds'
  | 'algorithm'
  | 'algorithmVersion'
  | 'configVersions'
  | 'durationMs'
  | 'thresholds'
  | 'dueHours'
  | 'found'
>

/** Who runs a check: our own engine, or another's. Throws when it cannot be run. */
export interface CheckProvider {
  run(ownerId: string, check: Check): Promise<CheckRun>
}

/** A list that must be asked has no version in force. */
export class ListMissing extends Error {
  override readonly name = 'ListMissing'
}

/** Our own engine over the lists that are loaded. */
export class OwnChecker implements CheckProvider {
  constructor(
    private readonly parts: {
      readonly lists: Pick<ResidentLists, 'of' | 'inForce'>
      readonly matcher: Pick<Matcher, 'match'>
      readonly keys: Pick<SubjectKeys, 'keyOf'>
      readonly configuration: Pick<Configuration, 'lastKnown'>
    },
  ) {}

  async run(ownerId: string, check: Check): Promise<CheckRun> {
    const { lists, matcher, keys, configuration } = this.parts
    const scores = configuration.lastKnown(SCORES)
    const required = configuration.lastKnown(REQUIRED_LISTS)
    const due = configuration.lastKnown(DUE_HOURS)
    const asked = LISTS_OF[check.checkType]
    if (!lists.inForce(asked, required.value))
      throw new ListMissing(`a list that a ${check.checkType} needs has no version in force`)
    const query = queryOf(check)
    if (!query) throw new ListsUnknown('the subject of the check cannot be read')
    const versionIds = lists.of(asked).map(({ versionId }) => versionId)
    const request = { queries: [query], versionIds, cutoff: scores.value.cutoff, limit: HITS_MAX }
    const [matched] = await matcher.match(request)
    return {
      provider: 'filao',
      subjectHash: subjectHashOf(query, keys.keyOf(ownerId, 'cdd').key),
      listVersionIds: versionIds,
      algorithm: ALGORITHM.name,
      algorithmVersion: ALGORITHM.version,
      configVersions: {
        [SCORES.name]: scores.version,
        [REQUIRED_LISTS.name]: required.version,
        [DUE_HOURS.name]: due.version,
      },
      durationMs: matched!.durationMs,
      thresholds: { reviewScore: scores.value.review, alertScore: scores.value.alert },
      dueHours: due.value,
      found: foundOf(matched!, scores.value.review),
    }
  }
}
