import { readUnList, type ListEntry, type XmlElement } from '@filao/compliance'
import { XMLParser } from 'fast-xml-parser'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { rounded, TARGETS } from '../bench/figures'
import { textOf, writeReport } from '../bench/report'
import { runProgram } from '../complaint'
import { BASELINES, FILAO, type Contender } from './contenders'
import { population, type Client } from './population'

/**
 * Screens generated clients against the list of the United Nations, among them some who bear the changed names of listed
 * people: how many are found, how many others are met, how long it takes for all clients and for what a new version adds,
 * and how much memory. Beside it npm packages that match text, on a part of the same clients.
 * Usage: `npm run bench:screening -- [--clients N] [--list FILE] [--seed S] [--write]`.
 */
const LIST = '../shared/data/sanctions/un-consolidated.xml'
const LISTED = 500
/** Entries that a usual new version adds or changes. */
const DELTA_ENTRIES = 20
const MEBIBYTE = 1024 ** 2

interface Outcome {
  readonly name: string
  readonly asked: number
  readonly found: number
  readonly listed: number
  readonly met: number
  readonly others: number
  /** For all clients, told from those who were asked. */
  readonly seconds: number
}

function screen(
  { name, sample, prepare }: Contender,
  entries: readonly ListEntry[],
  clients: readonly Client[],
): Outcome {
  const find = prepare(entries)
  const listed = clients.filter((client) => client.listed !== undefined)
  const others = clients.filter((client) => client.listed === undefined)
  const [askedListed, askedOthers] = [listed.slice(0, sample), others.slice(0, sample)]
  const begun = performance.now()
  const found = askedListed.filter((client) => find(client).includes(client.listed!)).length
  const between = performance.now()
  const met = askedOthers.filter((client) => find(client).length > 0).length
  const each = (performance.now() - between) / Math.max(1, askedOthers.length)
  const seconds = (between - begun + each * others.length) / 1_000
  const asked = askedListed.length + askedOthers.length
  return { name, asked, found, listed: askedListed.length, met, others: askedOthers.length, seconds }
}

/** Of those who are met, told for all clients, the share who bear a listed name. */
function precisionOf({ found, met, others }: Outcome, clients: number): number {
  const metOfAll = (met / Math.max(1, others)) * (clients - LISTED)
  return found / Math.max(1, found + metOfAll)
}

function readList(file: string): readonly ListEntry[] {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    parseAttributeValue: false,
    htmlEntities: true,
  })
  return readUnList(parser.parse(readFileSync(file, 'utf8')) as XmlElement).entries
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      clients: { type: 'string', default: '100000' },
      list: { type: 'string', default: LIST },
      seed: { type: 'string', default: '1' },
      write: { type: 'boolean' },
    },
  })
  const entries = readList(values.list)
  const people = entries.filter(({ schema }) => schema === 'Person')
  const clients = population(people, { clients: Number(values.clients), listed: LISTED, seed: Number(values.seed) })
  const full = screen(FILAO, entries, clients)
  const memory = process.memoryUsage().rss / MEBIBYTE
  const delta = screen(FILAO, people.slice(-DELTA_ENTRIES), clients)
  const outcomes = [full, ...BASELINES.map((contender) => screen(contender, people, clients))]
  const text = textOf({
    command: 'npm run bench:screening',
    facts: [
      `${clients.length} generated clients (seed ${values.seed}), ${LISTED} of them with the changed name of one of ${people.length} listed people: a letter dropped, replaced or swapped, the order turned, the last of three words left out, a word put in. ${entries.length} entries.`,
      `All clients against all entries: ${rounded(full.seconds)} s; against the ${DELTA_ENTRIES} entries that a new version brings: ${rounded(delta.seconds)} s. Memory of the process with the list, its index and the clients: ${rounded(memory)} MiB.`,
      'The packages are asked about a part of the clients, and their time is told for all.',
    ],
    figures: [
      { measure: 'rescreen of all clients', value: full.seconds, unit: 's', target: TARGETS.fullRescreen },
      {
        measure: 'rescreen by the difference of two versions',
        value: delta.seconds,
        unit: 's',
        target: TARGETS.deltaRescreen,
      },
      {
        measure: 'recall of changed names',
        value: full.found / full.listed,
        unit: '',
        target: TARGETS.screeningRecall,
      },
    ],
    tables: [
      {
        title: 'Screening',
        head: ['matcher', 'asked', 'recall', 'others who are met', 'precision', 'all clients'],
        rows: outcomes.map((one) => [
          one.name,
          String(one.asked),
          `${one.found} of ${one.listed}`,
          `${rounded((100 * one.met) / one.others)} %`,
          rounded(precisionOf(one, clients.length)),
          `${rounded(one.seconds)} s`,
        ]),
      },
    ],
  })
  process.stdout.write(`${text}\n`)
  if (values.write) await writeReport('npm run bench:screening', text)
  return 0
}

void runProgram(main)
