import { afterEach, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sortedText } from './signing'
import { DiditSimulator } from './simulator'

const API_KEY = 'simulated-api-key'
/** By itself nothing comes of a session before the test is over. */
const BY_HAND = 600_000
const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

interface Hook {
  readonly headers: Record<string, string>
  readonly body: Record<string, unknown>
}

/** A simulator whose webhooks somebody takes, and how it is asked. */
async function running(answers: () => number = () => 200, decideMs = 40, file?: string) {
  const hooks: Hook[] = []
  const receiver: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const headers = request.headers as Record<string, string>
      hooks.push({ headers, body: JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown> })
      response.writeHead(answers()).end()
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const simulator = new DiditSimulator({
    host: '127.0.0.1',
    port: 0,
    apiKey: API_KEY,
    webhookSecret: 'simulated-webhook-secret',
    webhookUrl: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
    publicUrl: 'http://didit.example',
    seed: 7,
    decideMs,
    file,
  })
  const port = await simulator.start()
  stops.push(
    () => simulator.stop(),
    () => new Promise((resolve) => receiver.close(() => resolve())),
  )
  const ask = async (method: string, path: string, body?: object, key = API_KEY) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      redirect: 'manual',
      headers: { 'x-api-key': key, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    const json = answer.headers.get('content-type')?.includes('json') ?? false
    // A test says what it looks at.

    return { status: answer.status, text, body: json ? JSON.parse(text) : {} }
  }
  const create = (firstName: string, vendorData = firstName) =>
    ask('POST', '/v3/session/', {
      workflow_id: 'w',
      vendor_data: vendorData,
      expected_details: { first_name: firstName, last_name: 'Doe' },
    })
  /** What somebody chooses on the page of a session. */
  const press = ({ url }: { url?: unknown }, button: string) =>
    ask('POST', `${new URL(url as string).pathname}/${button}`)
  const until = async (holds: () => boolean): Promise<void> => {
    const deadline = Date.now() + 45_000
    while (!holds()) {
      if (Date.now() > deadline) throw new Error('waited in vain')
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  return { hooks, ask, create, press, until, simulator }
}
const statuses = (hooks: readonly Hook[]) => hooks.map(({ body }) => body['status'])

test.each([
  ['Ada', ['In Progress', 'Approved']],
  ['DECLINE', ['In Progress', 'Declined']],
  ['REVIEW', ['In Progress', 'In Review']],
  ['RESUBMIT', ['In Review', 'Resubmitted']],
  ['ABANDON', ['In Progress', 'Abandoned']],
  ['EXPIRE', ['Expired']],
  ['LAPSE', ['In Progress', 'Approved', 'Kyc Expired']],
  ['AMLHIT', ['In Progress', 'In Review']],
])('a client called %s becomes %j', async (name, expected) => {
  const { hooks, create, until } = await running()
  expect((await create(name)).body).toMatchObject({ status: 'Not Started', workflow_version: 1 })
  await until(() => hooks.length === expected.length)
  expect(statuses(hooks)).toEqual(expected)
})
test('a session goes on where it stood when the simulator ended', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'filao-didit-'))
  const file = join(folder, 'sessions')
  const before = await running(undefined, BY_HAND, file)
  const { body } = await before.create('RESUBMIT')
  await before.press(body, 'review')
  await before.until(() => before.hooks.length === 1)
  await before.simulator.stop()
  const after = await running(undefined, 40, file)
  await after.until(() => after.hooks.length === 1)
  expect([statuses(before.hooks), statuses(after.hooks)]).toEqual([['In Review'], ['Resubmitted']])
  rmSync(folder, { recursive: true })
})
test('every webhook carries all three signatures over what it says', async () => {
  const { hooks, create, until } = await running()
  await create('Ada')
  await until(() => hooks.length === 2)
  const { createHmac } = await import('node:crypto')
  const hmac = (text: string) => createHmac('sha256', 'simulated-webhook-secret').update(text).digest('hex')
  for (const { headers, body } of hooks) {
    expect(headers['x-signature']).toBe(hmac(JSON.stringify(body)))
    expect(headers['x-signature-v2']).toBe(hmac(sortedText(body)))
    const { timestamp, session_id: id, status, webhook_type: type } = body
    expect(headers['x-signature-simple']).toBe(
      hmac(`${String(timestamp)}:${String(id)}:${String(status)}:${String(type)}`),
    )
    expect(headers['x-timestamp']).toBe(String(timestamp))
  }
  expect(hooks[1]!.body['decision']).toMatchObject({ status: 'Approved', id_verifications: [{ full_name: 'Ada Doe' }] })
})
test('an unfinished session is given again, a finished one is not', async () => {
  const { create, press } = await running(undefined, BY_HAND)
  const first = await create('Ada')
  expect((await create('Ada')).body.session_id).toBe(first.body.session_id)
  await press(first.body, 'approve')
  expect((await create('Ada')).body.session_id).not.toBe(first.body.session_id)
})
test('the hosted page lets a person choose, and what was chosen stays', async () => {
  const { hooks, create, press, ask, until } = await running(undefined, 6_000)
  const { body } = await create('Ada')
  expect((await ask('GET', new URL(body.url as string).pathname)).text).toContain('Verification of Ada Doe')
  expect((await press(body, 'decline')).status).toBe(303)
  await until(() => statuses(hooks).includes('Declined'))
  await new Promise((resolve) => setTimeout(resolve, 6_500))
  expect(statuses(hooks).filter((status) => status !== 'In Progress')).toEqual(['Declined'])
})
test('a reviewer overrides from where the provider lets them', async () => {
  const { create, press, ask } = await running(undefined, BY_HAND)
  const { body } = await create('Ada')
  const id = body.session_id as string
  const override = (new_status: string) =>
    ask('PATCH', `/v3/session/${id}/update-status/`, { new_status, comment: 'seen' })
  expect((await override('Approved')).status).toBe(400)
  await press(body, 'decline')
  expect((await override('Expired')).status).toBe(400)
  expect((await override('Approved')).status).toBe(200)
  expect((await ask('GET', `/v3/session/${id}/decision/`)).body).toMatchObject({
    status: 'Approved',
    reviews: [{ comment: 'seen' }],
  })
})
test('nobody asks it without the key', async () => {
  const { ask } = await running()
  expect((await ask('POST', '/v3/session/', {}, 'another-key')).status).toBe(403)
  expect((await ask('POST', '/control/faults', {}, 'another-key')).status).toBe(403)
})

