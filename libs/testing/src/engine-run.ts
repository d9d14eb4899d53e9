const STOP_DEADLINE_MS = 5000

/** What an engine shows of itself to whoever runs it. */
export interface Runnable<Chunk, Result> {
  readonly consumer: {
    start(topics: readonly string[], onChunk: (chunk: Chunk) => Promise<Result>): Promise<void>
    stop(deadlineMs: number): Promise<void>
  }
  readonly topics: readonly string[]
  take(chunk: Chunk): Promise<Result>
  start(): Promise<void>
  stop(): Promise<void>
}

/** Runs an engine where there is no application around it: reads its topics, then lets it take its partitions. */
export async function runEngine<Chunk, Result>(engine: Runnable<Chunk, Result>): Promise<void> {
  await engine.consumer.start(engine.topics, (chunk) => engine.take(chunk))
  await engine.start()
}

/** Stops it in the order of an application: the reading first. */
export async function haltEngine<Chunk, Result>(engine: Runnable<Chunk, Result>): Promise<void> {
  await engine.consumer.stop(STOP_DEADLINE_MS)
  await engine.stop()
}

/** Keeps what an engine alarms of, and nothing else that it tells. */
export const alarmsInto = (alarms: string[]) => ({
  warn: (): void => undefined,
  alarm: (kind: string, message: string, error?: Error): void =>
    void alarms.push(`${kind}: ${message} ${error?.message ?? ''}`),
  fenceLost: (): void => undefined,
  batch: (): void => undefined,
})
