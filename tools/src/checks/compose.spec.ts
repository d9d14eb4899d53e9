import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { REPOSITORY } from '../platform/services'

test('no two services of the compose file take the same port of the machine', () => {
  const text = readFileSync(join(REPOSITORY, 'docker-compose.yml'), 'utf8')
  const { services } = parse(text, { merge: true, maxAliasCount: -1 }) as {
    services: Record<string, { ports?: readonly string[] }>
  }
  const taken = Object.values(services).flatMap(({ ports }) => (ports ?? []).map((port) => /:-(\d+)\}/.exec(port)?.[1]))
  expect(taken.length).toBeGreaterThan(5)
  expect([...new Set(taken)]).toEqual(taken)
})
