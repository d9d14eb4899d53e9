import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import { knownCaller } from '../auth/access'
import type { Caller } from '../auth/caller'
import type { Reply, Request } from './request'

/** A request and the answer to it: what a command from HTTP is submitted with, as a parameter's type. */
export interface HttpExchange {
  readonly request: Request
  readonly reply: Reply
}
/** The exchange that a route serves; what the route returns is still its body. */
export const HttpExchange = createParamDecorator((_: unknown, context: ExecutionContext): HttpExchange =>
  exchangeOf(context),
)

/** An exchange with somebody who is known. */
export interface Asked extends HttpExchange {
  readonly caller: Caller
}
/** The exchange with whoever asks. On a public route there is nobody: 401. */
export const Asked = createParamDecorator((_: unknown, context: ExecutionContext): Asked => {
  const exchange = exchangeOf(context)
  return { ...exchange, caller: knownCaller(exchange.request) }
})

function exchangeOf(context: ExecutionContext): HttpExchange {
  const http = context.switchToHttp()
  return { request: http.getRequest<Request>(), reply: http.getResponse<Reply>() }
}
