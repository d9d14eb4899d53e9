import { formatUnits, ONE, readUnits } from '@filao/money'

/** How a payment behaves, by the cents of its amount (domain.md 11.4; the last two: decision 0082). */
export type Behaviour =
  | 'plain'
  | 'fails'
  | 'silent_then_completes'
  | 'silent_then_fails'
  | 'told_twice'
  | 'out_of_order'
  | 'returned'
  | 'amount_differs'
  | 'payer_differs'
  | 'charged_back'
  | 'fails_then_completes'
  | 'completes_then_fails'

const BY_CENTS: Readonly<Record<string, Behaviour>> = {
  '01': 'fails',
  '02': 'silent_then_completes',
  '03': 'silent_then_fails',
  '04': 'told_twice',
  '05': 'out_of_order',
  '06': 'returned',
  '07': 'amount_differs',
  '08': 'payer_differs',
  '09': 'charged_back',
  '10': 'fails_then_completes',
  '11': 'completes_then_fails',
}

/** `amount` is a decimal text. */
export const behaviourOf = (amount: string): Behaviour =>
  BY_CENTS[`${amount.split('.')[1] ?? ''}00`.slice(0, 2)] ?? 'plain'

/** What comes in where this was paid. */
export const receivedOf = (paid: string): string =>
  behaviourOf(paid) === 'amount_differs' ? formatUnits(readUnits(paid) + ONE) : paid

/** What was paid where this came in. */
export const paidOf = (received: string): string =>
  behaviourOf(received) === 'amount_differs' ? formatUnits(readUnits(received) - ONE) : received
