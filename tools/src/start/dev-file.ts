import { randomUUID } from 'node:crypto'
import { rename, writeFile } from 'node:fs/promises'
import { databaseUrl, simulatorUrl } from './environment'
import type { StackFacts } from './environment'
import type { People } from './people'
import type { AppProcesses } from './processes'

/** Writes how to drive the running platform, for programs of the same person only: it holds passwords. */
export async function writeDevFile(facts: StackFacts, apps: AppProcesses, people: People): Promise<void> {
  const services = [...facts.ports.services.keys()]
  const content = {
    gateway: `http://127.0.0.1:${facts.ports.gateway.http}`,
    staff: people.staff,
    clients: people.clients,
    postgres: Object.fromEntries(
      services.map((service) => [
        service,
        { url: databaseUrl(facts, service, 'service'), ownerUrl: databaseUrl(facts, service, 'owner') },
      ]),
    ),
    simulators: Object.fromEntries([...facts.ports.simulators.keys()].map((name) => [name, simulatorUrl(facts, name)])),
    kafka: { brokers: facts.servers.kafkaBrokers.split(',') },
    services: Object.fromEntries(
      [...facts.ports.services].map(([service, { http, management }]) => [
        service,
        {
          http: `http://127.0.0.1:${http}`,
          management: `http://127.0.0.1:${management}`,
          pid: apps.all.get(service)?.pid,
        },
      ]),
    ),
  }
  // Written beside and renamed, so that whoever reads it finds it whole.
  const draft = `${facts.folders.devFile}.${randomUUID()}`
  await writeFile(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  await rename(draft, facts.folders.devFile)
}
