import { Ivms101 } from '@filao/contracts'
import { travelRuleFaults } from '@filao/payment'
import type { Configuration } from '@filao/service'
import { REGISTRATION_AUTHORITIES, TRAVEL_RULE_ENHANCED_FROM, TRAVEL_RULE_FIRM } from '../configuration.schemas'
import { TravelRule } from './travel-rule'

const now = Date.UTC(2026, 9, 5)
const by = (changed: Readonly<Record<string, unknown>> = {}): TravelRule =>
  new TravelRule({
    current: ({ name, byDefault }: { name: string; byDefault: unknown }) => ({
      version: 0,
      value: name in changed ? changed[name] : byDefault,
    }),
  } as Pick<Configuration, 'current'>)
const judged = (data: unknown) => travelRuleFaults(data, { now, registrationAuthorities: [] })

const client = {
  userId: '0197c3d4-5e6f-7a8b-9c0d-1e2f3a4b5c6d',
  name: 'Zébulon de la Quist',
  dateOfBirth: '1990-02-03',
  address: { street: '1 Rue Désiré', city: 'Port Louis', country: 'MUS', postalCode: '11101' },
}
const destination = { holderName: 'Zebulon Quist', country: 'MUS', iban: 'MU17BOMM0101101030300200000MUR' }

describe('the data of a payout', () => {
  const { travelRule, travelRuleTerms } = by().ofPayout(client, destination)
  const data = Ivms101.parse(travelRule)

  it('name the client with all that is known, and pass every check', () => {
    expect(judged(travelRule)).toEqual([])
    const sender = data.originator.originatorPerson[0]!.naturalPerson!
    expect(sender.name).toEqual({
      nameIdentifier: [
        { primaryIdentifier: 'Quist', secondaryIdentifier: 'Zebulon de la', naturalPersonNameIdentifierType: 'LEGL' },
      ],
      localNameIdentifier: [
        { primaryIdentifier: 'Quist', secondaryIdentifier: 'Zébulon de la', naturalPersonNameIdentifierType: 'LEGL' },
      ],
    })
    expect(sender).toMatchObject({
      customerIdentification: client.userId,
      dateAndPlaceOfBirth: { dateOfBirth: '1990-02-03' },
      geographicAddress: [{ addressLine: ['1 Rue Desire'], townName: 'Port Louis', country: 'MU' }],
    })
    expect(data.beneficiary.accountNumber).toEqual([destination.iban])
  })

  it('say whether it leaves the country, and what is in force', () => {
    expect(travelRuleTerms).toMatchObject({ policy: 'suspend', threshold: 0n, isCrossBorder: false, enhanced: false })
    const abroad = by({ [TRAVEL_RULE_ENHANCED_FROM.name]: '2020-01-01' }).ofPayout(client, {
      ...destination,
      country: 'FRA',
    })
    expect(abroad.travelRuleTerms).toMatchObject({ isCrossBorder: true, enhanced: true })
  })

  it('name the register of a firm without a legal entity identifier, which has to be on the list that compliance keeps', () => {
    const firm = {
      ...TRAVEL_RULE_FIRM.schema.parse(TRAVEL_RULE_FIRM.byDefault),
      registration: { number: 'C117853', authority: 'RA000001' },
    }
    const faults = (authorities: readonly string[]) => {
      const settings = { [TRAVEL_RULE_FIRM.name]: firm, [REGISTRATION_AUTHORITIES.name]: authorities }
      const { travelRule, travelRuleTerms } = by(settings).ofPayout(client, destination)
      return travelRuleFaults(travelRule, { ...travelRuleTerms, now })
    }
    expect(faults(REGISTRATION_AUTHORITIES.schema.parse(REGISTRATION_AUTHORITIES.byDefault))).toEqual(['C10'])
    expect(faults(['RA000002'])).toEqual(['C10'])
    expect(faults(['RA000002', 'RA000001'])).toEqual([])
    const both = { ...firm, lei: '5493001KJTIIGC8Y1R12' }
    expect(TRAVEL_RULE_FIRM.schema.safeParse(both).success).toBe(false)
    expect(REGISTRATION_AUTHORITIES.schema.safeParse(['RA000001', 'RA000001']).success).toBe(false)
  })

  it('are whole for a client of whom the name alone is known, in whatever letters and however long', () => {
    const names = ['Ж', '李小龍', 'A'.repeat(100), `${'Ab '.repeat(40)}C`]
    for (const name of names) {
      const asked = by().ofPayout({ ...client, name, dateOfBirth: undefined, address: undefined }, destination)
      expect(judged(asked.travelRule)).toEqual([])
    }
  })
})

describe('the data of money that came in', () => {
  const of = (payerName: string | undefined, nameScore: number | undefined, provider: 'bank' | 'mips' = 'bank') =>
    judged(by().ofReceipt(client, { provider, payerName, nameScore }).travelRule)

  it('are those of the client where the payer has the client’s name', () => {
    expect(of('Zebulon de la Quist', 1)).toEqual([])
  })
  it('are those of the client where a page was opened for the client', () => {
    expect(of(undefined, undefined, 'mips')).toEqual([])
  })
  it('say that it has crossed a border unless it is told that it has not', () => {
    const crossed = (payerCountry?: string) =>
      by().ofReceipt(client, { provider: 'bank', payerName: client.name, payerCountry, nameScore: 1 }).travelRuleTerms
        .isCrossBorder
    expect([crossed(), crossed('MU'), crossed('FR')]).toEqual([true, false, true])
  })
  it('lack all but the name of anybody else, and everything where the bank names nobody', () => {
    expect(of('Somebody Else', 0.2)).toEqual(['C1'])
    expect(of(undefined, undefined)).toEqual(['missing'])
  })
})
