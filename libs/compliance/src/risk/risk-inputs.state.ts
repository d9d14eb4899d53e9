import { isSealed, type Personal, type RiskInputs } from '@filao/contracts'
import { addMonths, localDay, startOfDay, type Instant } from '@filao/kernel'
import { ZERO } from '@filao/money'
import { alpha2Of } from '../lists/country'
import { SANCTIONS_LISTS } from '../lists/list-version'
import { cddOf, type Subject } from '../subject.state'
import { busiestMonth } from './activity.state'

const MONTHS = 12

/** All that bears on a client's risk as it is known now; undefined while nobody is, or is any more. */
export function riskInputsOf(subject: Subject, now: Instant): RiskInputs | undefined {
  const { profile, accounts, activity } = subject
  if (!profile) return undefined
  const cdd = cddOf(subject)
  const busiest = busiestMonth(activity, now)
  const since = startOfDay(addMonths(localDay(now), -MONTHS))
  const upheld = [...subject.alerts.values()].filter(
    ({ status, raisedAt }) => status === 'escalated' && raisedAt >= since,
  )
  return {
    customer: {
      pep: cdd.pepDeclaration?.value ?? 'none',
      isListedAsPep: isListed(subject, ['pep']),
      hasAdverseMedia: isListed(subject, ['adverse-media']),
      ...(cdd.occupation && { occupation: cdd.occupation.value }),
      ...(cdd.employer && { employer: cdd.employer.value }),
    },
    geography: {
      countries: countriesOf(subject),
      ...(activity.counterparties.size > 0 && { counterparties: [...activity.counterparties].sort() }),
    },
    product: { hasLive: [...accounts.values()].some(({ mode }) => mode === 'live'), isLeveraged: false },
    channel: { kind: 'remote' },
    activity: {
      upheldAlerts: upheld.length,
      ...(cdd.expectedMonthlyDeposits && { expectedMonthlyDeposits: cdd.expectedMonthlyDeposits.value }),
      ...(busiest > ZERO && { busiestMonth: busiest }),
    },
    isSanctioned: isListed(subject, SANCTIONS_LISTS, 'confirmed'),
  }
}

/** On one of these lists, and not told apart; or found true, where that is asked. */
function isListed({ checks }: Subject, lists: readonly string[], only?: 'confirmed'): boolean {
  const hits = [...checks.values()]
    .filter(({ subjectKind }) => subjectKind === 'client')
    .flatMap(({ hits }) => [...hits.values()])
  return hits.some(
    ({ listCode, status }) => lists.includes(listCode) && (only === undefined ? status !== 'cleared' : status === only),
  )
}

function countriesOf(subject: Subject): string[] {
  const { profile } = subject
  const cdd = cddOf(subject)
  const said: readonly (Personal<string> | undefined)[] = [
    profile?.nationality,
    profile?.residence,
    ...(cdd.nationalities?.value ?? []),
    cdd.residentialAddress?.value.country,
    cdd.permanentAddress?.value.country,
    cdd.identityDocument?.value.country,
    ...(cdd.taxResidence?.value ?? []),
  ]
  const known = said.flatMap((code) => (code === undefined || isSealed(code) ? [] : (alpha2Of(code) ?? [])))
  return [...new Set(known)].sort()
}
