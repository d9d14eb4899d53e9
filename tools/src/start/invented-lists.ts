/** An invented person of a list. Nobody of these names exists. */
interface Invented {
  readonly id: string
  readonly name: string
  readonly alias?: { readonly name: string; readonly quality: 'good' | 'low' | 'fka' }
  readonly born?: string
}

const GENERATED_AT = '2026-01-01T00:00:00.000Z'

/** `SANCTION TEST` is met by a former name, at 0.95; `NEARMISS TEST` among more words, below 0.9 (domain 11.2). */
const LISTED: readonly Invented[] = [
  { id: '9900001', name: 'ZORBLAX QUENTARI VOLOMIR', born: '1961-04-09' },
  { id: '9900002', name: 'MARWELLA OSTREGANTE', born: '1974-11-30' },
  { id: '9900003', name: 'INVENTED SUBJECT ONE', alias: { name: 'SANCTION TEST', quality: 'fka' } },
  { id: '9900004', name: 'NEARMISS TEST INVENTED HARBOUR' },
]
const PEPS: readonly Invented[] = [
  { id: 'velbrandt', name: 'Honoria Velbrandt', born: '1958-02-14' },
  { id: 'test', name: 'Invented Minister', alias: { name: 'PEP TEST', quality: 'fka' } },
]
const IN_THE_MEDIA: readonly Invented[] = [
  { id: 'test', name: 'Invented Swindler', alias: { name: 'MEDIA TEST', quality: 'fka' } },
]

/** A file of a list, as its author would publish it. */
export interface InventedList {
  readonly list: string
  readonly file: Buffer
}

/**
 * Small lists for a platform on one machine: the UN's in the form of its XML, registers of PEPs and of the media, and the
 * domestic list, on which nobody stands. All names are invented.
 */
export const inventedLists = (): readonly InventedList[] => [
  { list: 'un', file: Buffer.from(unXml(LISTED)) },
  { list: 'mu-domestic', file: register([]) },
  { list: 'pep', file: register(PEPS) },
  { list: 'adverse-media', file: register(IN_THE_MEDIA) },
]

const QUALITY = { good: 'Good', low: 'Low', fka: 'f.k.a.' } as const

const unXml = (people: readonly Invented[]): string => `<?xml version="1.0" encoding="UTF-8"?>
<!-- Invented: none of these people exists. -->
<CONSOLIDATED_LIST dateGenerated="${GENERATED_AT}"><INDIVIDUALS>
${people.map(individual).join('\n')}
</INDIVIDUALS><ENTITIES></ENTITIES></CONSOLIDATED_LIST>`

function individual({ id, name, alias, born }: Invented, at: number): string {
  const names = name.split(' ').map((part, nth) => `<${PARTS[nth]!}>${part}</${PARTS[nth]!}>`)
  const other = alias
    ? `<INDIVIDUAL_ALIAS><QUALITY>${QUALITY[alias.quality]}</QUALITY><ALIAS_NAME>${alias.name}</ALIAS_NAME></INDIVIDUAL_ALIAS>`
    : ''
  const birth = born
    ? `<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>${born}</DATE></INDIVIDUAL_DATE_OF_BIRTH>`
    : ''
  const reference = `XXi.${String(at + 1).padStart(3, '0')}`
  return `<INDIVIDUAL><DATAID>${id}</DATAID><VERSIONNUM>1</VERSIONNUM>${names.join('')}<UN_LIST_TYPE>Invented</UN_LIST_TYPE><REFERENCE_NUMBER>${reference}</REFERENCE_NUMBER><LISTED_ON>2026-01-01</LISTED_ON>${other}${birth}</INDIVIDUAL>`
}

const PARTS = ['FIRST_NAME', 'SECOND_NAME', 'THIRD_NAME', 'FOURTH_NAME'] as const

const register = (people: readonly Invented[]): Buffer =>
  Buffer.from(
    JSON.stringify({
      generatedAt: GENERATED_AT,
      entries: people.map(({ id, name, alias, born }) => ({
        id,
        schema: 'Person',
        name,
        aliases: alias ? [alias] : [],
        births: born === undefined ? [] : [{ date: born }],
      })),
    }),
  )
