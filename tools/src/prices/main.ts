import { runProgram } from '../complaint'
import { parsePriceServerOptions, USAGE } from './options'
import { PriceServer } from './server'

async function main(): Promise<number> {
  const argv = process.argv.slice(2)
  if (argv.includes('--help')) {
    process.stdout.write(USAGE)
    return 0
  }
  const options = parsePriceServerOptions(argv)
  const server = new PriceServer(options)
  const port = await server.start()
  process.stdout.write(`prices at http://${options.host}:${port}\n`)
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, resolve)
  })
  await server.stop()
  return 0
}

void runProgram(main)
