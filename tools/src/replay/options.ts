import { parseArgs } from 'node:util'
import { Complaint } from '../complaint'

export interface ReplayOptions {
  readonly file: string
  readonly symbol: string
  readonly participants: number
  /** Factor over the recorded times; Infinity is as fast as the platform answers. */
  readonly speed: number
  /** Messages to play; Infinity is all. */
  readonly messages: number
  /** Where the platform's `dev.json` lies; undefined is the repository's own. */
  readonly folder: string | undefined
}

export const USAGE = `npm run replay -- FILE --symbol AAPL [options]
  --participants NUMBER  accounts that share the orders (200)
  --speed 1x|10x|max     factor over the recorded times (max)
  --messages NUMBER      only the first so many (all)
  --folder PATH          data folder of the running platform (.filao)
`

/** Reads the command line. Throws a {@link Complaint} that names what is wrong. */
export function parseReplayOptions(argv: readonly string[]): ReplayOptions {
  const { values, positionals } = parse(argv)
  const [file, ...others] = positionals
  if (file === undefined || others.length > 0) throw new Complaint(`Name one file to play.\n${USAGE}`)
  if (values.symbol === undefined) throw new Complaint(`Name the instrument with --symbol.\n${USAGE}`)
  const factor = /^(\d+(?:\.\d+)?)x$/.exec(values.speed)?.[1]
  if (values.speed !== 'max' && !(Number(factor) > 0))
    throw new Complaint(`--speed is 1x, 10x, any other factor, or max, not ${values.speed}.`)
  return {
    file,
    symbol: values.symbol,
    participants: count('--participants', values.participants, 2),
    speed: values.speed === 'max' ? Infinity : Number(factor),
    messages: values.messages === undefined ? Infinity : count('--messages', values.messages, 1),
    folder: values.folder,
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        symbol: { type: 'string' },
        participants: { type: 'string', default: '200' },
        speed: { type: 'string', default: 'max' },
        messages: { type: 'string' },
        folder: { type: 'string' },
      },
    })
  } catch (error) {
    throw new Complaint(`${(error as Error).message.split('. ')[0]}.\n${USAGE}`)
  }
}

function count(option: string, text: string, least: number): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < least)
    throw new Complaint(`${option} takes a number from ${least}, not ${text}.`)
  return Number(text)
}
