/** What a list holds, and what a query asks for. `LegalEntity` in a query means both. */
export type Schema = 'Person' | 'Organization'

/** How far a name of a list can be trusted (UN list: QUALITY; `script` is the original spelling). */
export type NameQuality = 'primary' | 'good' | 'low' | 'aka' | 'fka' | 'script'

export interface ListedName {
  readonly text: string
  readonly quality: NameQuality
}

/** A date of birth as a list states it. Days are `yyyy-mm-dd`, years `yyyy`. */
export type Birth =
  | { readonly precision: 'day'; readonly date: string }
  | { readonly precision: 'year'; readonly year: number; readonly approximate: boolean }
  | { readonly precision: 'range'; readonly from: number; readonly to: number }

export type Gender = 'male' | 'female'

/** The part of a list's entry that is scored. */
export interface ListedParty {
  /** Stable key inside all lists, such as `un-6907993`. */
  readonly id: string
  readonly schema: Schema
  readonly names: readonly ListedName[]
  readonly births: readonly Birth[]
  /** ISO 3166-1 alpha-2, upper case. */
  readonly nationalities: readonly string[]
  readonly gender?: Gender
  /** Numbers of documents, as the list writes them. */
  readonly identifiers: readonly string[]
}

/** Who is asked about. */
export interface ScreeningQuery {
  readonly schema: Schema | 'LegalEntity'
  readonly names: readonly string[]
  /** Each a day or a year. */
  readonly births: readonly Exclude<Birth, { precision: 'range' }>[]
  /** ISO 3166-1 alpha-2, upper case. */
  readonly nationalities: readonly string[]
  readonly gender?: Gender
  readonly identifiers: readonly string[]
}
