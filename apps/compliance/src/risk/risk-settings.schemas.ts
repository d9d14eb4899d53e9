import { FatfLists, GeographyScores, RiskModel, type RiskTerms } from '@filao/contracts'
import type { Configuration, ConfigurationKey } from '@filao/service'

const OFFICERS = ['compliance', 'mlro'] as const

/** What each thing that is known of a client is worth (regulation 1.2). */
export const RISK_MODEL: ConfigurationKey<RiskModel> = {
  name: 'risk.model',
  description:
    'Weights of the factors, limits of the tiers, and what each thing that is known of a client is worth, 0 to 100.',
  schema: RiskModel,
  byDefault: {
    weights: { customer: 30, geography: 25, product: 15, channel: 10, activity: 20 },
    tiers: { medium: 35, high: 60, critical: 85 },
    accumulation: { factors: 3, from: 70 },
    customer: {
      person: 20,
      pep: 90,
      adverseMedia: 80,
      occupations: [
        { word: 'casino', value: 80 },
        { word: 'gambling', value: 80 },
        { word: 'money changer', value: 80 },
        { word: 'exchange bureau', value: 80 },
        { word: 'jewel', value: 70 },
        { word: 'precious', value: 70 },
        { word: 'arms', value: 90 },
        { word: 'crypto', value: 70 },
        { word: 'real estate', value: 60 },
        { word: 'lawyer', value: 50 },
        { word: 'notary', value: 50 },
        { word: 'politic', value: 80 },
        { word: 'minister', value: 80 },
      ],
    },
    product: { demo: 10, live: 30, leveraged: 70 },
    channel: { remote: 50, introduced: 60, face_to_face: 10 },
    activity: {
      quiet: 10,
      large: { from: '1000000', value: 50 },
      upheld: { one: 50, two: 70, more: 90 },
      turnover: [
        { beyondPercent: 50, value: 60 },
        { beyondPercent: 200, value: 90 },
      ],
    },
  },
  roles: OFFICERS,
}

const GEOGRAPHY: ConfigurationKey<GeographyScores> = {
  name: 'geography.scores',
  description: 'What a country is worth, 0 to 100, by ISO 3166-1 alpha-2, and any other.',
  schema: GeographyScores,
  byDefault: { byDefault: 30, countries: { MU: 20 } },
  roles: OFFICERS,
}

/** As FATF published them in October 2025. */
const FATF: ConfigurationKey<FatfLists> = {
  name: 'fatf.lists',
  description: 'Countries under FATF’s call for action and under its increased monitoring, by ISO 3166-1 alpha-2.',
  schema: FatfLists,
  byDefault: {
    callForAction: ['IR', 'KP', 'MM'],
    increasedMonitoring: [
      ...['AO', 'BG', 'BO', 'CD', 'CI', 'CM', 'DZ', 'HT', 'KE', 'LA', 'LB'],
      ...['MC', 'NA', 'NP', 'SS', 'SY', 'VE', 'VG', 'VN', 'YE'],
    ],
  },
  roles: OFFICERS,
}

export const RISK_SETTINGS = [RISK_MODEL, GEOGRAPHY, FATF] as const

/** The terms in force, each with its version. */
export function riskTerms(configuration: Pick<Configuration, 'lastKnown'>): RiskTerms {
  const [model, geography, fatf] = [RISK_MODEL, GEOGRAPHY, FATF].map((key) => configuration.lastKnown<unknown>(key))
  return {
    model: model!.value as RiskModel,
    geography: geography!.value as GeographyScores,
    fatf: fatf!.value as FatfLists,
    versions: { [RISK_MODEL.name]: model!.version, [GEOGRAPHY.name]: geography!.version, [FATF.name]: fatf!.version },
  }
}
