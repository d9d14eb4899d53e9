import type { SchemaProvision } from '@filao/engine'

/** What the schema of compliance needs beyond its tables. */
export const complianceProvision: Omit<SchemaProvision, 'partitions'> = {
  service: 'compliance',
  // Subjects and checks are not among them: what compliance thinks of a client is nothing that the client may learn of.
  readable: [],
}
