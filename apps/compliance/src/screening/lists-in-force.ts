import type { ListsInForce } from '@filao/compliance'
import type { Configuration } from '@filao/service'
import { LISTS_OF } from './check-query'
import { ListsUnknown, type ResidentLists } from './resident-lists'
import { REQUIRED_LISTS } from './screening-settings.schemas'

/** The versions that a client must have been asked about; undefined where they lack, or cannot be told: nobody is clear. */
export function listsInForce(
  lists: Pick<ResidentLists, 'inForce'>,
  configuration: Pick<Configuration, 'lastKnown'>,
): ListsInForce {
  const required = configuration.lastKnown(REQUIRED_LISTS).value
  try {
    return {
      sanctions: lists.inForce(LISTS_OF.sanctions_screening, required),
      pep: lists.inForce(LISTS_OF.pep_check, required),
    }
  } catch (error) {
    if (error instanceof ListsUnknown) return { sanctions: undefined, pep: undefined }
    throw error
  }
}
