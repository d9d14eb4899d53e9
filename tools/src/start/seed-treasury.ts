import type { Pair } from './seed-staff'

/** Invented, and right by their check digits. */
const HOUSE_BANK_ACCOUNTS = [
  { currency: 'MUR', iban: 'MU17BOMM0101101030300200000MUR' },
  { currency: 'USD', iban: 'MU30BOMM0101101030300300000USD' },
].map((account) => ({
  name: 'Filao client money',
  bankName: 'Simulated Bank',
  purpose: 'client_money',
  active: true,
  ...account,
}))

const PATH = '/v1/configuration/payment/house_bank_accounts'

/** Two people of treasury say into which accounts clients pay, unless it is said. In force a moment later; nobody waits. */
export async function nameHouseAccounts({ first, second }: Pair): Promise<void> {
  const { versions } = (await first.get(PATH)) as unknown as { versions: readonly unknown[] }
  if (versions.length > 0) return
  const proposal = { value: HOUSE_BANK_ACCOUNTS, reason: 'demo accounts' }
  const { id, commandHash } = await first.post(`${PATH}/proposals`, proposal, 201)
  await second.post(`${PATH}/proposals/${String(id)}/approve`, { commandHash }, 200)
}
