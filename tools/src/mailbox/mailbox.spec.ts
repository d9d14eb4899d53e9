import { MailboxServer } from './mailbox-server'

let server: MailboxServer
let url: string
beforeEach(async () => {
  server = new MailboxServer()
  url = `http://127.0.0.1:${await server.listen({ host: '127.0.0.1', port: 0 })}`
})
afterEach(() => server.close())

const message = (idempotencyKey: string, text = 'Click it.') => ({
  channel: 'email',
  to: 'ada@example.com',
  template: 'email_verification',
  variables: { token: 't' },
  subject: 'Confirm <you>',
  text,
  idempotencyKey,
})
const post = (path: string, body: unknown): Promise<Response> =>
  fetch(url + path, { method: 'POST', body: JSON.stringify(body) })
const inbox = async (to = 'ada@example.com'): Promise<{ text: string; reference: string }[]> => {
  const answer = await fetch(`${url}/messages?to=${encodeURIComponent(to)}`)
  return ((await answer.json()) as { items: { text: string; reference: string }[] }).items
}

it('keeps what is sent, newest first, by whom it is for', async () => {
  expect((await post('/send', message('one', 'first'))).status).toBe(201)
  await post('/send', message('two', 'second'))
  expect((await inbox()).map(({ text }) => text)).toEqual(['second', 'first'])
  expect(await inbox('bob@example.com')).toEqual([])
})

it('takes the same key once, and answers alike', async () => {
  const [first, second] = [await post('/send', message('one')), await post('/send', message('one'))]
  expect(await second.json()).toEqual(await first.json())
  expect(await inbox()).toHaveLength(1)
})

it('shows a page in which no message can put anything of its own', async () => {
  await post('/send', message('one', '<script>alert(1)</script>'))
  const page = await (await fetch(url)).text()
  expect(page).toContain('Confirm &lt;you&gt;')
  expect(page).not.toContain('<script>')
})

it.each([
  ['error_500', 500, 0],
  ['refuse', 422, 0],
  ['duplicate', 201, 2],
])('goes wrong on demand: %s', async (kind, status, kept) => {
  await post('/faults', { kind })
  expect((await post('/send', message('one'))).status).toBe(status)
  expect(await inbox()).toHaveLength(kept)
  expect((await post('/send', message('two'))).status).toBe(201)
})

it('loses an answer on demand, and the same key finds the message', async () => {
  await post('/faults', { kind: 'drop' })
  await expect(post('/send', message('one'))).rejects.toThrow()
  const [kept] = await inbox()
  expect(await (await post('/send', message('one'))).json()).toEqual({ reference: kept!.reference })
})

it('answers late on demand', async () => {
  await post('/faults', { kind: 'delay', milliseconds: 120 })
  const began = performance.now()
  await post('/send', message('one'))
  expect(performance.now() - began).toBeGreaterThan(100)
})

it('forgets all', async () => {
  await post('/send', message('one'))
  await fetch(`${url}/messages`, { method: 'DELETE' })
  expect(await inbox()).toEqual([])
})

it.each([['{'], ['{"to":"x"}']])('refuses what is no message: %s', async (body) => {
  expect((await fetch(`${url}/send`, { method: 'POST', body })).status).toBe(422)
})
