import { SubjectKeys } from '@filao/service'
import { testKeySource } from '@filao/testing'

export const testKeys = (): SubjectKeys => new SubjectKeys(testKeySource, ['cdd'])
