import { databaseUrl, simulatorUrl } from './environment'
import type { StackFacts } from './environment'
import type { People } from './people'
import type { AppProcesses } from './processes'
import { writeWholeFile } from './whole-file'

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
  await writeWholeFile(facts.folders.devFile, `${JSON.stringify(content, null, 2)}\n`, 0o600)
}
