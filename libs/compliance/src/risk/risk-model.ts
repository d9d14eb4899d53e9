import type { RiskFactorName, RiskFloor, RiskInputs, RiskLevel, RiskModel, RiskTerms } from '@filao/contracts'
import { assert } from '@filao/kernel'
import { ZERO } from '@filao/money'

/** Any change of steps is a new version; weights, limits and values are settings. */
export const RISK_MODEL = 'risk-model/1'

export const RISK_FACTORS: readonly RiskFactorName[] = ['customer', 'geography', 'product', 'channel', 'activity']
const LEVELS: readonly RiskLevel[] = ['low', 'medium', 'high', 'critical']
const FATF_CALL_VALUE = 100
const FATF_MONITORING_VALUE = 70

/** What the model says, before people have said anything. */
export interface Assessment {
  readonly values: Readonly<Record<RiskFactorName, number>>
  /** 0 to 10,000: two decimals. */
  readonly scoreHundredths: number
  readonly accumulation: boolean
  readonly floors: readonly RiskFloor[]
  readonly tier: RiskLevel
}

/** Regulation 1.2: the same inputs and terms give the same assessment. */
export function assess(inputs: RiskInputs, terms: RiskTerms): Assessment {
  const values = valuesOf(inputs, terms)
  const floors = floorsOf(inputs, terms)
  return { values, floors, ...weigh(values, floors, terms.model) }
}

/** The weighted mean, half-up to two decimals, the tier by it, one up where much comes together, never below a floor. */
export function weigh(
  values: Readonly<Record<RiskFactorName, number>>,
  floors: readonly RiskFloor[],
  { weights, tiers, accumulation: { factors, from } }: Pick<RiskModel, 'weights' | 'tiers' | 'accumulation'>,
): Pick<Assessment, 'scoreHundredths' | 'accumulation' | 'tier'> {
  const total = RISK_FACTORS.reduce((sum, name) => sum + weights[name], 0)
  assert(total > 0, 'some factor weighs something')
  const weighted = RISK_FACTORS.reduce((sum, name) => sum + weights[name] * values[name], 0)
  // Whole numbers, so that a half is a half: ⌊x + ½⌋ of hundredths.
  const scoreHundredths = Math.floor((200 * weighted + total) / (2 * total))
  const accumulation = RISK_FACTORS.filter((name) => values[name] >= from).length >= factors
  const plain: RiskLevel =
    scoreHundredths >= tiers.critical * 100
      ? 'critical'
      : scoreHundredths >= tiers.high * 100
        ? 'high'
        : scoreHundredths >= tiers.medium * 100
          ? 'medium'
          : 'low'
  const raised = accumulation ? LEVELS[Math.min(LEVELS.indexOf(plain) + 1, LEVELS.length - 1)]! : plain
  return { scoreHundredths, accumulation, tier: higher(raised, floorTier(floors)) }
}

const FLOOR_TIERS: Readonly<Record<RiskFloor, RiskLevel>> = {
  foreign_pep: 'high',
  fatf_call_for_action: 'critical',
  fatf_increased_monitoring: 'medium',
  confirmed_sanctions_match: 'critical',
}
/** The lowest tier that floors allow. */
export const floorTier = (floors: readonly RiskFloor[]): RiskLevel =>
  floors.reduce<RiskLevel>((tier, floor) => higher(tier, FLOOR_TIERS[floor]), 'low')

export const higher = (a: RiskLevel, b: RiskLevel): RiskLevel => (isAbove(a, b) ? a : b)
export const isAbove = (a: RiskLevel, b: RiskLevel): boolean => LEVELS.indexOf(a) > LEVELS.indexOf(b)

/** A factor is worth its worst part: what is good elsewhere takes nothing from it. */
function valuesOf(inputs: RiskInputs, { model, geography, fatf }: RiskTerms): Assessment['values'] {
  const { customer, product, channel, activity } = inputs
  return {
    customer: Math.max(
      model.customer.person,
      isPep(customer) ? model.customer.pep : 0,
      customer.hasAdverseMedia ? model.customer.adverseMedia : 0,
      ...model.customer.occupations.filter(({ word }) => isNamed(word, customer)).map(({ value }) => value),
    ),
    geography: Math.max(
      ...(inputs.geography.countries.length === 0 ? [geography.byDefault] : []),
      ...countriesOf(inputs).map((country) =>
        Math.max(
          geography.countries[country] ?? geography.byDefault,
          fatf.callForAction.includes(country) ? FATF_CALL_VALUE : 0,
          fatf.increasedMonitoring.includes(country) ? FATF_MONITORING_VALUE : 0,
        ),
      ),
    ),
    product: product.isLeveraged ? model.product.leveraged : product.hasLive ? model.product.live : model.product.demo,
    channel: model.channel[channel.kind],
    activity: Math.max(
      model.activity.quiet,
      isLarge(activity, model) ? model.activity.large.value : 0,
      upheldValue(activity, model),
      turnoverValue(activity, model),
    ),
  }
}

/** Their own, and those of the banks that they deal with. */
const countriesOf = ({ geography: { countries, counterparties = [] } }: RiskInputs): readonly string[] => [
  ...countries,
  ...counterparties,
]

const isPep = ({ pep, isListedAsPep }: RiskInputs['customer']): boolean => pep !== 'none' || isListedAsPep
const isNamed = (word: string, { occupation = '', employer = '' }: RiskInputs['customer']): boolean =>
  `${occupation} ${employer}`.toLowerCase().includes(word)
const upheldValue = ({ upheldAlerts }: RiskInputs['activity'], { activity: { upheld } }: RiskModel): number =>
  upheldAlerts === 0 ? 0 : upheldAlerts === 1 ? upheld.one : upheldAlerts === 2 ? upheld.two : upheld.more
const isLarge = ({ expectedMonthlyDeposits: expected }: RiskInputs['activity'], { activity }: RiskModel): boolean =>
  expected !== undefined && expected > activity.large.from
/** Against what was declared for a month: any turnover is beyond nothing by however much. */
function turnoverValue(
  { busiestMonth = ZERO, expectedMonthlyDeposits: declared = ZERO }: RiskInputs['activity'],
  { activity: { turnover = [] } }: RiskModel,
): number {
  const passed = turnover.filter(({ beyondPercent }) => busiestMonth * 100n > declared * BigInt(100 + beyondPercent))
  return Math.max(0, ...passed.map(({ value }) => value))
}

/** Of whose family somebody is, nobody says: such a person, and one whom a list names, counts as foreign. */
const FOREIGN: ReadonlySet<RiskInputs['customer']['pep']> = new Set(['foreign', 'family', 'close_associate'] as const)

function floorsOf(inputs: RiskInputs, { fatf }: RiskTerms): readonly RiskFloor[] {
  const { customer, isSanctioned } = inputs
  const among = (listed: readonly string[]): boolean => countriesOf(inputs).some((country) => listed.includes(country))
  const floors: readonly (readonly [RiskFloor, boolean])[] = [
    ['foreign_pep', FOREIGN.has(customer.pep) || customer.isListedAsPep],
    ['fatf_call_for_action', among(fatf.callForAction)],
    ['fatf_increased_monitoring', among(fatf.increasedMonitoring)],
    ['confirmed_sanctions_match', isSanctioned],
  ]
  return floors.filter(([, holds]) => holds).map(([floor]) => floor)
}
