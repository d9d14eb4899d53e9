import { parentPort } from 'node:worker_threads'
import { LocalMatcher } from './matcher'
import type { Answer, Call } from './thread-matcher'

const matcher = new LocalMatcher()

/** Calls are answered one after the other: there is one thread. */
async function answer({ id, method, argument }: Call): Promise<Answer> {
  try {
    const calls = matcher as unknown as Record<Call['method'], (...argument: readonly unknown[]) => Promise<unknown>>
    return { id, result: await calls[method](...argument) }
  } catch (error) {
    const { name, message } = error as Error
    return { id, failed: { name, message } }
  }
}

parentPort?.on('message', (call: Call) => {
  void answer(call).then((reply) => parentPort!.postMessage(reply))
})
