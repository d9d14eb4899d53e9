import type { Schema } from './entity'
import { scoreParty, type PreparedParty, type PreparedQuery, type Scored } from './screening'
import { Vocabulary } from './vocabulary'

export interface ScreeningResult {
  /** Every party whose score is at least the cutoff, the best first, ties by id. */
  readonly hits: readonly Scored[]
  /** The best score of any party, 0..1. */
  readonly best: number
}

/** The parties of a list, found by what their names hold. It finds exactly what a scan of all parties would. */
export class ListIndex {
  private readonly vocabularies: Readonly<Record<Schema, Vocabulary<PreparedParty>>> = {
    Person: new Vocabulary(),
    Organization: new Vocabulary(),
  }
  private readonly byIdentifier = new Map<string, PreparedParty[]>()

  constructor(parties: readonly PreparedParty[]) {
    for (const party of parties) {
      for (const { views } of party.names)
        for (const view of views) this.vocabularies[party.party.schema].add(view, party)
      for (const number of party.identifiers)
        this.byIdentifier.set(number, [...(this.byIdentifier.get(number) ?? []), party])
    }
  }

  match(query: PreparedQuery, cutoff: number): ScreeningResult {
    const scored = [...this.candidates(query)]
    const hits = scored
      .filter(({ score }) => score >= cutoff)
      .sort((a, b) => b.score - a.score || (a.party.id < b.party.id ? -1 : 1))
    return { hits, best: scored.reduce((best, { score }) => Math.max(best, score), 0) }
  }

  private *candidates(query: PreparedQuery): Generator<Scored> {
    const sameNumber = query.identifiers.flatMap((number) => this.byIdentifier.get(number) ?? [])
    for (const schema of ['Person', 'Organization'] as const) {
      const names = query.names[schema]
      if (!names) continue
      const { found, likeness } = this.vocabularies[schema].find(names.flat())
      const others = sameNumber.filter((party) => party.party.schema === schema && !found.has(party))
      for (const party of [...found, ...new Set(others)]) {
        const scored = scoreParty(query, party, (asked, listed) => likeness.get(asked.text)?.get(listed.text) ?? 0)
        if (scored) yield scored
      }
    }
  }
}
