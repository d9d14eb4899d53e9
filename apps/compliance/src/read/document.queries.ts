import type { JsonRow } from '@filao/engine'
import type { Id } from '@filao/kernel'
import type { Database, SubjectKeys } from '@filao/service'
import { DocumentRows, type OwnDocument } from '../store/document.rows.store'

/** Columns of a document that its owner may see. Nothing that tells what is thought of them. */
export const OWN_DOCUMENT = `partition, id, user_id, document_type, document_number, file_hash, file_size, mime_type, verification_status,
  issue_date, expiry_date, rejection_reason, uploaded_at`

/** A client's own documents, the newest first. */
export class DocumentQueries {
  private readonly rows: DocumentRows

  constructor(
    private readonly database: Pick<Database, 'readAs'>,
    private readonly keys: Pick<SubjectKeys, 'ready' | 'keyOf' | 'open'>,
  ) {
    this.rows = new DocumentRows(keys)
  }

  async own(userId: Id): Promise<readonly OwnDocument[]> {
    await this.keys.ready([userId])
    const rows = await this.database.readAs(
      userId,
      async (_, client) =>
        (
          await client.query<{ document: JsonRow }>({
            name: 'compliance_own_documents',
            text: `SELECT to_json(d) AS document FROM (SELECT ${OWN_DOCUMENT} FROM compliance.kyc_documents) d
              ORDER BY uploaded_at DESC, id DESC`,
          })
        ).rows,
    )
    return rows.map(({ document }) => this.rows.ownOf(document))
  }
}
