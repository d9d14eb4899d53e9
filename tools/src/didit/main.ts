import { DiditSimulator } from '@filao/testing/simulators'
import { runProgram } from '../complaint'
import { readOptions } from './options'

/** The KYC provider of a local platform: Didit's protocol, invented papers, faults on demand. */
async function main(): Promise<number> {
  const simulator = new DiditSimulator(readOptions(process.env))
  const port = await simulator.start()
  process.stdout.write(`${JSON.stringify({ level: 'info', msg: 'the simulated KYC provider listens', port })}\n`)
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve)
  })
  await simulator.stop()
  return 0
}

void runProgram(main)
