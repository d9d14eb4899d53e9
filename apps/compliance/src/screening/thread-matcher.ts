import { UnreadableList } from '@filao/compliance'
import type { ListCode } from '@filao/contracts'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { ReadVersion } from './list-reader'
import { LocalMatcher, type LoadedVersion, type Matched, type Matcher, type MatchRequest } from './matcher'

/** A call of the matcher's, as it travels to its thread. */
export interface Call {
  readonly id: number
  readonly method: 'read' | 'load' | 'drop' | 'match'
  readonly argument: readonly unknown[]
}
export type Answer = { readonly id: number } & (
  { readonly result: unknown } | { readonly failed: { readonly name: string; readonly message: string } }
)

interface Waiting {
  readonly done: (result: unknown) => void
  readonly failed: (error: Error) => void
}

/**
 * The matcher on a thread of its own: preparing a list takes seconds, and a request must not wait for it. When the thread
 * ends, every call fails, and `ended` is told.
 */
class ThreadMatcher implements Matcher {
  private readonly waiting = new Map<number, Waiting>()
  private readonly worker: Worker
  private next = 1
  private error: Error | undefined

  constructor(file: string, ended: (error: Error) => void) {
    this.worker = new Worker(file)
    this.worker.on('message', (answer: Answer) => this.take(answer))
    this.worker.on('error', (error: Error) => this.end(error, ended))
    this.worker.on('exit', (code) => this.end(new Error(`the matcher's thread ended with ${code}`), ended))
    // It keeps nothing alive by itself: a service that stops does not wait for it.
    this.worker.unref()
  }

  read(listCode: ListCode, bytes: Uint8Array): Promise<ReadVersion> {
    return this.call('read', listCode, bytes) as Promise<ReadVersion>
  }
  async load(version: LoadedVersion): Promise<void> {
    await this.call('load', version)
  }
  async drop(versionId: string): Promise<void> {
    await this.call('drop', versionId)
  }
  match(request: MatchRequest): Promise<readonly Matched[]> {
    return this.call('match', request) as Promise<readonly Matched[]>
  }

  async close(): Promise<void> {
    this.worker.removeAllListeners('exit')
    await this.worker.terminate()
    this.fail(new Error('the matcher is closed'))
  }

  private call(method: Call['method'], ...argument: readonly unknown[]): Promise<unknown> {
    if (this.error) return Promise.reject(this.error)
    const id = this.next++
    return new Promise((done, failed) => {
      this.waiting.set(id, { done, failed })
      this.worker.postMessage({ id, method, argument } satisfies Call)
    })
  }

  private take(answer: Answer): void {
    const waiting = this.waiting.get(answer.id)
    this.waiting.delete(answer.id)
    if ('result' in answer) waiting?.done(answer.result)
    else waiting?.failed(errorOf(answer.failed))
  }

  private end(error: Error, ended: (error: Error) => void): void {
    if (this.error) return
    this.fail(error)
    ended(error)
  }

  private fail(error: Error): void {
    this.error = error
    for (const { failed } of this.waiting.values()) failed(error)
    this.waiting.clear()
  }
}

const errorOf = ({ name, message }: { name: string; message: string }): Error =>
  name === 'UnreadableList' ? new UnreadableList(message) : new Error(message)

/** On a thread where the service was built; on the caller's where a test runs its sources. */
export function createMatcher(ended: (error: Error) => void): Matcher {
  const file = join(__dirname, 'matcher-thread.js')
  return existsSync(file) ? new ThreadMatcher(file, ended) : new LocalMatcher()
}
