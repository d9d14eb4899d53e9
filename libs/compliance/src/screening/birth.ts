import type { Birth, ListedParty, ScreeningQuery } from './entity'

/** How two dates of birth agree, best first. */
export type Agreement = 'exact' | 'compatible' | 'near' | 'disjoint' | 'unknown'

const ADJUSTMENT = { exact: 0.1, compatible: 0, near: -0.05, disjoint: -0.2, unknown: 0 } as const
const ORDER: readonly Agreement[] = ['exact', 'compatible', 'near', 'disjoint']

/** The best agreement of any date asked with any date listed, and what it adds to the score (regulation 3.3, "birth"). */
export function birthAgreement(
  asked: ScreeningQuery['births'],
  listed: ListedParty['births'],
): { readonly agreement: Agreement; readonly adjustment: number } {
  const found = new Set(asked.flatMap((one) => listed.map((other) => agreementOf(one, other))))
  const agreement = ORDER.find((candidate) => found.has(candidate)) ?? 'unknown'
  return { agreement, adjustment: ADJUSTMENT[agreement] }
}

function agreementOf(asked: ScreeningQuery['births'][number], listed: Birth): Agreement {
  const year = yearOf(asked)
  if (listed.precision === 'day') {
    if (asked.precision === 'day' && asked.date === listed.date) return 'exact'
    if (asked.precision === 'day' && swapped(asked.date) === listed.date) return 'compatible'
    const apart = Math.abs(year - yearOf(listed))
    if (asked.precision === 'year' && apart === 0) return 'compatible'
    return apart <= 2 ? 'near' : 'disjoint'
  }
  if (listed.precision === 'year') {
    const tolerance = listed.approximate ? 3 : 1
    return graded(Math.abs(year - listed.year), tolerance, tolerance + 2)
  }
  return graded(Math.max(listed.from - year, year - listed.to, 0), 1, 3)
}

function graded(yearsApart: number, compatible: number, near: number): Agreement {
  if (yearsApart <= compatible) return 'compatible'
  return yearsApart <= near ? 'near' : 'disjoint'
}

const yearOf = (birth: Exclude<Birth, { precision: 'range' }>): number =>
  birth.precision === 'day' ? Number(birth.date.slice(0, 4)) : birth.year
/** Day and month change places: the commonest mistake in writing a date. */
const swapped = (date: string): string => `${date.slice(0, 4)}-${date.slice(8, 10)}-${date.slice(5, 7)}`
