import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { nodeArguments } from '../platform/services'
import { serviceEnvironment, type StackFacts } from './environment'

/** The one-time command of identity that makes the first two admins, in a process of its own. */
export async function runBootstrap(facts: StackFacts, admins: string): Promise<void> {
  const env = serviceEnvironment(facts, 'identity')
  await feed(spawn(process.execPath, nodeArguments('identity', 'bootstrap'), { env }), admins)
}

/** Gives the command its input and waits for its end. Throws with what it said when it fails. */
export async function feed(command: ChildProcessWithoutNullStreams, admins: string): Promise<void> {
  let output = ''
  for (const stream of [command.stdout, command.stderr]) {
    stream.on('data', (text: Buffer) => {
      output += text.toString()
    })
  }
  command.stdin.end(admins)
  const code = await new Promise((resolve, reject) => command.once('close', resolve).once('error', reject))
  if (code !== 0) throw new Error(`the first admins could not be made: ${output.trim()}`)
}
