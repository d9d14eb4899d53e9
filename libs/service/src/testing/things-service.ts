import { formatUnits } from '@filao/money'
import { Body, Controller, Delete, Get, HttpCode, Module, Param, Post, Put, Query, Req } from '@nestjs/common'
import { ApiCreatedResponse } from '@nestjs/swagger'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { createApp, type ServiceApp } from '../app/create-app'
import { Caller, Public, Roles, Scope } from '../auth/access'
import { commandIdOfRequest } from '../engine/commands'
import { DecimalInput, DecimalString, IdParameter } from '../fields'
import { Asked, HttpExchange } from '../http/http-exchange'
import { pageQuery } from '../http/paging'
import { sendPosition } from '../http/position'
import { Preference, type Preferences } from '../http/preference'
import type { Request } from '../http/request'
import { IdempotencyKey } from '../idempotency/idempotency-key'
import { createLog } from '../logging/log'
import { RateClass } from '../rate-limit/rate-guard'
import { identityStandIn, type IdentityStandIn } from './identity-stand-in'

const PlaceThing = z
  .strictObject({
    symbol: z.string().regex(/^[A-Z]+$/),
    quantity: DecimalInput,
    limitPrice: DecimalInput.optional(),
    legs: z.array(z.strictObject({ side: z.enum(['buy', 'sell']) })).default([]),
  })
  .meta({ id: 'PlaceThing' })
type PlaceThing = z.infer<typeof PlaceThing>
const ThingView = z.strictObject({ id: z.string(), quantity: DecimalString }).meta({ id: 'ThingView' })
const ThingQuery = z.strictObject({ ...pageQuery, status: z.enum(['open', 'closed']).optional() })
const ThingPath = z.strictObject({ id: IdParameter })
export const ID = '0190163d-8694-7abc-8def-0123456789ab'

/** Errors of the engine by their names, which are all that this library knows of them. */
export const ENGINE_ERRORS = { OutcomeUnknown: 'outcome-unknown', AggregateParked: 'parked' }

class Overloaded extends Error {
  override readonly name = 'Overloaded'
  readonly retryAfterSeconds = 7
}

@Controller('v1/things')
class ThingsController {
  @Post()
  @RateClass('orders')
  @Scope('trade')
  @ApiCreatedResponse({ standardSchema: ThingView })
  place(
    @Body({ schema: PlaceThing }) body: PlaceThing,
    @IdempotencyKey() key: string,
    @Preference() { respondAsync }: Preferences,
    @HttpExchange() { request, reply }: HttpExchange,
  ): unknown {
    sendPosition(reply, { service: 'order', partition: 3, position: 7 })
    const commandId = commandIdOfRequest(request, key)
    return { id: ID, quantity: formatUnits(body.quantity), respondAsync, commandId, sentBody: request.body }
  }

  @Get()
  list(@Query({ schema: ThingQuery }) query: z.infer<typeof ThingQuery>, @Caller() caller: Caller): unknown {
    return { limit: query.limit, caller }
  }

  @Get('failing/:how')
  fail(@Param('how', { schema: z.string() }) how: string): never {
    if (how === 'overloaded') throw new Overloaded('queue of partition 3 is full')
    if (how === 'database') throw new Error('Failed query', { cause: new Error('Connection terminated unexpectedly') })
    if (how in ENGINE_ERRORS) throw Object.assign(new Error('inner'), { name: how })
    throw new Error('the password of ada@example.org is hunter2')
  }

  @Get(':id')
  read(@Param({ schema: ThingPath }) { id }: z.infer<typeof ThingPath>, @Req() request: Request): unknown {
    return { id, traceparent: request.traceparent }
  }

  @Put('touched')
  touch(@Asked() { caller, request, reply }: Asked): unknown {
    reply.status(202)
    return { userId: caller.userId, traceparent: request.traceparent }
  }

  @Delete(':id')
  @Roles('admin', 'treasury')
  @HttpCode(200)
  remove(@Param({ schema: ThingPath }) { id }: z.infer<typeof ThingPath>): unknown {
    return { id }
  }
}

@Controller('v1/open')
@Public()
class OpenController {
  @Get()
  read(): unknown {
    return {}
  }

  @Get('asked')
  ask(@Asked() { caller }: Asked): unknown {
    return { caller }
  }

  @Post('sessions')
  @RateClass('credentials')
  @HttpCode(200)
  logIn(): unknown {
    return {}
  }
}

@Module({ controllers: [ThingsController, OpenController] })
export class ThingsModule {}

export const AS_JSON = { 'content-type': 'application/json', 'idempotency-key': 'key-1' }

interface Sent {
  readonly headers?: Record<string, string>
  readonly payload?: unknown
  /** The header `authorization`; empty: none. */
  readonly as?: string
}

/** A service with everything that protects its routes, beside an identity that gives it tokens. */
export class ThingsService {
  private constructor(
    readonly identity: IdentityStandIn,
    readonly service: ServiceApp,
    /** What it has logged. */
    readonly lines: Record<string, unknown>[],
    readonly authorization: string,
  ) {}

  static async start(): Promise<ThingsService> {
    const identity = await identityStandIn()
    const secrets = mkdtempSync(join(tmpdir(), 'secrets-'))
    writeFileSync(join(secrets, 'body-hash.key'), 'k'.repeat(32))
    const environment = {
      FILAO_IDENTITY_URL: identity.url,
      FILAO_SECRETS_DIR: secrets,
      FILAO_TRUSTED_PROXIES: '1',
      FILAO_LOG_SHARE: '0',
      RATE_DEFAULT: '1000',
      RATE_ORDERS: '1000',
    }
    const lines: Record<string, unknown>[] = []
    const log = createLog(
      { service: 'order', instance: 'one', logLevel: 'info' },
      { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
    )
    const service = await createApp(ThingsModule, { service: 'order', environment, log })
    return new ThingsService(identity, service, lines, `Bearer ${await identity.token()}`)
  }

  async inject(
    method: 'GET' | 'POST' | 'DELETE' | 'PUT',
    url: string,
    { headers = {}, payload, as = this.authorization }: Sent = {},
  ) {
    const answer = await this.service.app.inject({
      method,
      url,
      headers: { ...(as && { authorization: as }), ...headers },
      ...(payload !== undefined && { payload: payload as string }),
    })
    const { headers: sent, statusCode: status, body: text } = answer
    return { status, headers: sent, text, body: (text ? JSON.parse(text) : undefined) as Record<string, unknown> }
  }

  place(payload: string, headers: Record<string, string> = {}) {
    return this.inject('POST', '/v1/things', { headers: { ...AS_JSON, ...headers }, payload })
  }

  async stop(): Promise<void> {
    await this.service.close()
    await this.identity.close()
  }
}
