export type { Birth, Gender, ListedName, ListedParty, NameQuality, Schema, ScreeningQuery } from './screening/entity'
export {
  ALGORITHM,
  prepareParty,
  prepareQuery,
  scoreParty,
  type Explanation,
  type PreparedParty,
  type PreparedQuery,
  type Scored,
} from './screening/screening'
export type { Transliterate } from './screening/tokens'
export { ListIndex, type ScreeningResult } from './screening/list-index'
