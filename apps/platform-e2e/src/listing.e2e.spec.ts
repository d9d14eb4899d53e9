import { stopWaitingForPayments } from '@filao/testing/servers'
import { randomUUID } from 'node:crypto'
import {
  addBankAccount,
  ask,
  fund,
  newClient,
  requestDeposit,
  requestWithdrawal,
  shown,
  staffOf,
  treasuryOf,
  type Answer,
  type Client,
  type Session,
} from './api.fixture'
import { Collector } from './collector.fixture'
import { Everywhere, holds } from './everywhere.fixture'
import { eventually, Platform } from './platform.fixture'
import { untilQuiet } from './quiet.fixture'
import { whoeverIsMetLooksLikeAnybody } from './wall/alike.cases'

jest.setTimeout(900_000)

const NAME = { firstName: 'Octavio', lastName: 'Brellwick' }
const OTHER = { firstName: 'Philippa', lastName: 'Undermere' }
/** Who is the listed party, and has no word to say about it. */
const LISTED = { firstName: 'Ansgar', lastName: 'Veldhoven' }
const LIMIT = { symbol: 'AAPL', side: 'buy', type: 'limit', timeInForce: 'gtc', quantity: '1' }

/** Words that only compliance and the MLRO may meet, each where one of them reads or writes it. */
const CANARY = {
  mistaken: 'Zeldrion Quastember',
  listedParty: 'Borvath Lindequist',
  reference: `XXi.${Math.trunc(Date.now() % 1e9)}`,
  evidence: `canary-evidence-${randomUUID()}`,
  secondEvidence: `canary-second-${randomUUID()}`,
  alertReason: `canary-alert-${randomUUID()}`,
  freezeReference: `canary-freeze-${randomUUID()}`,
  contact: `canary-contact-${randomUUID()}`,
}
const WORDS = Object.values(CANARY)

const platform = new Platform()
const collector = new Collector()
const everywhere = new Everywhere(platform, collector)
let treasury: { first: Session; second: Session }
let officers: { first: Session; second: Session; mlro: Session }
let support: Session
let named: Client
let orders: string[]
let withdrawal: string
let listed: Client
/** Ids of what stands behind the wall: hits, alerts, freezes, notices. */
const walled: string[] = []

beforeAll(async () => {
  await platform.start({
    OTEL_EXPORTER_OTLP_ENDPOINT: await collector.start(),
    FILAO_TRACE_SHARE: '1',
    LOG_LEVEL: 'debug',
    FILAO_LOG_SHARE: '1',
  })
  const { development } = platform
  const staff = (name: string): Promise<Session> => staffOf(development, name)
  officers = { first: await staff('compliance1'), second: await staff('compliance2'), mlro: await staff('mlro') }
  support = await staff('support')
  treasury = await treasuryOf(development)
  await stopWaitingForPayments([treasury.first, treasury.second])
  named = await newClient(development, NAME)
  await fund(treasury, named.accountId, 'USD', '10000')
  orders = [await placed('10'), await placed('11')]
  withdrawal = await withdrawn(named)
  listed = await newClient(development, LISTED)
}, 1_200_000)
afterAll(async () => {
  await platform.stop()
  await collector.stop()
}, 180_000)

const place = (limitPrice: string): Promise<Record<string, unknown>> => named.session.order({ ...LIMIT, limitPrice })

async function placed(limitPrice: string): Promise<string> {
  const { id, status } = await place(limitPrice)
  expect(status).toBe('open')
  return String(id)
}

/** A withdrawal that waits for treasury, to a bank account of the client's own. */
async function withdrawn(client: Client): Promise<string> {
  const { session } = client
  const bankAccountId = await addBankAccount(client, `${NAME.firstName} ${NAME.lastName}`)
  return `/v1/withdrawals/${await requestWithdrawal(session, '100', bankAccountId)}`
}

