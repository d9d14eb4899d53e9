import type { PaymentDirection } from '@filao/contracts'
import { addMonths, localDay, monthOf, type Id, type Instant } from '@filao/kernel'
import { ZERO, type Units } from '@filao/money'
import type { EventOf } from '../compliance.events'

const MONTHS = 12

/** A payment that has come in or gone out. */
export type Turnover = Omit<EventOf<'TurnoverRecorded'>, 'type' | 'userId'>

/** What a client has brought in and taken out, and by which banks. */
export interface Activity {
  /** ISO 3166-1 alpha-2. */
  readonly counterparties: Set<string>
  /** Those that are in memory, by payment. */
  readonly payments: Map<Id, Turnover>
  /** In MUR, by month as `YYYY-MM` and direction. */
  readonly months: Map<string, Record<PaymentDirection, Units>>
}

export const inactive = (): Activity => ({ counterparties: new Set(), payments: new Map(), months: new Map() })

/** What has come in or gone out within a month. */
export const turnoverOf = ({ months }: Activity, month: string, direction: PaymentDirection): Units =>
  months.get(month)?.[direction] ?? ZERO

/** What came in or went out, whichever is more, in the month of the last twelve that had most of it. */
export function busiestMonth({ months }: Activity, now: Instant): Units {
  const since = monthOf(addMonths(localDay(now), -MONTHS))
  const turnovers = [...months].flatMap(([month, sums]) => (month > since ? [sums.deposit, sums.withdrawal] : []))
  return turnovers.reduce((most, sum) => (sum > most ? sum : most), ZERO)
}

/** Changes the activity in place. */
export function evolveActivity(
  { counterparties, payments, months }: Activity,
  event: EventOf<'CounterpartyRecorded' | 'TurnoverRecorded'>,
): void {
  switch (event.type) {
    case 'CounterpartyRecorded':
      counterparties.add(event.country)
      break
    case 'TurnoverRecorded': {
      const { type: _, userId: __, ...payment } = event
      const month = monthOf(event.day)
      const sums = months.get(month) ?? { deposit: ZERO, withdrawal: ZERO }
      payments.set(event.paymentId, payment)
      months.set(month, { ...sums, [event.direction]: sums[event.direction] + event.murAmount })
      break
    }
  }
}
