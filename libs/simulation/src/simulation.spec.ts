import { DEFINITIONS } from './definitions'
import { simulate, SimulationFailure } from './simulation'

const STEPS = 2000

describe('the simulated platform', () => {
  it.each([1, 2, 3])('keeps every rule with seed %d', async (seed) => {
    const report = await simulate({ seed, steps: STEPS })
    expect(report.trades).toBeGreaterThan(50)
    expect(report.crashes).toBeGreaterThan(0)
    expect(report.interruptions).toBeGreaterThan(20)
  })

  it('keeps every rule with a seed of today, which a failure names', async () => {
    const seed = Date.now() % 1_000_000_000
    expect(await simulate({ seed, steps: STEPS })).toMatchObject({ seed, steps: STEPS })
  })

  it('does the same again with the same seed', async () => {
    expect(await simulate({ seed: 7, steps: 800 })).toEqual(await simulate({ seed: 7, steps: 800 }))
  })

  it('finds a command that the transport loses, at the same step each time', async () => {
    const once = (): Promise<SimulationFailure> => {
      let settlements = 0
      const loses = ({ headers }: { readonly headers: Readonly<Record<string, string>> }): boolean =>
        headers['ce_type'] === 'filao.wallet.SettleLeg.v1' && ++settlements > 20
      return failureOf(simulate({ seed: 4, steps: STEPS, loses }))
    }
    const [first, second] = [await once(), await once()]
    expect(first.message).toMatch(/lacks command|are taken at rest/)
    expect(second.message).toBe(first.message)
    expect(first.lastEvents.length).toBeGreaterThan(0)
  })

  it('finds a closed order whose reservation is not released', async () => {
    const { order } = DEFINITIONS
    let closed = 0
    const rules: typeof order.rules = {
      ...order.rules,
      reactions: (event, at) => {
        const skips = event.type === 'OrderClosed' && event.releases && ++closed === 20
        return skips ? [] : order.rules.reactions(event, at)
      },
    }
    const definitions = { ...DEFINITIONS, order: { ...order, rules } }
    const failure = await failureOf(simulate({ seed: 5, steps: STEPS, definitions }))
    expect(failure.message).toMatch(/seed 5, step \d+: reservation .* belongs to an open order/)
  })
})

async function failureOf(run: Promise<unknown>): Promise<SimulationFailure> {
  const failure: unknown = await run.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(failure instanceof SimulationFailure)) throw new Error('the planted defect is found')
  return failure
}