/** The UN's list a day after the invented one, with two parties who go by the names of clients as well; and a day later. */
function listing(another?: string): Buffer {
  const entry = (id: number, name: string, reference: string, alias?: string): string => {
    const [first, second] = name.split(' ')
    const known = alias
      ? `<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>${alias}</ALIAS_NAME></INDIVIDUAL_ALIAS>`
      : ''
    return `<INDIVIDUAL><DATAID>${id}</DATAID><FIRST_NAME>${first}</FIRST_NAME><SECOND_NAME>${second}</SECOND_NAME><REFERENCE_NUMBER>${reference}</REFERENCE_NUMBER>${known}</INDIVIDUAL>`
  }
  const entries = [
    ...[0, 1, 2, 3].map((at) => entry(991_000 + at, `Invented${at} Nobody${at}`, `XXi.80${at}`)),
    entry(990_998, CANARY.listedParty, 'XXi.998', `${LISTED.firstName} ${LISTED.lastName}`),
    entry(990_999, CANARY.mistaken, CANARY.reference, `${NAME.firstName} ${NAME.lastName}`),
    ...(another === undefined ? [] : [entry(990_997, another, 'XXi.997')]),
  ]
  const day = another === undefined ? '01' : '02'
  return Buffer.from(
    `<?xml version="1.0"?><CONSOLIDATED_LIST dateGenerated="2026-02-${day}T00:00:00.000Z"><INDIVIDUALS>${entries.join('')}</INDIVIDUALS><ENTITIES/></CONSOLIDATED_LIST>`,
  )
}

async function bringIntoForce(file: Buffer): Promise<void> {
  const path = '/v1/screening/lists/un/versions'
  const sha256 = String((await officers.first.upload(path, file)).body['sha256'])
  expect((await officers.first.post(`${path}/${sha256}/approve`, {})).body).toMatchObject({ code: 'same-approver' })
  expect((await officers.second.post(`${path}/${sha256}/approve`, {})).status).toBe(200)
}

const items = async (session: Session, path: string): Promise<Record<string, unknown>[]> =>
  (await session.get(path)).body['items'] as Record<string, unknown>[]
const ofNamed = (what: string): Promise<Record<string, unknown>[]> =>
  items(officers.first, `/v1/${what}?userId=${named.session.user.id}`)

test('a listing restricts the wallet, ends live orders and holds the withdrawal, before anybody has looked', async () => {
  await bringIntoForce(listing())
  for (const id of orders) {
    expect(await shown(named.session, `/v1/orders/${id}`, 'cancelled')).toMatchObject({ filledQuantity: '0' })
  }
  await shown(treasury.first, withdrawal, 'flagged')
  expect(await place('10')).toMatchObject({ status: 'rejected', rejectionReason: 'under_review' })
  // What the orders had reserved is free again; the withdrawal keeps its own.
  await eventually(
    () => named.session.get('/v1/wallets/USD'),
    ({ body }) => body['reserved'] === '100' && body['total'] === '10000',
  )
  const { review } = (await treasury.first.get(withdrawal)).body as unknown as { review: { approvalHash: string } }
  const held = await treasury.first.post(`${withdrawal}/approve`, { approvalHash: review.approvalHash })
  expect(held.status).toBeGreaterThanOrEqual(400)
  for (const what of ['hits', 'alerts', 'freezes']) {
    const found = await eventually(
      () => ofNamed(what),
      (rows) => rows.length > 0,
    )
    walled.push(...found.map(({ id }) => String(id)))
  }
})

