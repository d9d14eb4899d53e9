import { z } from 'zod'
import { contractSet, event, type MessageOf } from './contract'
import { Decimal, Id } from './fields'
import { open, samplesOf, seal } from './fixtures/samples.fixture'
import { personal } from './personal'

const routing = { subject: 'orderId', key: 'orderId' } as const
const named = { service: 'order', name: 'Priced', routing } as const
const orderId = '0197c3d4-5e6f-7a8b-9c0d-1e2f3a4b5c6d'

const first = event({ ...named, fields: { orderId: Id, price: Decimal, note: z.string() } })
/** Tells what is paid apart from what it costs. */
const second = event({
  ...named,
  version: 2,
  supersedes: {
    contract: first,
    upcast: ({ price, ...rest }: MessageOf<typeof first>) => ({ ...rest, gross: price, fees: 0n }),
  },
  fields: { orderId: Id, gross: Decimal, fees: Decimal, note: z.string() },
})
/** Seals the note. What was written in plain cannot be unwritten: it is read as it stands. */
const third = event({
  ...named,
  version: 3,
  person: 'orderId',
  supersedes: { contract: second, upcast: (old: MessageOf<typeof second>) => ({ ...old }) },
  fields: { orderId: Id, gross: Decimal, fees: Decimal, note: personal('transaction', z.string()) },
})
const set = contractSet([third])
const note = 'for her late father'

describe('a newer version', () => {
  it('reads what each older one has written, as a message of its own', () => {
    const written = first.encode({ type: 'Priced', orderId, price: 5n, note })
    const later = second.encode({ type: 'Priced', orderId, gross: 5n, fees: 1n, note })
    expect(set.ofType('filao.order.Priced.v1')!.decode(written)).toEqual({
      ...{ type: 'Priced', orderId, gross: 5n, fees: 0n, note },
    })
    expect(set.ofType('filao.order.Priced.v2')!.decode(later)).toEqual({
      ...{ type: 'Priced', orderId, gross: 5n, fees: 1n, note },
    })
  })

  it('is the one that is written', () => {
    expect(set.of('Priced')).toMatchObject({ version: 3, ceType: 'filao.order.Priced.v3' })
    const sealed = third.encode({ type: 'Priced', orderId, gross: 5n, fees: 1n, note }, seal)
    expect(sealed).not.toContain(note)
    expect(set.ofType('filao.order.Priced.v3')!.decode(sealed, open)).toMatchObject({ note })
  })

  it('reads every form that the older ones allow, under their own names', () => {
    for (const old of [first, second]) {
      const reader = set.ofType(old.ceType)!
      expect(reader).toMatchObject({ version: old.version, dataSchema: old.dataSchema })
      for (const sample of samplesOf(old)) expect(third.keyOf(reader.decode(sample))).toBe(orderId)
    }
  })

  it('refuses what the older one would have refused', () => {
    const price = { orderId, price: 5, note }
    expect(() => set.ofType('filao.order.Priced.v1')!.decode(JSON.stringify(price))).toThrow(z.ZodError)
  })

  it('cannot be defined without saying how the one right before it is read', () => {
    const fields = { orderId: Id }
    expect(() => event({ ...named, version: 2, fields })).toThrow('by an upcast')
    const supersedes = { contract: first, upcast: () => ({}) }
    expect(() => event({ ...named, version: 3, supersedes, fields })).toThrow('by an upcast')
    expect(() => event({ ...named, supersedes, fields })).toThrow('by an upcast')
  })
})

it('a version that nobody has defined is read by nothing', () => {
  expect(set.ofType('filao.order.Priced.v4')).toBeUndefined()
})
