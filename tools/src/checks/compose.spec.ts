import { SERVICES } from '@filao/contracts'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { REPOSITORY } from '../platform/services'
import { SIMULATORS } from '../platform/simulators'

const text = readFileSync(join(REPOSITORY, 'docker-compose.yml'), 'utf8')
const { services } = parse(text, { merge: true, maxAliasCount: -1 }) as {
  services: Record<string, { command?: readonly string[]; ports?: readonly string[]; depends_on?: object }>
}

test('no two services of the compose file take the same port of the machine', () => {
  const taken = Object.values(services).flatMap(({ ports }) => (ports ?? []).map((port) => /:-(\d+)\}/.exec(port)?.[1]))
  expect(taken.length).toBeGreaterThan(5)
  expect([...new Set(taken)]).toEqual(taken)
})

test.each([...SERVICES, 'gateway', ...SIMULATORS])('what a start runs stands in the compose file: %s', (name) => {
  expect(Object.keys(services)).toContain(name)
})

test.each(SIMULATORS)('%s of the compose file is the program that a start runs', (name) => {
  expect(services[name]!.command).toContain(`tools/dist/${name}/main.js`)
})
