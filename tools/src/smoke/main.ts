import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Complaint, runProgram } from '../complaint'
import { REPOSITORY } from '../platform/services'
import { ApiPerson } from '../start/api-person'
import { feed } from '../start/bootstrap-admins'
import type { People } from '../start/people'
import { seedPlatform } from '../start/seed'

const CLIENTS = 2
const SETTLE_MS_MAX = 20_000
const PRICE = '150'

/**
 * One order from beginning to end through the gateway of the containers of docker-compose.yml: people are made, funds are
 * put in, two clients trade, both legs settle, the books are balanced and the audit is complete. Throws at what is not so.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { gateway: { type: 'string', default: 'http://127.0.0.1:8080' } } })
  const { gateway } = values
  const file = join(REPOSITORY, '.filao', 'compose', 'people.json')
  await mkdir(join(REPOSITORY, '.filao', 'compose'), { recursive: true })
  await forgetOthers(gateway, file)
  const people = await seedPlatform({ gateway, file, clients: CLIENTS, bootstrap: bootstrapInContainer })
  console.log('demo staff, clients, instruments and funds are there')
  const bought = await trade(gateway, people)
  console.log(`an order was placed, reserved, matched and settled within ${bought} ms`)
  await eventually('the trial balance is zero', () => isBalanced(gateway, people))
  await eventually('the audit is complete', () => isAudited(gateway, people))
  return 0
}

/** People of containers whose volumes are gone are of no use. */
async function forgetOthers(gateway: string, file: string): Promise<void> {
  if (!existsSync(file)) return
  const { staff } = JSON.parse(await readFile(file, 'utf8')) as People
  await ApiPerson.logIn(gateway, staff.admin1!).catch(() => rm(file))
}

async function bootstrapInContainer(admins: string): Promise<void> {
  const command = ['node', '--env-file=/secrets/service.env', 'apps/identity/dist/bootstrap.js']
  await feed(spawn('docker', ['compose', 'exec', '-T', 'identity', ...command], { cwd: REPOSITORY }), admins)
}

async function trade(gateway: string, { clients }: People): Promise<number> {
  const [seller, buyer] = await Promise.all(clients.map((client) => ApiPerson.logIn(gateway, client)))
  if (seller === undefined || buyer === undefined) throw new Complaint('There are fewer than two clients.')
  const began = Date.now()
  const order = { symbol: 'AAPL', type: 'limit', quantity: '3', limitPrice: PRICE }
  await seller.post('/v1/orders', { ...order, side: 'sell', timeInForce: 'gtc' }, 201)
  const { id } = await buyer.post('/v1/orders', { ...order, side: 'buy', timeInForce: 'ioc' }, 201)
  await eventually('the trade is settled', async () => {
    const { items } = (await buyer.get(`/v1/executions?orderId=${String(id)}`)) as {
      items: { settledAt: string | null }[]
    }
    return items.length > 0 && items.every(({ settledAt }) => settledAt !== null)
  })
  return Date.now() - began
}

async function isBalanced(gateway: string, { staff }: People): Promise<boolean> {
  const treasury = await ApiPerson.logIn(gateway, staff.treasury1!)
  const { assets } = (await treasury.get('/v1/trial-balance')) as { assets: { sum: string }[] }
  return assets.length > 0 && assets.every(({ sum }) => sum === '0')
}

async function isAudited(gateway: string, { staff }: People): Promise<boolean> {
  const auditor = await ApiPerson.logIn(gateway, staff.auditor!)
  const { items } = (await auditor.get('/v1/audit/completeness')) as { items: { agrees: boolean }[] }
  return items.length > 0 && items.every(({ agrees }) => agrees)
}

async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + SETTLE_MS_MAX
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Complaint(`After ${SETTLE_MS_MAX / 1000} s it does not hold that ${what}.`)
    await sleep(200)
  }
  console.log(what)
}

void runProgram(main)
