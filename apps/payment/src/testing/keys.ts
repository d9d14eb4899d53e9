import { SubjectKeys } from '@filao/service'
import { createHash } from 'node:crypto'

/** Keys that every run makes alike, so that what is sealed with them can be compared. */
export const testKeys = (): SubjectKeys =>
  new SubjectKeys(
    {
      keysOf: (subjectIds, scopes) =>
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
    },
    ['cdd', 'transaction'],
  )
