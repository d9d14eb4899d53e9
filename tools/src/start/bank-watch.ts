import { formatUnits, type Units } from '@filao/money'
import { compareBooks, type BooksToCompare, type Compared } from '../client/bank-books'
import type { BanksView } from './view'

/** A bank that does not tell what it did is found out by the next looks at its movements. */
const TELLING_MS_MAX = 60_000

/** Compares the providers' books with ours again and again; they may differ for as long as the news may take. */
export class BankWatch {
  private apartSince: number | undefined

  constructor(private readonly books: BooksToCompare) {}

  async read(now = Date.now()): Promise<BanksView> {
    const compared = await compareBooks(this.books)
    const apart = compared.filter(({ there, here }) => there !== here)
    this.apartSince = apart.length === 0 ? undefined : (this.apartSince ?? now)
    const isTelling = this.apartSince !== undefined && now - this.apartSince < TELLING_MS_MAX
    return {
      held: compared.map(({ currency, there }) => `${currency} ${shown(there)}`),
      apart: apart.map((one) => (isTelling ? `${one.currency}: behind` : difference(one))),
    }
  }
}

const difference = ({ currency, there, here }: Compared): string =>
  `${currency}: ${shown(there)} at the banks, ${shown(here)} in the books`

const shown = (units: Units): string => {
  const [whole, cents] = formatUnits(units).split('.')
  const grouped = BigInt(whole!).toLocaleString('en')
  return cents === undefined ? grouped : `${grouped}.${cents}`
}
