import type { ContractSet, Message, Open } from '@filao/contracts'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './generated-file'

const FIXTURES = join(ROOT, 'libs', 'contracts', 'fixtures')

/** Messages of every type of a set, as their fixtures keep them. Personal fields are ciphertext. */
export const fixtureMessages = <M extends Message>(set: ContractSet<M>): readonly M[] => messagesOf(set)

/** The same in plain, as rules see them. */
export const openFixtures = <M extends Message>(set: ContractSet<M>): readonly M[] =>
  // The seals of fixtures hide nothing.
  messagesOf(set, ({ sealed: { c } }) => Buffer.from(c, 'base64url').toString())

function messagesOf<M extends Message>(set: ContractSet<M>, open?: Open): readonly M[] {
  return set.contracts.flatMap((contract) => {
    const { service, name, version } = contract
    const folder = join(FIXTURES, service)
    const files = readdirSync(folder).filter((file) => file.startsWith(`${name}.v${version}.`))
    const lines = files.flatMap((file) => readFileSync(join(folder, file), 'utf8').trimEnd().split('\n').slice(1))
    return lines.map((line) => contract.decode(line, open))
  })
}

/** The same as a projection is given them. */
export function projectedFixtures<M extends Message>({ source, events }: { source: string; events: ContractSet<M> }) {
  return fixtureMessages(events).map((event, index) => ({
    source,
    partition: 0,
    position: index + 1,
    at: 0,
    event,
    headers: {},
  }))
}
