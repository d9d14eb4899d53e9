import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Complaint } from '../complaint'
import { REPOSITORY } from '../platform/services'
import { wholeNumber } from '../whole-number'

export interface FreezeOptions {
  /** Registered clients who do nothing, beside those who are named. */
  readonly clients: number
  /** Clients with live orders and a withdrawal in flight whom a version names. */
  readonly named: number
  /** They are named by so many versions, one after the other. */
  readonly versions: number
  /** The list that the versions go on from, as XML of the United Nations. */
  readonly list: string
  readonly seed: number
  readonly port: number
  readonly folder: string | undefined
  readonly write: boolean
}

export const USAGE = `npm run bench:freeze -- [options]
  --clients NUMBER   registered clients who do nothing (100000)
  --named NUMBER     clients with live orders and a withdrawal in flight who are named (100)
  --versions NUMBER  versions of the list that name them, one after the other (5)
  --list FILE        the list that the versions go on from (../shared/data/sanctions/un-consolidated.xml)
  --seed NUMBER      names and births (1)
  --port NUMBER      port of the gateway (23180)
  --folder PATH      where the platform's data lie (a temporary folder)
  --write            put the tables into docs/performance.md
`
const LIST = join(REPOSITORY, '..', 'shared', 'data', 'sanctions', 'un-consolidated.xml')

/** Reads the command line. Throws a {@link Complaint} that names the wrong option. */
export function parseFreezeOptions(argv: readonly string[]): FreezeOptions {
  const values = parse(argv)
  return {
    clients: wholeNumber('--clients', values.clients, 100_000),
    named: wholeNumber('--named', values.named, 100),
    versions: wholeNumber('--versions', values.versions, 5),
    list: values.list ?? LIST,
    seed: wholeNumber('--seed', values.seed, 1),
    port: wholeNumber('--port', values.port, 23_180),
    folder: values.folder,
    write: values.write ?? false,
  }
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const
  const write = { type: 'boolean' } as const
  const options = {
    clients: text,
    named: text,
    versions: text,
    list: text,
    seed: text,
    port: text,
    folder: text,
    write,
  }
  try {
    return parseArgs({ args: [...argv], options }).values
  } catch (error) {
    throw new Complaint(`${(error as Error).message.split('. ')[0]}.\n${USAGE}`)
  }
}
