import { Roles, StepUp, type Role } from '@filao/service'
import { applyDecorators, HttpCode, Post } from '@nestjs/common'
import { ApiOkResponse } from '@nestjs/swagger'
import type { z } from 'zod'

/**
 * The word of a person of staff on one payment, `POST …/{id}/<verb>`: they have just shown their second factor, and are
 * answered with what is to be seen of it then.
 */
export const Word = (verb: string, view: z.ZodType, ...roles: readonly [Role, ...Role[]]): MethodDecorator =>
  applyDecorators(
    Post(`:id/${verb}`),
    HttpCode(200),
    StepUp(),
    Roles(...roles),
    ApiOkResponse({ standardSchema: view }),
  )
