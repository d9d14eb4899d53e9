import { YenteSimulator } from '@filao/testing/simulators'
import { runProgram } from '../complaint'

const PORT = 18_900

/** A matcher beside a local platform that speaks yente's protocol: `YENTE_PORT`, `YENTE_API_KEY`. */
async function main(): Promise<number> {
  const { YENTE_PORT: port, YENTE_API_KEY: apiKey } = process.env
  const simulator = new YenteSimulator({
    host: '127.0.0.1',
    port: Number(port ?? PORT),
    ...(apiKey === undefined ? {} : { apiKey }),
  })
  const listening = await simulator.start()
  process.stdout.write(`${JSON.stringify({ level: 'info', msg: 'the simulated matcher listens', port: listening })}\n`)
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve)
  })
  await simulator.stop()
  return 0
}

void runProgram(main)
