import { provisionSchema, type Queryable } from '@filao/engine'
import { OWN_DOCUMENT } from '../read/document.queries'
import { OWN_CASE, OWN_SESSION, OWN_SUBJECT } from '../read/own-kyc.queries'

/** What a client's own rows show of themselves: nothing that tells what compliance thinks of the client. */
const SHOWN = { kyc_cases: OWN_CASE, kyc_sessions: OWN_SESSION, kyc_documents: OWN_DOCUMENT, subjects: OWN_SUBJECT }

/** Makes the migrated schema ready for its service; run as the owner, at any time. */
export async function provisionCompliance(db: Queryable, partitions: number): Promise<void> {
  await provisionSchema(db, {
    service: 'compliance',
    partitions,
    // What stood in a list is never changed: a check must be repeatable.
    appendOnly: ['screening_files', 'screening_entries', 'risk_scores', 'turnover'],
    // Checks, hits, alerts and freezes are not among them.
    readable: [
      { table: 'kyc_cases', userColumn: 'user_id' },
      { table: 'kyc_sessions', userColumn: 'user_id' },
      { table: 'kyc_documents', userColumn: 'user_id' },
      { table: 'subjects', userColumn: 'id' },
    ],
  })
  for (const [table, columns] of Object.entries(SHOWN)) {
    await db.query({ text: `REVOKE SELECT ON compliance.${table} FROM compliance_reader` })
    await db.query({ text: `GRANT SELECT (${columns}) ON compliance.${table} TO compliance_reader` })
  }
}
