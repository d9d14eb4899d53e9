import type { OversightCommand } from '@filao/contracts'
import { RefusedWebhooks } from './refused-webhooks'

const GATHER_MS = 20
const KIND = { provider: 'didit', reason: 'forged' } as const
const body = Buffer.from('{}')

function recording(fail = false) {
  const recorded: Extract<OversightCommand, { type: 'RecordRefusedWebhooks' }>[] = []
  const warnings: unknown[] = []
  const engine = {
    owned: [3],
    submit: ({ command }: { command: OversightCommand }) => {
      if (fail && recorded.length > 0) return Promise.reject(new Error('the database is away'))
      recorded.push(command as never)
      return Promise.resolve({ kind: 'done' })
    },
  }
  const refused = new RefusedWebhooks(
    engine as never,
    { warn: (given: unknown) => warnings.push(given) } as never,
    GATHER_MS,
  )
  return { refused, recorded, warnings }
}
const gathered = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2 * GATHER_MS))

test('the first of a kind is recorded before it is answered, with the hash of what came and not with what came', async () => {
  const { refused, recorded } = recording()
  await refused.add(KIND, body, 1_000)
  expect(recorded).toMatchObject([{ ...KIND, count: 1, firstAt: 1_000, lastAt: 1_000 }])
  expect(recorded[0]!.bodySha256).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a')
})

test('those that follow are gathered into one, and what was recorded tells how many there were', async () => {
  const { refused, recorded } = recording()
  for (let at = 0; at < 100; at += 1) await refused.add(KIND, body, 1_000 + at)
  expect(recorded).toHaveLength(1)
  await gathered()
  expect(recorded).toMatchObject([{ count: 1 }, { count: 99, firstAt: 1_001, lastAt: 1_099 }])
})

test('other kinds and other providers are told apart', async () => {
  const { refused, recorded } = recording()
  await refused.add(KIND, body)
  await refused.add({ ...KIND, reason: 'stale' }, body)
  await refused.add({ ...KIND, provider: 'other' }, body)
  expect(recorded).toHaveLength(3)
})

test('after a while without any the next is a first again', async () => {
  const { refused, recorded } = recording()
  await refused.add(KIND, body)
  await gathered()
  await refused.add(KIND, body)
  expect(recorded).toMatchObject([{ count: 1 }, { count: 1 }])
})

test('what cannot be recorded is not answered, or is logged when it was gathered', async () => {
  const { refused, warnings } = recording(true)
  await refused.add(KIND, body)
  await refused.add(KIND, body)
  await gathered()
  expect(warnings).toMatchObject([{ ...KIND, count: 1 }])
  await expect(refused.add({ ...KIND, reason: 'stale' }, body)).rejects.toThrow('the database is away')
})