describe('faults', () => {
  const misbehaving = async (fault: string, answers?: () => number) => {
    const simulator = await running(answers)
    expect((await simulator.ask('POST', '/control/faults', { [fault]: 1 })).status).toBe(200)
    return simulator
  }
  test('duplicate: the same event id twice', async () => {
    const { hooks, create, until } = await misbehaving('duplicate')
    await create('EXPIRE')
    await until(() => hooks.length === 2)
    expect(new Set(hooks.map(({ body }) => body['event_id'])).size).toBe(1)
  })
  test('bad_signature: a wrong one first, the right one when it was refused', async () => {
    let calls = 0
    const { hooks, create, until } = await misbehaving('bad_signature', () => ((calls += 1) === 1 ? 401 : 200))
    await create('EXPIRE')
    await until(() => hooks.length === 2)
    expect(hooks[0]!.headers['x-signature-simple']).not.toBe(hooks[1]!.headers['x-signature-simple'])
  })
  test('stale_timestamp: ten minutes old at first', async () => {
    let calls = 0
    const { hooks, create, until } = await misbehaving('stale_timestamp', () => ((calls += 1) === 1 ? 401 : 200))
    await create('EXPIRE')
    await until(() => hooks.length === 2)
    expect(Number(hooks[1]!.body['timestamp']) - Number(hooks[0]!.body['timestamp'])).toBeGreaterThan(500)
  })
  test('drop: nothing comes, and asking still tells', async () => {
    const { hooks, create, ask } = await misbehaving('drop')
    const id = (await create('EXPIRE')).body.session_id as string
    while ((await ask('GET', `/v3/session/${id}/decision/`)).body.status !== 'Expired')
      await new Promise((resolve) => setTimeout(resolve, 10))
    expect(hooks).toEqual([])
  })
  test('reorder: the earlier one comes behind the later', async () => {
    const { hooks, create, ask, until } = await running()
    await ask('POST', '/control/faults', { reorder: 0.5 })
    for (let n = 1; n <= 8; n += 1) await create('Ada', `client-${n}`)
    await until(() => hooks.length === 16)
    const firsts = new Map<unknown, unknown>()
    for (const { body } of hooks) if (!firsts.has(body['session_id'])) firsts.set(body['session_id'], body['status'])
    expect([...firsts.values()]).toContain('Approved')
  })
  test('error_500: the API fails', async () => {
    const { create } = await misbehaving('error_500')
    expect((await create('Ada')).status).toBe(500)
  })
  test('of one client are of no other, and its books tell what was taken about whom', async () => {
    const { hooks, create, ask, until } = await running()
    await ask('POST', '/control/faults/client-1', { drop: 1, error_500: 0 })
    for (const client of ['client-1', 'client-2']) await create('EXPIRE', client)
    await until(() => hooks.length === 1)
    await ask('GET', '/control/idle')
    expect(hooks[0]!.body['vendor_data']).toBe('client-2')
    const { sessions } = (await ask('GET', '/control/books/client-2')).body as { sessions: object[] }
    expect(sessions).toEqual([expect.objectContaining({ taken: [hooks[0]!.body['event_id']], status: 'Expired' })])
    expect((await ask('GET', '/control/books/client-1')).body.sessions).toMatchObject([{ taken: [] }])
  })
  test('another word is refused', async () => {
    const { ask } = await running()
    expect((await ask('POST', '/control/faults', { explode: 1 })).status).toBe(400)
    expect((await ask('POST', '/control/faults', { drop: 2 })).status).toBe(400)
  })
})
