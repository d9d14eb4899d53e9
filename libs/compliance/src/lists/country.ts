import { COUNTRIES } from '@filao/kernel'

/** Names of the lists that CLDR writes otherwise (regulation 3.1). `na` is no country. */
const ALIASES: Readonly<Record<string, string>> = {
  'democratic republic of the congo': 'CD',
  congo: 'CG',
  'united republic of tanzania': 'TZ',
  'iran (islamic republic of)': 'IR',
  "democratic people's republic of korea": 'KP',
  'united states of america': 'US',
  'state of palestine': 'PS',
  'united kingdom of great britain and northern ireland': 'GB',
  'russian federation': 'RU',
  'former soviet union': 'SU',
  'bosnia and herzegovina': 'BA',
  'syrian arab republic': 'SY',
  'trinidad and tobago': 'TT',
  türkiye: 'TR',
  turkey: 'TR',
}

const DISPLAY = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
const BY_NAME: ReadonlyMap<string, string> = new Map([
  ...[...COUNTRIES.values()].flatMap((code) => {
    const name = DISPLAY.of(code)
    return name === undefined ? [] : [[name.toLowerCase(), code] as const]
  }),
  ...Object.entries(ALIASES),
])

/** ISO 3166-1 alpha-2 of a country by its English name in CLDR or in the lists of the United Nations. */
export const countryCodeOf = (name: string): string | undefined => BY_NAME.get(name.trim().toLowerCase())

/** Alpha-2, upper case, of an ISO 3166-1 code of either length. */
export function alpha2Of(code: string): string | undefined {
  const upper = code.toUpperCase()
  return upper.length === 2 ? upper : COUNTRIES.get(upper)
}
