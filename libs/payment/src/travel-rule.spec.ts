import type { Ivms101, IvmsAddress, IvmsPerson, TravelRuleFault } from '@filao/contracts'
import { isRefusal } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import {
  accountId,
  command,
  eventsOf,
  initiate,
  NOW,
  openGate,
  outcomeOf,
  receive,
  request,
  run,
  transferData,
  travelRuleTerms,
  usable,
} from './payment.fixture'
import { paymentRules } from './payment.decider'
import { isLei, travelRuleFaults } from './travel-rule.invariants'

const LEI = '5493001KJTIIGC8Y1R12'
const judged = (data: unknown): readonly TravelRuleFault[] =>
  travelRuleFaults(data, { now: NOW, registrationAuthorities: ['RA000001'] })

type Natural = NonNullable<IvmsPerson['naturalPerson']>
type Legal = NonNullable<IvmsPerson['legalPerson']>
const ada = transferData.originator.originatorPerson[0]!.naturalPerson!
const filao = transferData.originatingVASP!.originatingVASP.legalPerson!

const from = (naturalPerson: Natural): Ivms101 => ({
  ...transferData,
  originator: { originatorPerson: [{ naturalPerson }] },
})
const fromFirm = (changes: Partial<Legal>): Ivms101 => ({
  ...transferData,
  originator: { originatorPerson: [{ legalPerson: { ...filao, customerIdentification: '1', ...changes } }] },
})
const path = (...sequences: readonly number[]): Ivms101 => ({
  ...transferData,
  transferPath: {
    transferPath: sequences.map((sequence) => ({ intermediaryVASP: { legalPerson: filao }, sequence })),
  },
})
const address: IvmsAddress = { addressType: 'HOME', addressLine: ['1 Rue Desire'], country: 'MU' }
const identification = { nationalIdentifier: 'C1234', nationalIdentifierType: 'RAID' } as const
const authority = { ...identification, registrationAuthority: 'RA000001' } as const

it('finds nothing in data of which all is known', () => {
  expect(judged(transferData)).toEqual([])
  expect(judged(from({ ...ada, geographicAddress: [address] }))).toEqual([])
  expect(judged(fromFirm({ nationalIdentification: authority, geographicAddress: [address] }))).toEqual([])
  expect(judged(fromFirm({ nationalIdentification: leix(LEI) }))).toEqual([])
  expect(judged(path(0, 1, 2))).toEqual([])
})

const leix = (nationalIdentifier: string) => ({ nationalIdentifier, nationalIdentifierType: 'LEIX' }) as const
const born = (dateOfBirth: string): Ivms101 => from({ ...ada, dateAndPlaceOfBirth: { dateOfBirth } })
const { customerIdentification: _, ...anonymous } = ada
const alias = { nameIdentifier: [{ primaryIdentifier: 'Ada', naturalPersonNameIdentifierType: 'ALIA' }] } as const
const trading = { nameIdentifier: [{ legalPersonName: 'Filao', legalPersonNameIdentifierType: 'TRAD' }] } as const

it.each<[TravelRuleFault, string, unknown]>([
  ['missing', 'nothing', undefined],
  ['form', 'a text that is too long', { ...transferData, payloadMetadata: { payloadVersion: '101.2020' } }],
  ['form', 'a name that is not in Latin letters', from({ ...ada, customerIdentification: 'Ж' })],
  [
    'form',
    'a person who is natural and legal',
    { ...transferData, beneficiary: { beneficiaryPerson: [{ naturalPerson: ada, legalPerson: filao }] } },
  ],
  ['C1', 'a sender of whom only the name is known', from(anonymous)],
  ['C2', 'a date of birth that is today', born('2026-10-05')],
  ['C3', 'a country by three letters', from({ ...ada, countryOfResidence: 'MUS' })],
  ['C3', 'a country that there is not', from({ ...ada, geographicAddress: [{ ...address, country: 'ZZ' }] })],
  [
    'C4',
    'a company of which only the name is known',
    { ...transferData, originator: { originatorPerson: [{ legalPerson: filao }] } },
  ],
  ['C5', 'a person without a legal name', from({ ...ada, name: { nameIdentifier: [...alias.nameIdentifier] } })],
  ['C6', 'a company without a legal name', fromFirm({ name: { nameIdentifier: [...trading.nameIdentifier] } })],
  [
    'C7',
    'a company with a passport',
    fromFirm({ nationalIdentification: { ...authority, nationalIdentifierType: 'CCPT' } }),
  ],
  [
    'C8',
    'a street without a building',
    from({ ...ada, geographicAddress: [{ addressType: 'HOME', streetName: 'Rue Desire', country: 'MU' }] }),
  ],
  ['C9', 'a company’s number without its register', fromFirm({ nationalIdentification: identification })],
  [
    'C9',
    'a company’s number with a country',
    fromFirm({ nationalIdentification: { ...authority, countryOfIssue: 'MU' } }),
  ],
  [
    'C9',
    'a legal entity identifier with a register',
    fromFirm({ nationalIdentification: { ...leix(LEI), registrationAuthority: 'RA000001' } }),
  ],
  [
    'C10',
    'a register that is not on the list',
    fromFirm({ nationalIdentification: { ...authority, registrationAuthority: 'RA999998' } }),
  ],
  [
    'C11',
    'a legal entity identifier with a wrong digit',
    fromFirm({ nationalIdentification: leix('5493001KJTIIGC8Y1R13') }),
  ],
  ['C12', 'a path with a gap', path(0, 2)],
  ['C12', 'a path that begins with 1', path(1)],
  ['C12', 'a path with one place twice', path(0, 0)],
])('%s fails for %s', (fault, _name, data) => {
  expect(judged(data)).toEqual([fault])
})

