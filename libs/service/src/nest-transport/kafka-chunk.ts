import { applyDecorators, Catch, UseFilters, type RpcExceptionFilter } from '@nestjs/common'
import { BaseRpcContext, EventPattern } from '@nestjs/microservices'
import { throwError, type Observable } from 'rxjs'

/** Names our transport among those of Nest. */
export const FILAO_KAFKA = Symbol('FILAO_KAFKA')

/** Where a chunk comes from, and when it is no longer wanted. */
export class KafkaChunkContext extends BaseRpcContext<
  [topic: string, partition: number, highWatermark: bigint, signal: AbortSignal]
> {
  get topic(): string {
    return this.args[0]
  }
  get partition(): number {
    return this.args[1]
  }
  get highWatermark(): bigint {
    return this.args[2]
  }
  get signal(): AbortSignal {
    return this.args[3]
  }
}

/** Nest's own filter replaces every error by "Internal server error", and the consumer would not know what failed. */
@Catch()
class PassErrors implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error)
  }
}

/**
 * A handler of the chunks of topics: `(chunk: Chunk, context: KafkaChunkContext) => Promise<ChunkResult>`. It throws
 * what is transient, and nothing else: the chunk then comes again.
 */
export const KafkaChunk = (...topics: readonly string[]): MethodDecorator =>
  applyDecorators(EventPattern<readonly string[]>(topics, FILAO_KAFKA), UseFilters(new PassErrors()))
