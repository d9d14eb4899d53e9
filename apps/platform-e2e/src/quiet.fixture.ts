import { eventually, pause, type Development } from './platform.fixture'

/** The logs of market and order go on with every price. */
const SERVICES = ['identity', 'compliance', 'wallet', 'payment']
/** Longer than a machine that does much else stands still. */
const QUIET_MS = 6_000

/** Waits until no service has appended anything to its log for a while: what was on its way between them has come. */
export async function untilQuiet({ services }: Development): Promise<void> {
  const heads = (): Promise<string[]> =>
    Promise.all(SERVICES.map(async (name) => (await fetch(`${services[name]!.management}/internal/heads`)).text()))
  await eventually(
    async () => {
      const before = await heads()
      await pause(QUIET_MS)
      return { before, after: await heads() }
    },
    ({ before, after }) => before.every((head, at) => head === after[at]),
  )
}
