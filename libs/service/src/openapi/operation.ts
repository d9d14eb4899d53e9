import { applyDecorators } from '@nestjs/common'
import { ApiExtension, ApiOperation } from '@nestjs/swagger'

/** How the API document is told; taken out of it again when it is built. */
export const PROBLEMS_EXTENSION = 'x-filao-problems'

/** A problem that a route answers: its code, with the status where that is not the one of its type. */
export type AnsweredProblem = string | readonly [status: number, code: string]

/**
 * What a route does, in a sentence, and the problems that are its own. Those that every route of its kind answers
 * (no token, a body that does not fit, too much in flight) are added to the document by themselves.
 */
export const Operation = (summary: string, ...problems: readonly AnsweredProblem[]): MethodDecorator =>
  applyDecorators(ApiOperation({ summary }), ApiExtension(PROBLEMS_EXTENSION, problems))
