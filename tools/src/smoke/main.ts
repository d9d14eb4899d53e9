import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { HttpClient } from '../client/http-client'
import { ProofReader } from '../client/proofs'
import { expectStatus, Session } from '../client/session'
import { Complaint, runProgram } from '../complaint'
import { REPOSITORY } from '../platform/services'
import { feed } from '../start/bootstrap-admins'
import type { People } from '../start/people'
import { seedPlatform } from '../start/seed'

const CLIENTS = 2
/** Only what hangs meets it. */
const SETTLE_MS_MAX = 240_000
const PRICE = '150'

/**
 * One order from beginning to end through the gateway of the containers of docker-compose.yml: people are made, funds are
 * put in, two clients trade, both legs settle, the books are balanced and the audit is complete. Throws at what is not so.
 */
async function main(): Promise<number> {
  const at = (port: string) => ({ type: 'string', default: `http://127.0.0.1:${port}` }) as const
  const bankPort = process.env['FILAO_BANK_PORT'] ?? '8105'
  const { gateway, bank } = parseArgs({ options: { gateway: at('8080'), bank: at(bankPort) } }).values
  const http = new HttpClient(gateway)
  const file = join(REPOSITORY, '.filao', 'compose', 'people.json')
  await mkdir(join(REPOSITORY, '.filao', 'compose'), { recursive: true })
  await forgetOthers(http, file)
  const people = await seedPlatform({ gateway, bank, file, clients: CLIENTS, bootstrap: bootstrapInContainer })
  console.log('demo staff, clients, instruments and funds are there')
  const milliseconds = await trade(http, people)
  console.log(`an order was placed, reserved, matched and settled within ${milliseconds} ms`)
  const proofs = await (await ProofReader.logIn(http, people)).readUntilWell(Date.now() + SETTLE_MS_MAX)
  await http.close()
  const wrong = [...proofs.trialBalance, ...proofs.audit]
  if (wrong.length > 0) throw new Complaint(`The books do not add up: ${wrong.join(', ')}.`)
  console.log(`the trial balance is zero for ${proofs.assets} assets, and the audit is complete`)
  return 0
}

/** People of containers whose volumes are gone are of no use. */
async function forgetOthers(http: HttpClient, file: string): Promise<void> {
  if (!existsSync(file)) return
  const { staff } = JSON.parse(await readFile(file, 'utf8')) as People
  await Session.logIn(http, staff.admin1!, 2).catch(() => rm(file))
}

async function bootstrapInContainer(admins: string): Promise<void> {
  const command = ['node', '--env-file=/secrets/service.env', 'apps/identity/dist/bootstrap.js']
  await feed(spawn('docker', ['compose', 'exec', '-T', 'identity', ...command], { cwd: REPOSITORY }), admins)
}

async function trade(http: HttpClient, { clients }: People): Promise<number> {
  const [seller, buyer] = await Promise.all(clients.map((client) => Session.logIn(http, client)))
  if (seller === undefined || buyer === undefined) throw new Complaint('There are fewer than two clients.')
  const began = Date.now()
  const order = { symbol: 'AAPL', type: 'limit', quantity: '3', limitPrice: PRICE }
  await placed(seller, { ...order, side: 'sell', timeInForce: 'gtc' })
  const id = await placed(buyer, { ...order, side: 'buy', timeInForce: 'ioc' })
  while (!(await isSettled(buyer, id))) {
    if (Date.now() > began + SETTLE_MS_MAX)
      throw new Complaint(`The trade was not settled within ${SETTLE_MS_MAX / 1000} s.`)
    await sleep(50)
  }
  return Date.now() - began
}

/** Places an order and waits until wallet has answered, which on a busy machine takes longer than the request. Gives its id. */
async function placed(trader: Session, order: object): Promise<string> {
  const answer = await trader.ask('/v1/orders', { method: 'POST', body: order, key: randomUUID() })
  const { id } = expectStatus(answer, answer.status === 202 ? 202 : 201, '/v1/orders')
  const deadline = Date.now() + SETTLE_MS_MAX
  while ((await trader.get(`/v1/orders/${String(id)}`))['status'] === 'pending') {
    if (Date.now() > deadline) throw new Complaint(`Wallet did not answer within ${SETTLE_MS_MAX / 1000} s.`)
    await sleep(50)
  }
  return String(id)
}

async function isSettled(buyer: Session, orderId: string): Promise<boolean> {
  const { items } = (await buyer.get(`/v1/executions?orderId=${orderId}`)) as unknown as {
    items: { settledAt: string | null }[]
  }
  return items.length > 0 && items.every(({ settledAt }) => settledAt !== null)
}

void runProgram(main)
