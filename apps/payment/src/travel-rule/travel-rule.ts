import type { Destination, Ivms101, PaymentProvider, TravelRuleTerms } from '@filao/contracts'
import { COUNTRIES } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import { NAME_SCORE_MIN } from '@filao/payment'
import type { Configuration } from '@filao/service'
import {
  REGISTRATION_AUTHORITIES,
  TRAVEL_RULE_ENHANCED_FROM,
  TRAVEL_RULE_FIRM,
  TRAVEL_RULE_POLICY,
  TRAVEL_RULE_THRESHOLD,
} from '../configuration.schemas'
import type { ClientProfile } from '../read/client-names.queries'
import { ivms101Of, type Party } from './ivms101'

const HOME = 'MUS'

/** What a command says of a transfer: who pays whom, and by what that is judged. */
export interface TravelRuleAsked {
  readonly travelRule?: Record<string, unknown>
  readonly travelRuleTerms: TravelRuleTerms
}

/** Puts together what has to be known of a transfer before it is paid or credited (regulation 1.7). */
export class TravelRule {
  constructor(private readonly configuration: Pick<Configuration, 'current'>) {}

  /** The client pays, the holder of the account is paid. */
  ofPayout(client: ClientProfile & { readonly userId: string }, destination: Destination): TravelRuleAsked {
    const to = { name: destination.holderName, accountNumber: destination.iban ?? destination.accountNumber }
    const payload = ivms101Of({ from: clientOf(client), to }, { role: 'originating', of: this.firm })
    return this.asked(payload, 'withdrawal', destination.country !== HOME)
  }

  /**
   * The payer pays the client. A payer of the client's own name is the client, of whom we know more; so is whoever paid on
   * a page that we have opened for the client. Of anybody else there is a name at most.
   */
  ofReceipt(
    client: (ClientProfile & { readonly userId: string }) | undefined,
    { provider, payerName, payerCountry, nameScore }: Payer,
  ): TravelRuleAsked {
    // Where money comes from is not always told, by the pages of MIPS never: then nothing says that it stayed at home.
    const isCrossBorder = payerCountry !== COUNTRIES.get(HOME)
    if (!client) return this.asked(undefined, 'deposit', isCrossBorder)
    const to = clientOf(client)
    const isClient = payerName === undefined ? provider === 'mips' : (nameScore ?? 0) >= NAME_SCORE_MIN
    const from = isClient
      ? { ...to, name: payerName ?? to.name }
      : payerName === undefined
        ? undefined
        : { name: payerName }
    if (!from) return this.asked(undefined, 'deposit', isCrossBorder)
    return this.asked(ivms101Of({ from, to }, { role: 'beneficiary', of: this.firm }), 'deposit', isCrossBorder)
  }

  private get firm() {
    return this.configuration.current(TRAVEL_RULE_FIRM).value
  }

  private asked(payload: Ivms101 | undefined, kind: 'deposit' | 'withdrawal', isCrossBorder: boolean): TravelRuleAsked {
    const from = this.configuration.current(TRAVEL_RULE_ENHANCED_FROM).value
    return {
      ...(payload && { travelRule: payload }),
      travelRuleTerms: {
        policy: this.configuration.current(TRAVEL_RULE_POLICY).value[kind],
        threshold: parseUnits(this.configuration.current(TRAVEL_RULE_THRESHOLD).value),
        registrationAuthorities: [...this.configuration.current(REGISTRATION_AUTHORITIES).value],
        enhanced: from !== null && from <= new Date().toISOString().slice(0, 10),
        isCrossBorder,
      },
    }
  }
}

interface Payer {
  readonly provider: PaymentProvider
  readonly payerName: string | undefined
  /** Of the bank that it comes from, ISO 3166-1 alpha-2, where it is told. */
  readonly payerCountry?: string | undefined
  readonly nameScore: number | undefined
}

const clientOf = ({ userId, name, dateOfBirth, address }: ClientProfile & { readonly userId: string }): Party => ({
  name,
  customerId: userId,
  dateOfBirth,
  address,
})
