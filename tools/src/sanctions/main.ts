import { ListSourceSimulator } from '@filao/testing/simulators'
import { runProgram } from '../complaint'
import { inventedLists } from '../start/invented-lists'

/**
 * The author of a list of sanctions for a local stack, with the invented list of the first start. `PUT /control/list`
 * publishes another version, `POST /control/faults?fault=NAME&times=N` orders a misbehaviour. `FILAO_HTTP_HOST` and
 * `FILAO_HTTP_PORT` say where it listens.
 */
async function main(): Promise<number> {
  const host = process.env['FILAO_HTTP_HOST'] ?? '127.0.0.1'
  const { file } = inventedLists().find(({ list }) => list === 'un')!
  const source = new ListSourceSimulator({ host, port: Number(process.env['FILAO_HTTP_PORT'] ?? 0), file })
  process.stdout.write(`sanctions: http://${host}:${await source.start()}\n`)
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, resolve)
  })
  await source.stop()
  return 0
}

void runProgram(main)
