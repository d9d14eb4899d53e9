import { Body, Controller, Get, Module, Param, Post, Query } from '@nestjs/common'
import { ApiOkResponse } from '@nestjs/swagger'
import { z } from 'zod'
import { documentOf } from '../app/create-app'
import { DecimalInput, IdParameter, TimeInput } from '../fields'
import { pageOf, pageQuery } from '../http/paging'

const Leg = z.strictObject({ side: z.enum(['buy', 'sell']), at: TimeInput.optional() }).meta({ id: 'Leg' })
const Thing = z.strictObject({ legs: z.array(Leg), price: DecimalInput.nullable() }).meta({ id: 'Thing' })
const ThingView = z.strictObject({ id: z.string(), price: z.string().nullable() }).meta({ id: 'ThingView' })
const ThingPath = z.strictObject({ id: IdParameter, symbol: z.string() })

@Controller('v1/things')
class ThingsController {
  @Post()
  @ApiOkResponse({ standardSchema: ThingView })
  place(@Body({ schema: Thing }) body: z.infer<typeof Thing>): unknown {
    return body
  }
  @Get()
  @ApiOkResponse({ standardSchema: pageOf(ThingView) })
  list(@Query({ schema: z.strictObject(pageQuery) }) query: unknown): unknown {
    return query
  }
  @Get(':id/:symbol')
  read(@Param({ schema: ThingPath }) path: z.infer<typeof ThingPath>): unknown {
    return path
  }
}
@Controller('v1/others')
class OthersController {
  @Post()
  place(@Body({ schema: Thing }) body: z.infer<typeof Thing>): unknown {
    return body
  }
}
@Module({ controllers: [ThingsController, OthersController] })
class ThingsModule {}

type Json = Record<string, unknown>

/** Every object in a document, with its path. */
function* objectsIn(value: unknown, path = '#'): Generator<[path: string, object: Json]> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield [path, value as Json]
  for (const [name, member] of Object.entries(value)) yield* objectsIn(member, `${path}/${name}`)
}

describe('OpenAPI document', () => {
  let document: Json

  beforeAll(async () => {
    document = JSON.parse(JSON.stringify(await documentOf(ThingsModule, { service: 'order' }))) as Json
  })

  it('says 3.1 and has none of the words that only 3.0 has', () => {
    expect(document['openapi']).toBe('3.1.0')
    for (const [path, object] of objectsIn(document)) {
      expect([path, 'nullable' in object]).toEqual([path, false])
      expect([path, typeof object['exclusiveMinimum']]).not.toEqual([path, 'boolean'])
    }
    expect(JSON.stringify(document)).not.toContain('$schema')
  })

  it('writes what may be null as a choice', () => {
    const { Thing: schema } = (document['components'] as { schemas: Record<string, Json> }).schemas
    expect((schema!['properties'] as Json)['price']).toEqual({
      anyOf: [expect.objectContaining({ type: 'string', maxLength: 40 }), { type: 'null' }],
    })
  })

  it('refers to nothing that it does not have', () => {
    const references = [...objectsIn(document)].flatMap(([, { $ref }]) => (typeof $ref === 'string' ? [$ref] : []))
    const found = references.map((reference) =>
      reference
        .slice(2)
        .split('/')
        .reduce<unknown>((place, name) => (place as Json | undefined)?.[name], document),
    )
    expect(references.length).toBeGreaterThan(5)
    expect(found).not.toContain(undefined)
    expect(references.every((reference) => reference.startsWith('#/components/'))).toBe(true)
  })

  it('has an id of its own for each operation, and describes each parameter of its path', () => {
    const paths = document['paths'] as Record<string, Record<string, Json>>
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, operation })),
    )
    const ids = operations.map(({ operation }) => operation['operationId'])
    expect(new Set(ids).size).toBe(ids.length)
    for (const { path, operation } of operations) {
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const parameters = (operation['parameters'] ?? []) as { in: string; name: string }[]
      expect(parameters.filter((one) => one.in === 'path').map(({ name }) => name)).toEqual(wanted)
    }
  })
})
