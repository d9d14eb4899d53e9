import type { CanActivate, ExecutionContext } from '@nestjs/common'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { routeArguments } from './route-arguments'
import { fieldErrors, unfit } from './validation-pipe'

const NOTHING = z.strictObject({})

/** Refuses what is said to a route that asks for no body: whoever sent it meant something by it. */
export class BodyGuard implements CanActivate {
  private readonly askingForBody = new Map<unknown, boolean>()

  canActivate(context: ExecutionContext): true {
    const { body, rawBody } = context.switchToHttp().getRequest<FastifyRequest>()
    // What is no JSON is taken by routes that ask for it, and by no other.
    if (rawBody === null || body === null || this.asksForBody(context)) return true
    const { error } = NOTHING.safeParse(body)
    if (error) throw unfit('The body', fieldErrors(error.issues))
    return true
  }

  private asksForBody(context: ExecutionContext): boolean {
    const handler = context.getHandler()
    const known = this.askingForBody.get(handler)
    if (known !== undefined) return known
    const asks = routeArguments(context.getClass(), handler.name).some(({ kind }) => kind === '@Body')
    this.askingForBody.set(handler, asks)
    return asks
  }
}