it('tells legal entity identifiers from their misspellings (ISO 17442)', () => {
  expect([isLei(LEI), isLei('213800D1EI4B9WTWWD28'), isLei('5493001KJTIIGC8Y1R21'), isLei('short')]).toEqual([
    true,
    true,
    false,
    false,
  ])
})

describe('a withdrawal', () => {
  const withoutName = { travelRule: from(anonymous) }
  const terms = (changes: object) => ({ travelRuleTerms: { ...travelRuleTerms, ...changes } })

  it('is flagged where checks fail, and says which', () => {
    const [requested, flagged] = eventsOf(usable, request(withoutName))
    expect(requested).toMatchObject({ type: 'WithdrawalRequested', travelRuleFaults: ['C1'] })
    expect(flagged).toMatchObject({ type: 'WithdrawalFlagged', flag: 'travel_rule' })
    expect(
      run([...usable, request(withoutName)])
        .withdrawals.values()
        .next().value,
    ).toMatchObject({
      status: 'flagged',
      travelRuleFaults: ['C1'],
    })
  })

  it('is refused where the policy says so, with the checks in the refusal and in the log', () => {
    const refused = paymentRules.decider.decide(
      request({ ...withoutName, ...terms({ policy: 'reject' }) }),
      run(usable),
      { now: NOW, position: 100 },
    )
    if (!isRefusal(refused)) throw new Error('it was not refused')
    expect(refused).toMatchObject({ refused: 'travel_rule_failed', detail: { checks: 'C1' } })
    expect(refused.recorded).toMatchObject([
      { type: 'WithdrawalRefused', reason: 'travel_rule_failed', travelRuleFaults: ['C1'] },
    ])
  })

  it('goes on where the policy says so, and records what failed', () => {
    const events = eventsOf(usable, request({ ...withoutName, ...terms({ policy: 'execute' }) }))
    expect(events).toMatchObject([{ type: 'WithdrawalRequested', travelRuleFaults: ['C1'] }])
  })

  it('below the threshold asks for nothing; without a value in MUR nobody can say that it is below', () => {
    const small = { ...withoutName, ...terms({ threshold: parseUnits('1000000') }) }
    expect(outcomeOf(usable, request(small))).toEqual(['WithdrawalRequested'])
    const flags = eventsOf(usable, request({ ...small, rate: undefined })).slice(1)
    expect(flags).toMatchObject([{ flag: 'rate_stale' }, { flag: 'travel_rule' }])
  })

  it('is judged strictly where its sender knew no settings', () => {
    const strict = { travelRuleTerms: undefined }
    expect(outcomeOf(usable, request(strict))).toEqual(['WithdrawalRequested'])
    expect(outcomeOf(usable, request({ ...strict, ...withoutName }))).toContain('WithdrawalFlagged')
  })

  it.each([
    ['above 1,000 across a border', '1000.01', { isCrossBorder: true }, 'USD', ['R16']],
    ['of 1,000 across a border', '1000', { isCrossBorder: true }, 'USD', undefined],
    ['above 1,000 at home', '1000.01', { isCrossBorder: false }, 'USD', undefined],
    ['before the recommendation is in force', '1000.01', { isCrossBorder: true, enhanced: false }, 'USD', undefined],
  ])('%s has to carry address and date of birth: %s', (_name, amount, changes, currency, faults) => {
    const asked = request({ amount: parseUnits(amount), currency, ...terms({ enhanced: true, ...changes }) })
    expect(eventsOf(usable, asked)[0]).toEqual(
      faults
        ? expect.objectContaining({ travelRuleFaults: faults })
        : expect.not.objectContaining({ travelRuleFaults: expect.anything() }),
    )
    const full = from({
      ...ada,
      geographicAddress: [address],
      dateAndPlaceOfBirth: { dateOfBirth: '1815-12-10' },
    })
    expect(outcomeOf(usable, { ...asked, travelRule: full })).toEqual(['WithdrawalRequested'])
  })
})

describe('a deposit', () => {
  const waiting = [openGate, initiate()]

  it('is held where checks fail, and says which', () => {
    const events = eventsOf(waiting, receive({ travelRule: from(anonymous) }))
    expect(events).toMatchObject([
      { type: 'DepositReceived', travelRuleFaults: ['C1'] },
      { type: 'DepositHeld', reason: 'travel_rule' },
    ])
    expect(outcomeOf(waiting, receive({ travelRule: undefined }))).toEqual(['DepositReceived', 'DepositHeld'])
  })

  it('goes on where all is known, or the policy says so', () => {
    expect(outcomeOf(waiting, receive())).toEqual(['DepositReceived'])
    const lenient = { ...travelRuleTerms, policy: 'execute' as const }
    const events = eventsOf(waiting, receive({ travelRule: undefined, travelRuleTerms: lenient }))
    expect(events).toMatchObject([{ type: 'DepositReceived', travelRuleFaults: ['missing'] }])
  })

  it('of a receipt that was allocated is judged alike', () => {
    const { type: _type, depositId, accountId: _account, ...rest } = receive()
    const allocation = (fields: object) =>
      command('ReceiveAllocation', { ...rest, depositId, accountId, reference: '0f3b2c4d5e6f', ...fields })
    expect(outcomeOf([openGate], allocation({}))).toEqual(['DepositInitiated', 'DepositReceived'])
    expect(outcomeOf([openGate], allocation({ travelRule: undefined }))).toContain('DepositHeld')
  })
})
