import { applyDecorators } from '@nestjs/common'
import { ApiExtension, ApiOkResponse, ApiProduces } from '@nestjs/swagger'
import type { z } from 'zod'
import { EVENT_STREAM } from '../stream/event-text'
import { toJsonSchema } from './json-schema'

/**
 * The route answers Server-Sent Events until either side ends it. OpenAPI 3.1 has no word for the events of a stream, so
 * the schemas of their data stand in `x-events`, by name. `heartbeat` is among those of every stream.
 */
export const AnswersEvents = (description: string, events: Readonly<Record<string, z.ZodType>>): MethodDecorator =>
  applyDecorators(
    ApiProduces(EVENT_STREAM),
    ApiOkResponse({ description, schema: { type: 'string' } }),
    ApiExtension(
      'x-events',
      Object.fromEntries(
        Object.entries(events).map(([name, schema]) => [name, toJsonSchema(schema, 'output')?.schema]),
      ),
    ),
  )