test('one person clears nothing; two clear every hit, and two lift the freeze', async () => {
  const evidence = (by: Session): string => (by === officers.first ? CANARY.evidence : CANARY.secondEvidence)
  const clear = (by: Session, id: unknown): Promise<Answer> =>
    by.post(`/v1/hits/${String(id)}/clear`, { reasonCode: 'birth_date', evidence: evidence(by) })
  const freeze = (await ofNamed('freezes'))[0]!
  const lift = (by: Session): Promise<Answer> => by.post(`/v1/freezes/${String(freeze['id'])}/lift`, {})
  // Each check of the client finds the entry by itself.
  await untilQuiet(platform.development)
  const open = (await ofNamed('hits')).filter(({ status }) => status === 'open')
  expect(open.length).toBeGreaterThan(0)
  expect((await lift(officers.first)).body).toMatchObject({ code: 'hit-open' })
  for (const { id } of open) expect((await clear(officers.first, id)).status).toBe(200)
  expect((await clear(officers.first, open[0]!['id'])).body).toMatchObject({ code: 'same-approver' })
  expect(await place('10')).toMatchObject({ rejectionReason: 'under_review' })
  // One entry in several checks is decided once.
  for (const { id } of (await ofNamed('hits')).filter(({ status }) => status === 'open'))
    await clear(officers.second, id)
  expect((await ofNamed('hits')).every(({ status }) => status === 'cleared')).toBe(true)
  expect((await lift(officers.first)).body).toMatchObject({ status: 'active' })
  expect((await lift(officers.first)).body).toMatchObject({ code: 'same-approver' })
  expect((await lift(officers.mlro)).body).toMatchObject({ status: 'lifted' })
  const [alert] = await ofNamed('alerts')
  await officers.first.post(`/v1/alerts/${String(alert!['id'])}/assign`, {})
  await officers.first.post(`/v1/alerts/${String(alert!['id'])}/clear`, { reason: CANARY.alertReason })
  await eventually(
    () => place('10'),
    ({ status }) => status === 'open',
  )
})

test('whoever asks as one asks yente is answered from the list in force', async () => {
  await eventually(
    async () => (await items(officers.first, '/v1/screening/lists'))[0]!,
    ({ state }) => state === 'active',
  )
  const name = `${NAME.firstName} ${NAME.lastName}`
  const queries = { q: { schema: 'Person', properties: { name: [name] } } }
  const { body, headers } = await officers.first.post('/match/un', { queries })
  expect(body).toMatchObject({ responses: { q: { results: [{ score: 1, match: true }] } } })
  expect(headers.get('filao-algorithm')).toBe('filao-name/1')
})

test('money that came in during a freeze is credited with its end', async () => {
  const { session, accountId } = await newClient(platform.development, OTHER)
  const asked = await requestDeposit(session, '250')
  const body = { userId: session.user.id, reason: 'mlro_decision', reference: CANARY.freezeReference }
  const freeze = await officers.mlro.post('/v1/freezes', body)
  expect(freeze.status).toBeLessThan(300)
  walled.push(String(freeze.body['id']))
  const { id, reference, currency, amount } = asked
  await eventually(
    () =>
      ask(`${platform.development.simulators['bank']}/control/deposits`, {
        method: 'POST',
        body: {
          ...{ reference, currency, amount, payerName: `${OTHER.firstName} ${OTHER.lastName}` },
          payerBank: 'Blue Bay Savings Bank',
        },
      }),
    ({ status }) => status < 300,
  )
  const path = `/v1/deposits/${String(id)}`
  await shown(treasury.first, path, 'cleared')
  expect((await session.get('/v1/wallets/USD')).body).toMatchObject({ available: '0' })
  for (const by of [officers.first, officers.mlro]) {
    expect((await by.post(`/v1/freezes/${String(freeze.body['id'])}/lift`, {})).status).toBe(200)
  }
  await eventually(
    () => session.get('/v1/wallets/USD'),
    ({ body: wallet }) => wallet['available'] === '250',
  )
  await eventually(
    () => session.get(path),
    ({ body: deposit }) => typeof deposit['creditedAt'] === 'string',
  )
  expect(accountId).toBeDefined()
})

