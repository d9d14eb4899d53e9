import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { ComplianceCommand } from '@filao/contracts'
import { asked, newId, register, ScreeningDesk, TELLING, type Who } from '../testing/screening-desk'

// A version is in force some seconds after its approval: every instance has to have seen it.
jest.setTimeout(60_000)

let desk: ScreeningDesk
beforeAll(async () => {
  desk = await ScreeningDesk.start()
  await desk.listsInForce()
})
afterAll(() => desk.stop())

describe('a client', () => {
  test('who is on no list is clear, with what the check was run with', async () => {
    const userId = await desk.client('Grace', 'Hopper')
    await desk.decided(asked(userId, ['Grace Hopper']))
    expect(await desk.checkOf(userId)).toMatchObject({
      result: 'clear',
      provider: 'filao',
      algorithm: 'filao-name/1',
      listVersionIds: expect.arrayContaining([expect.stringMatching(/^un\//), expect.stringMatching(/^mu-domestic\//)]),
      configVersions: { 'screening.scores': 0, 'screening.lists': 0, 'alerts.due_hours': 0 },
      subjectHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  test('who is listed is frozen, and cleared by two people', async () => {
    const userId = await desk.client('Zorblax', 'Quentari')
    await desk.decided(asked(userId, ['Zorblax Quentari Volomir']))
    expect(await desk.checkOf(userId)).toMatchObject({ result: 'alert', bestScore: 1 })
    const [hit] = (await desk.get('eve', `/v1/hits?userId=${userId}`)).body.items
    expect(hit).toMatchObject({
      list: 'un',
      referenceNumber: 'XXi.001',
      names: ['Zorblax Quentari Volomir'],
      status: 'open',
      score: 1,
    })
    const [freeze] = (await desk.get('eve', `/v1/freezes?userId=${userId}`)).body.items
    expect(freeze).toMatchObject({ reason: 'provisional_match', reference: 'un/un-9000001', status: 'active' })
    const [alert] = (await desk.get('eve', `/v1/alerts?userId=${userId}`)).body.items
    expect(alert).toMatchObject({ severity: 'critical', status: 'open', lacksOwner: false, isOverdue: false })
    const lacking = async (what: string): Promise<string[]> =>
      (await desk.get('eve', `/v1/alerts?lacking=${what}`)).body.items.map(({ id }: { id: string }) => id)
    expect(await lacking('owner')).toEqual([])
    await desk.screening.platform.rows(
      `UPDATE compliance.alerts SET raised_at = raised_at - interval '16 minutes', due_at = due_at - interval '5 hours' WHERE id = $1`,
      [alert.id],
    )
    expect([await lacking('owner'), await lacking('time')]).toEqual([[alert.id], [alert.id]])
    expect((await desk.get('eve', `/v1/alerts/${alert.id}`)).body).toMatchObject({
      lacksOwner: true,
      isOverdue: true,
    })

    const clearing = { reasonCode: 'birth_date', evidence: 'passport seen' }
    expect((await desk.post('eve', `/v1/freezes/${freeze.id}/lift`)).body.code).toBe('hit-open')
    expect((await desk.post('eve', `/v1/hits/${hit.id}/clear`, clearing)).body).toMatchObject({
      status: 'open',
      proposedBy: desk.people.eve.id,
    })
    expect(await desk.post('eve', `/v1/hits/${hit.id}/clear`, clearing)).toMatchObject({
      status: 403,
      body: { code: 'same-approver' },
    })
    expect((await desk.post('bob', `/v1/hits/${hit.id}/clear`, clearing)).body).toMatchObject({
      status: 'cleared',
      decidedBy: desk.people.bob.id,
    })
    expect((await desk.post('eve', `/v1/freezes/${freeze.id}/lift`)).body).toMatchObject({
      status: 'active',
      liftProposedBy: desk.people.eve.id,
    })
    expect((await desk.post('bob', `/v1/freezes/${freeze.id}/lift`)).body.code).toBe('mlro-required')
    expect((await desk.post('mlro', `/v1/freezes/${freeze.id}/lift`)).body).toMatchObject({
      status: 'lifted',
    })
    const work = (what: string, who: Who) =>
      desk.post(who, `/v1/alerts/${alert.id}/${what}`, what === 'assign' ? {} : { reason: 'another' })
    expect((await work('assign', 'eve')).body).toMatchObject({
      status: 'assigned',
      assignedTo: desk.people.eve.id,
    })
    expect(await lacking('owner')).toEqual([])
    expect((await work('clear', 'eve')).body).toMatchObject({ status: 'clear_proposed' })
    expect((await work('clear', 'bob')).body).toMatchObject({
      status: 'cleared',
      outcome: { status: 'cleared' },
    })
  })

  test('a confirmed match is told to the authorities within 24 hours, by the MLRO alone', async () => {
    const userId = await desk.client('Zorblax', 'Quentari')
    await desk.decided(asked(userId, ['Zorblax Quentari Volomir']))
    await desk.checkOf(userId)
    const [hit] = (await desk.get('eve', `/v1/hits?userId=${userId}`)).body.items
    expect((await desk.post('eve', `/v1/hits/${hit.id}/confirm`)).body).toMatchObject({ status: 'confirmed' })
    const { items } = (await desk.get('eve', '/v1/notices?status=due&kind=match')).body
    const notice = items.find((one: { userId: string }) => one.userId === userId)
    expect(notice).toMatchObject({ kind: 'match', hitId: hit.id, stage: null, report: null })
    expect(Date.parse(notice.dueAt) - Date.parse(notice.startsAt)).toBe(24 * 3_600_000)
    const receivedAt = new Date(Date.parse(notice.startsAt) - 3_600_000).toISOString()
    expect((await desk.post('mlro', `/v1/notices/${notice.id}/received`, { receivedAt })).body).toMatchObject({
      startsAt: receivedAt,
    })
    const report = {
      assets: [{ asset: 'USD', amount: '120.5', murAmount: '5573.13' }],
      action: 'all accounts frozen',
      contact: 'the MLRO',
    }
    expect((await desk.post('eve', `/v1/notices/${notice.id}/send`, report)).status).toBe(403)
    expect((await desk.post('mlro', `/v1/notices/${notice.id}/send`, report)).body).toMatchObject({
      status: 'sent',
      closedBy: desk.people.mlro.id,
      report: {
        ...report,
        listedParty: 'ZORBLAX QUENTARI VOLOMIR',
        referenceNumber: 'XXi.001',
        recipients: ['National Sanctions Secretariat', 'Financial Services Commission'],
      },
    })
    const words = ['120.5', 'ZORBLAX', 'XXi.001']
    const log = await desk.screening.platform.rows(
      `SELECT data::text FROM compliance.event_log WHERE type LIKE '%Notice%' UNION ALL
        SELECT report::text FROM compliance.regulatory_notices`,
    )
    for (const word of words) expect(JSON.stringify(log)).not.toContain(word)
  })

  test('the bank of a bank account is matched as well: its client is not frozen, and who waits for it is told', async () => {
    const userId = await desk.client('Ada', 'Byron')
    const [bankAccountId, accountId] = [newId(), newId()]
    const about = { subjectKind: 'account_bank', subjectId: bankAccountId, referenceId: accountId } as const
    const request = asked(userId, ['Velqua Maritime Bank'])
    await desk.decided({ ...request, ...about, trigger: 'transaction' } as ComplianceCommand)
    expect(await desk.checkOf(userId)).toMatchObject({ subjectKind: 'account_bank', result: 'clear' })
    await desk.inForce('internal', register([{ id: 'bank', schema: 'Organization', name: 'Velqua Maritime Bank' }]))
    const { items } = (await desk.get('eve', `/v1/screening/checks?userId=${userId}`)).body
    expect(items.find(({ trigger }: { trigger: string }) => trigger === 'list')).toMatchObject({
      subjectKind: 'account_bank',
      subjectId: bankAccountId,
      result: 'alert',
    })
    expect((await desk.get('eve', `/v1/freezes?userId=${userId}`)).body.items).toEqual([])
    const told = await desk.screening.platform.rows(
      `SELECT 1 FROM compliance.event_log WHERE commands::text LIKE $1 AND commands::text LIKE '%RecordScreening%'
        AND commands::text LIKE '%other%'`,
      [`%${bankAccountId}%`],
    )
    expect(told).toHaveLength(1)
  })
})

test('no word of a hit, a reason or a name stands in the log or in what is sent to others', async () => {
  expect(await desk.logged()).not.toMatch(TELLING)
})
