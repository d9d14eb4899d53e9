import type { SchemaProvision } from '@filao/engine'

/** What the schema of compliance needs beyond its tables. */
export const complianceProvision: Omit<SchemaProvision, 'partitions'> = {
  service: 'compliance',
  // What stood in a list is never changed: a check must be repeatable.
  appendOnly: ['screening_files', 'screening_entries'],
  // Subjects, checks, hits, alerts and freezes are not among them: what compliance thinks of a client is nothing that the client may learn of.
  readable: [],
}
