import { ClamdSimulator } from '@filao/testing/simulators'
import { runProgram } from '../complaint'

/** The document scanner of a local platform: clamd's protocol, the EICAR text is infected, faults on demand. */
async function main(): Promise<number> {
  const { FILAO_HTTP_HOST: host = '127.0.0.1', FILAO_HTTP_PORT: port = '0', CLAMD_SEED: seed = '1' } = process.env
  const simulator = new ClamdSimulator({ host, port: Number(port), seed: Number(seed) })
  const listening = await simulator.start()
  process.stdout.write(`${JSON.stringify({ level: 'info', msg: 'the simulated scanner listens', port: listening })}\n`)
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve)
  })
  await simulator.stop()
  return 0
}

void runProgram(main)
