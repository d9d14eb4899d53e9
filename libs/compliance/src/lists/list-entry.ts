import type { ListedParty } from '../screening/entity'

/** A place as a list writes it; `country` is the list's own word for it. */
export interface ListedPlace {
  readonly street?: string
  readonly city?: string
  readonly stateProvince?: string
  readonly zipCode?: string
  readonly country?: string
  readonly note?: string
}

/** A document as a list writes it. Types are free text, in several languages. */
export interface ListedDocument {
  readonly type?: string
  readonly type2?: string
  readonly number?: string
  readonly issuingCountry?: string
  readonly dateOfIssue?: string
  readonly cityOfIssue?: string
  readonly countryOfIssue?: string
  readonly note?: string
}

/** What a list says of an alias besides its name. Shown, not scored. */
export interface AliasNote {
  readonly name: string
  readonly note?: string
  readonly dateOfBirth?: string
  readonly cityOfBirth?: string
  readonly countryOfBirth?: string
}

/** From where an entry of the domestic register is known (regulation SAN-9). */
export interface Provenance {
  readonly noticeNumber: string
  /** `yyyy-mm-dd`. */
  readonly noticeDate: string
  /** Lower-case hex of the document's SHA-256. */
  readonly documentHash: string
}

/** An entry of a list: what is scored, and what whoever judges a hit has to see (regulation 3.1). */
export interface ListEntry extends ListedParty {
  readonly caption: string
  /** The legal key, such as `CDi.001`. */
  readonly referenceNumber?: string
  readonly versionNumber?: string
  readonly programme?: string
  readonly listType?: string
  /** `yyyy-mm-dd`. */
  readonly listedOn?: string
  readonly lastUpdated?: string
  readonly titles: readonly string[]
  readonly positions: readonly string[]
  readonly aliasNotes: readonly AliasNote[]
  readonly birthPlaces: readonly ListedPlace[]
  readonly addresses: readonly ListedPlace[]
  readonly documents: readonly ListedDocument[]
  readonly comments?: string
  readonly provenance?: Provenance
}

/** A list as it was read from its file. */
export interface ReadList {
  /** RFC 3339, as the file writes it: it is part of the version's name. */
  readonly generatedAt: string
  readonly entries: readonly ListEntry[]
}

/** The file is not what it must be. The words are for whoever loads it. */
export class UnreadableList extends Error {
  override readonly name = 'UnreadableList'
}
