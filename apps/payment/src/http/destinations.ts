import type { Destination } from '@filao/contracts'
import { Problem } from '@filao/service'
import type { KnownBankAccount } from '../read/payment.queries'
import { openValue, type RowKeys } from '../store/sealed-column.store'

/** Opens where a bank account is, for the moment in which a payment to it is asked for. */
export class Destinations {
  constructor(private readonly keys: RowKeys) {}

  /** Throws 404 for one whose owner was erased: nobody can be paid there. */
  async open({ userId, destination }: KnownBankAccount): Promise<Destination> {
    const place = { userId, column: 'payment.bank_accounts.destination' } as const
    const opened = await openValue<Destination>(this.keys, place, destination)
    if (opened === undefined) throw new Problem(404, 'bank-account-not-found', 'There is no such bank account.')
    return opened
  }
}
