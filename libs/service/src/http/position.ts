import type { CanActivate, ExecutionContext } from '@nestjs/common'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../problem/problem'

/** A place in the log of a partition of a service. */
export interface LogPosition {
  readonly service: string
  readonly partition: number
  readonly position: number
}

/** Resolves true once this service shows the position, false when it does not within the time. */
export type PositionReached = (at: LogPosition, timeoutMs: number) => Promise<boolean>

const WAIT_MS_MAX = 1_000
const POSITION = /^([a-z]{1,32})\/(0|[1-9]\d{0,3})\/(0|[1-9]\d{0,15})$/

/** Reads `<service>/<partition>/<position>`; undefined when it is not one. */
export function parsePosition(text: string): LogPosition | undefined {
  const match = POSITION.exec(text)
  return match ? { service: match[1]!, partition: Number(match[2]), position: Number(match[3]) } : undefined
}

/** Tells the client where its command stands, for the `Filao-After` of its next GET. */
export const sendPosition = (
  reply: Pick<FastifyReply, 'header'>,
  { service, partition, position }: LogPosition,
): void => void reply.header('filao-position', `${service}/${partition}/${position}`)

/** Who knows how far the reads of this service have come. Given by the service; without it nothing can be waited for. */
export class Positions {
  private reached: PositionReached = () => Promise.resolve(false)

  use(reached: PositionReached): void {
    this.reached = reached
  }

  /** Waits for a `Filao-After`. Throws 400 when it is not one of this service, 409 when it does not come in time. */
  async await(header: string, service: string): Promise<true> {
    const at = parsePosition(header)
    if (at === undefined) throw new Problem(400, 'position-malformed', 'Filao-After is not a position.')
    if (at.service !== service) {
      throw new Problem(400, 'position-of-another-service', `Filao-After takes positions of ${service} here.`)
    }
    if (await this.reached(at, WAIT_MS_MAX)) return true
    throw new Problem(409, 'not-caught-up', 'This read has not come that far yet. Try again.')
  }
}

/** Lets a client read what it has written: a GET with `Filao-After` waits until the reads have come that far. */
export class PositionGuard implements CanActivate {
  constructor(
    private readonly positions: Positions,
    private readonly service: string,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const { headers, method } = context.switchToHttp().getRequest<FastifyRequest>()
    const after = headers['filao-after']
    if (after === undefined || method !== 'GET') return true
    return this.positions.await(String(after), this.service)
  }
}
