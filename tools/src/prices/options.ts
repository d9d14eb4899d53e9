import { parseArgs } from 'node:util'
import { Complaint } from '../complaint'

export interface PriceServerOptions {
  readonly host: string
  readonly port: number
  /** Every price follows from it. */
  readonly seed: number
  readonly keyId: string
  readonly secretKey: string
}

export const USAGE = `node tools/dist/prices/main.js [options]
A provider of prices on this machine: speaks Alpaca's market data protocol, REST and stream, for every symbol.
  --host ADDRESS   where it listens (FILAO_HTTP_HOST, or 127.0.0.1)
  --port NUMBER    (FILAO_HTTP_PORT, or any that is free)
  --seed NUMBER    every price follows from it (1)
  --key ID         the key that it accepts (simulator)
  --secret TEXT    and its secret (simulator)
`

/** Reads the command line. Throws a {@link Complaint} that names what is wrong. */
export function parsePriceServerOptions(argv: readonly string[]): PriceServerOptions {
  const values = parse(argv)
  return {
    host: values.host,
    port: count('--port', values.port, 65_535),
    seed: count('--seed', values.seed, 999_999_999),
    keyId: values.key,
    secretKey: values.secret,
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        host: { type: 'string', default: process.env['FILAO_HTTP_HOST'] ?? '127.0.0.1' },
        port: { type: 'string', default: process.env['FILAO_HTTP_PORT'] ?? '0' },
        seed: { type: 'string', default: '1' },
        key: { type: 'string', default: 'simulator' },
        secret: { type: 'string', default: 'simulator' },
      },
    }).values
  } catch (error) {
    throw new Complaint(`${(error as Error).message.split('. ')[0]}.\n${USAGE}`)
  }
}

function count(option: string, text: string, most: number): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) > most) throw new Complaint(`${option} takes a number, not ${text}.`)
  return Number(text)
}
