// Entry of every command of this repository: `node tools/run.mjs start`, `test`, `install` (and build), or any other program in tools/src.
// Runs on the Node that a fresh machine has (20 or newer) with nothing installed, so it is plain JavaScript.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { checkMachine } from './setup/machine.mjs'
import { installDependencies } from './setup/install.mjs'
import { build } from './setup/build.mjs'
import { passOn } from './setup/child.mjs'
import { Complaint } from './setup/complaint.mjs'

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..')
const [command, ...args] = process.argv.slice(2)

async function main() {
  if (command === undefined) throw new Complaint('Say what to run: node tools/run.mjs start | test | <program>.')
  checkMachine(root, { servers: NEEDS_SERVERS.has(command) })
  await installDependencies(root)
  const environment = {
    ...process.env,
    PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`,
    // Node keeps what it has compiled there: the many processes of a platform load the same modules, again at each start.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, '.filao', 'compiled'),
  }
  await build(root, environment)
  if (command === 'install') return 0
  if (command === 'test') return await runTests(environment)
  const program = join(root, 'tools', 'dist', command, 'main.js')
  if (!existsSync(program)) throw new Complaint(`There is no program ${command} in tools/src.`)
  return await passOn(NODE, ['--enable-source-maps', program, ...args], { cwd: root, env: environment })
}

async function runTests(environment) {
  // Nest is published as ECMAScript modules only, which Jest loads behind this flag.
  const options = `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js')
  return await passOn(NODE, [jest, ...args], { cwd: root, env: { ...environment, NODE_OPTIONS: options.trim() } })
}

/** Programs that start PostgreSQL and Kafka themselves. */
const NEEDS_SERVERS = new Set(['start', 'test', 'bench', 'bench-freeze', 'chaos', 'scenarios'])
/** Found in node_modules/.bin: Node 24, whatever the machine's own is. */
const NODE = 'node'

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof Complaint)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
