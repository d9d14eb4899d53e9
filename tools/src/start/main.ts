import { setTimeout as sleep } from 'node:timers/promises'
import { ControlledProvider } from '../client/payment-provider'
import { Complaint, runProgram } from '../complaint'
import { Traffic } from '../traffic/traffic'
import { StartConsole } from './console'
import type { ServiceName } from '@filao/contracts'
import { writeDevFile } from './dev-file'
import { simulatorUrl } from './environment'
import { Notes } from './notes'
import { parseOptions, USAGE } from './options'
import { LISTED } from './instruments'
import { OWN_CLIENTS, type People } from './people'
import { Screen } from './screen'
import { seed } from './seed'
import { Stack } from './stack'

const PARENT_CHECK_MS = 1_000
/** What only watches or trades is not waited for longer: it may be asking somebody who does not answer. */
const WATCHERS_STOP_MS = 1_000
/** The services without which nobody can trade, and with them the audit. */
const TRADING: readonly ServiceName[] = ['identity', 'market', 'order', 'wallet', 'compliance', 'payment', 'audit']
/** A part of the platform has nobody who could trade on it. */
const NOBODY: People = { staff: {}, clients: [] }

async function main(): Promise<number> {
  const argv = process.argv.slice(2)
  const console = new StartConsole()
  if (argv.includes('--help')) {
    console.line(USAGE)
    return 0
  }
  const options = parseOptions(argv)
  const stack = new Stack(options, console)
  const asked = stopRequest()
  try {
    const started = stack.start().then((running) => ({ running }))
    const first = await Promise.race([started, asked])
    if (first === 'stop') return await stopped(stack, console, started)
    const { facts, apps, servers } = first.running
    const gateway = `http://127.0.0.1:${facts.ports.gateway.http}`
    const whole = TRADING.every((service) => facts.ports.services.has(service))
    const people = whole
      ? await console.step('Seeding demo people and instruments', () => seed(facts, gateway))
      : NOBODY
    await writeDevFile(facts, apps, people)
    const notes = new Notes()
    apps.onChange = () => notes.write(() => writeDevFile(facts, apps, people))
    console.line(`Filao is ready: ${gateway}`)
    if (options.exitWhenReady) return await stopped(stack, console)
    const { staff, clients } = people
    const bank = new ControlledProvider('bank', simulatorUrl(facts, 'bank'))
    const payers = { people: clients.slice(OWN_CLIENTS), staff, bank }
    const traffic = whole && options.traffic ? new Traffic(gateway, payers, LISTED) : undefined
    const screen = whole ? new Screen({ facts, apps, people, mode: stack.mode, traffic }, console) : undefined
    servers.keepAlive?.((text) => (screen ?? console).line(text))
    traffic?.start()
    screen?.start()
    await asked
    await Promise.race([Promise.all([traffic?.stop(), screen?.stop()]), sleep(WATCHERS_STOP_MS)])
    return await stopped(stack, console)
  } catch (error) {
    await stack.stop()
    throw explained(error, stack.folders.own)
  }
}

async function stopped(stack: Stack, console: StartConsole, starting?: Promise<unknown>): Promise<number> {
  console.line('Stopping …')
  const began = Date.now()
  await stack.stop()
  // What was being started when the stop came may have come up since.
  await starting?.catch(() => undefined)
  await stack.stop()
  console.line(`Stopped after ${((Date.now() - began) / 1000).toFixed(1)} s. The next start goes on with all data.`)
  return 0
}

/** Settles on the first Ctrl-C, termination, or death of the program that started us; later ones change nothing. */
function stopRequest(): Promise<'stop'> {
  return new Promise((resolve) => {
    const parent = process.ppid
    // Also what keeps us alive: nothing else here waits for anything.
    const watch = setInterval(() => process.ppid === parent || stop(), PARENT_CHECK_MS)
    const stop = (): void => {
      clearInterval(watch)
      resolve('stop')
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  })
}

function explained(error: unknown, folder: string): unknown {
  const text = error instanceof Error ? error.message : String(error)
  if (/ENOSPC|No space left on device/i.test(text)) return new Complaint(`The disk of ${folder} is full.`)
  return error
}

void runProgram(main)