describe('behind the wall', () => {
  /** Words of what nobody on this side may be told, in an answer that is about the client. */
  const TELLING = /freez|frozen|sanction|screen|provisional|listed|watch.?list|terror/i

  beforeAll(async () => {
    const of = `userId=${listed.session.user.id}`
    const [hit] = await eventually(
      () => items(officers.first, `/v1/hits?${of}`),
      (rows) => rows.length > 0,
    )
    expect((await officers.first.post(`/v1/hits/${String(hit!['id'])}/confirm`, {})).status).toBe(200)
    const [freeze] = await items(officers.first, `/v1/freezes?${of}`)
    const [notice] = await eventually(
      () => items(officers.mlro, '/v1/notices?status=due&kind=match'),
      (rows) => rows.length > 0,
    )
    const told = { assets: [], action: CANARY.contact, contact: CANARY.contact }
    expect((await officers.mlro.post(`/v1/notices/${String(notice!['id'])}/send`, told)).status).toBe(200)
    walled.push(...[hit, freeze, notice].map((one) => String(one!['id'])))
    // What is on its way has come.
    await untilQuiet(platform.development)
  })

  test('no word of it stands in a topic, in any log of the services, in the audit or in their other tables', async () => {
    for (const service of ['identity', 'market', 'order', 'wallet', 'payment', 'audit'])
      expect([service, await everywhere.tables(service, WORDS)]).toEqual([service, []])
    // Compliance's own tables hold the entries of lists and what they are compared with; its log and what it sends do not.
    const own = await everywhere.tables('compliance', WORDS)
    expect(own.filter((table) => /event_log|inbox|parked|timers/.test(table))).toEqual([])
  })

  test('no id of a hit, an alert, a freeze or a notice is known outside of compliance and its copy in the audit', async () => {
    expect(walled.length).toBeGreaterThan(3)
    for (const service of ['identity', 'market', 'order', 'wallet', 'payment'])
      expect([service, await everywhere.tables(service, walled)]).toEqual([service, []])
  })

  test('no word and no such id stands in a log line, a trace or a metric', async () => {
    const words = [...WORDS, ...walled]
    expect(everywhere.logs(words)).toEqual([])
    expect(collector.spans.length).toBeGreaterThan(100)
    expect(everywhere.traces(words)).toEqual([])
    expect(await everywhere.metrics(words)).toEqual([])
  })

  test('payment, wallet, order and identity answer the client, support and treasury as if nothing were behind it', async () => {
    const { session, accountId } = named
    const own = [
      ...['/v1/users/me', '/v1/accounts', '/v1/account-standing', '/v1/account-limits', '/v1/kyc', '/v1/sessions'],
      ...['/v1/orders', '/v1/executions', '/v1/wallets', '/v1/holdings', '/v1/portfolio', '/v1/ledger-entries'],
      ...['/v1/deposits', '/v1/withdrawals', '/v1/bank-accounts', withdrawal],
    ]
    const of = `userId=${session.user.id}`
    const staff = [
      ...[`/v1/users/${session.user.id}`, `/v1/orders?${of}`, `/v1/executions?${of}`, `/v1/withdrawals?${of}`],
      ...[`/v1/deposits?${of}`, `/v1/bank-accounts?${of}`, `/v1/wallets?accountId=${accountId}`, withdrawal],
    ]
    const seen: string[] = []
    for (const [who, paths] of [
      [session, own],
      [support, staff],
      [treasury.first, [...staff, '/v1/receipts?status=suspense', '/v1/adjustments', '/v1/trial-balance']],
    ] as const) {
      for (const path of paths) {
        const { body } = await who.get(path)
        const text = JSON.stringify(body)
        if (TELLING.test(text) || holds(text, [...WORDS, ...walled])) seen.push(`${path}: ${text}`)
      }
    }
    expect(seen).toEqual([])
  })

  test('its own routes are closed to them, and say nothing of whether there is anything', async () => {
    const paths = ['hits', 'alerts', 'freezes', 'notices'].flatMap((what) => [
      `/v1/${what}`,
      `/v1/${what}/${walled[0]}`,
    ])
    for (const who of [named.session, support, treasury.first]) {
      for (const path of paths)
        expect([path, [403, 404]]).toEqual([path, expect.arrayContaining([(await who.get(path)).status])])
    }
  })
})

describe('from before the wall', () =>
  whoeverIsMetLooksLikeAnybody(platform, { bringIntoForce: (name) => bringIntoForce(listing(name)) }))
