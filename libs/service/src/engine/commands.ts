import type { Cause, Message } from '@filao/contracts'
import type { Answer, ServiceEngine } from '@filao/engine'
import type { FastifyRequest } from 'fastify'
import { randomUUID } from 'node:crypto'
import { actorOf } from '../auth/caller'
import type { HttpExchange } from '../http/http-exchange'
import { sendPosition } from '../http/position'
import type { BodyHashes } from '../idempotency/body-hash'
import { commandIdOf } from '../idempotency/command-id'
import { markReplayed } from '../idempotency/idempotency-key'
import { Problem } from '../problem/problem'
import { refusalToProblem, type RefusalPointers } from '../problem/refusal-problem'

/** A command as a controller hands it over. */
export interface Submission<C extends Message> extends HttpExchange {
  readonly command: C
  /** The client's idempotency key; absent, each request is a command of its own. */
  readonly key?: string
  /** The field that each refusal complains about. */
  readonly pointers?: RefusalPointers
  /** Who acts on a public route, once it has been found out. */
  readonly acting?: Acting
}

/** Who causes a command, where no token says it. */
export type Acting = Pick<Cause, 'actor' | 'sessionId'>

export type Done<E extends Message> = Answer<E> & { readonly kind: 'done' }

/** Brings commands from HTTP to the engine and its answers back, in the words of the API. */
export class Commands<C extends Message, E extends Message> {
  constructor(
    private readonly engine: ServiceEngine<C, E, never, never>,
    private readonly service: string,
    private readonly bodyHashes: BodyHashes,
  ) {}

  /**
   * Has a command decided. Throws a {@link Problem} for a refusal and a defect; what the engine throws (overloaded,
   * outcome unknown, parked) becomes one on its way to the client.
   */
  async submit({ command, request, reply, key, pointers, acting }: Submission<C>): Promise<Done<E>> {
    const commandId = key === undefined ? randomUUID() : commandIdOfRequest(request, key)
    const bodyHash = key === undefined ? NO_BODY : this.bodyHashes.of(request.body, request.params)
    const cause = { ...causeOfRequest(request, commandId), ...acting }
    const answer = await this.engine.submit({ command, commandId, bodyHash, cause })
    if (answer.kind === 'refused') throw refused(answer, pointers)
    if (answer.kind === 'failed') throw new Problem(500, 'internal', 'Something went wrong on our side.')
    const { partition, position } = answer
    sendPosition(reply, { service: this.service, partition, position })
    if (answer.replayed) markReplayed(reply)
    return answer
  }
}

const NO_BODY = Buffer.alloc(0)

/** The id that a request with this key stands for: the same for the same caller and route. */
export const commandIdOfRequest = (request: FastifyRequest, key: string): string =>
  commandIdOf({
    userId: request.caller?.userId ?? request.ip,
    route: `${request.method} ${request.routeOptions.url ?? ''}`,
    key,
  })

/** Whoever has shown nothing that says who they are. */
const ANONYMOUS = 'client:anonymous'

/** Who causes a command, and through what. */
export const causeOfRequest = (request: FastifyRequest, commandId: string): Cause => ({
  actor: request.caller ? actorOf(request.caller) : ANONYMOUS,
  requestId: request.id,
  sessionId: request.caller?.sessionId,
  correlationId: commandId,
  causationId: commandId,
  traceparent: request.traceparent,
})

function refused<E extends Message>(
  answer: Answer<E> & { kind: 'refused' },
  pointers: RefusalPointers | undefined,
): Problem {
  const problem = refusalToProblem(answer.refusal, pointers)
  if (!answer.replayed) return problem
  const { status, code, detail, errors, headers } = problem
  return new Problem(status, code, detail, {
    ...(errors && { errors }),
    headers: { ...headers, 'idempotent-replayed': 'true' },
  })
}
