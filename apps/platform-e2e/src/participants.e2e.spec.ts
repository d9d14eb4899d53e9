import { Session } from './api.fixture'
import { eventually, Platform } from './platform.fixture'

jest.setTimeout(1_200_000)

/** The first clients are left to whoever sits at the machine. */
const FIRST_PARTICIPANT = 2
/** Each of them is asked in its turn, and what fails on a busy machine is tried again a round later. */
const PAYMENT_MS_MAX = 1_080_000

const platform = new Platform()
let participant: Session
let treasury: Session

beforeAll(async () => {
  await platform.start({}, { traffic: true })
  const { gateway, clients, staff } = platform.development
  participant = await Session.logIn(gateway, clients[FIRST_PARTICIPANT]!)
  treasury = await Session.logIn(gateway, staff['treasury1']!)
}, 1_200_000)
afterAll(() => platform.stop(), 180_000)

interface Paid {
  readonly id: string
  readonly status: string
  readonly method?: string
}
const items = async (path: string): Promise<readonly Paid[]> =>
  (await participant.get(path)).body['items'] as readonly Paid[]

test('a simulated participant was let in, and lives on money that was paid in at the bank', async () => {
  expect((await participant.get('/v1/users/me')).body).toMatchObject({ kycStatus: 'approved', twoFactorEnabled: true })
  // The first is that of the start; every further one it has thought of by itself.
  const deposits = await eventually(
    () => items('/v1/deposits'),
    (all) => all.filter(({ status }) => status === 'cleared').length > 1,
    PAYMENT_MS_MAX,
  )
  expect(deposits.every(({ method }) => method === 'bank_transfer')).toBe(true)
  const { body } = await treasury.get('/v1/adjustments?limit=200')
  const byHand = (body['items'] as { asset: string }[]).filter(({ asset }) => asset === 'USD')
  expect(byHand).toEqual([])
})

test('now and then it takes some out to its own bank account, past two people of treasury', async () => {
  const [paidOut] = await eventually(
    async () => (await items('/v1/withdrawals')).filter(({ status }) => status === 'completed'),
    (completed) => completed.length > 0,
    PAYMENT_MS_MAX,
  )
  const { body } = await treasury.get(`/v1/withdrawals/${paidOut!.id}`)
  const { firstApprovedBy, approvedBy } = body['review'] as Record<string, string | null>
  expect(firstApprovedBy).toMatch(/^[0-9a-f-]{36}$/)
  expect(approvedBy).toMatch(/^[0-9a-f-]{36}$/)
  expect(approvedBy).not.toBe(firstApprovedBy)
})

test('and the launcher shows that the books add up and say what the bank says', async () => {
  const shown = [
    /paid in [1-9]\d* times, out [1-9]/,
    /at the banks USD [\d,]+, as in the books/,
    /trial balance zero for each of \d+ assets/,
  ]
  await eventually(
    async () => platform.said.split('\n'),
    (lines) => lines.some((line) => shown.every((part) => part.test(line))),
  )
})
