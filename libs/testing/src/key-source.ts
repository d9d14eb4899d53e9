import type { PersonalScope } from '@filao/contracts'
import { createHash } from 'node:crypto'

/** Keys of people that every run makes alike, so that what is sealed with them can be compared. */
export const testKeySource = {
  keysOf: (subjectIds: readonly string[], scopes: readonly PersonalScope[]) =>
    Promise.resolve(
      subjectIds.flatMap((subjectId) =>
        scopes.map((scope) => ({
          subjectId,
          scope,
          kid: subjectId,
          key: createHash('sha256').update(`${scope}/${subjectId}`).digest(),
        })),
      ),
    ),
}
