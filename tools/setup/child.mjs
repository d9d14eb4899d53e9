import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Runs a program in our place: its terminal is ours, signals are passed on, its exit code is given back. */
export function passOn(command, args, options) {
  return new Promise((resolve, reject) => {
    const env = { ...options.env, FILAO_STARTED_BY: String(process.pid) }
    const child = spawn(command, args, { ...options, env, stdio: 'inherit' })
    // A terminal sends Ctrl-C to the child as well, a program that stops us does not; the child takes both for one.
    for (const signal of SIGNALS) process.on(signal, () => child.kill(signal))
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
  })
}

/** Runs a program whose output matters only if it fails, and shows that it runs and for how long. */
export function step(title, command, args, options) {
  const began = Date.now()
  const seconds = () => `${Math.round((Date.now() - began) / 1000)} s`
  const live = process.stderr.isTTY
  const show = (text) => process.stderr.write(live ? `\r\x1b[2K${text}` : `${text}\n`)
  show(`${title} …`)
  const timer = live ? setInterval(() => show(`${title} … ${seconds()}`), 1000) : undefined
  return new Promise((resolve) => {
    let output = ''
    const finish = (code) => {
      clearInterval(timer)
      show(`${title}: ${code === 0 ? 'done' : 'failed'} after ${seconds()}${live ? '\n' : ''}`)
      resolve({ code, output })
    }
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    child.once('error', (error) => {
      output += error.message
      finish(1)
    })
    child.once('close', (code) => finish(code ?? 1))
  })
}
