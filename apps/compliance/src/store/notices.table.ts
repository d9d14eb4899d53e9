import { NoticeKind, NoticeStage, NoticeStatus } from '@filao/contracts'
import { enumValues } from '@filao/engine'
import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, primaryKey, text, uuid, varchar } from 'drizzle-orm/pg-core'
import { compliance, place, time } from './columns.table'
import { listCode } from './lists.table'

export const noticeKind = compliance.enum('notice_kind', enumValues(NoticeKind))
export const noticeStatus = compliance.enum('notice_status', enumValues(NoticeStatus))
export const noticeStage = compliance.enum('notice_stage', enumValues(NoticeStage))

/**
 * What the authorities are to be told: a confirmed match, whose report is sealed, or that nobody was found in a version of
 * a list. A nil report lives where its list does and is about nobody.
 */
export const regulatoryNotices = compliance.table(
  'regulatory_notices',
  {
    ...place,
    kind: noticeKind('kind').notNull(),
    status: noticeStatus('status').notNull().default('due'),
    startsAt: time('starts_at').notNull(),
    /** A nil report has no time of its own. */
    dueAt: time('due_at'),
    stage: noticeStage('stage'),
    ownerId: uuid('owner_id'),
    checkId: uuid('check_id'),
    hitId: uuid('hit_id'),
    report: jsonb('report'),
    listCode: listCode('list_code'),
    versionId: varchar('version_id', { length: 80 }),
    sha256: varchar('sha256', { length: 64 }),
    subjectCount: integer('subject_count'),
    reason: text('reason'),
    closedBy: uuid('closed_by'),
    closedAt: time('closed_at'),
  },
  (table) => [
    primaryKey({ name: 'regulatory_notices_pk', columns: [table.partition, table.id] }),
    index('regulatory_notices_owner_id_idx').on(table.ownerId),
    index('regulatory_notices_due_idx')
      .on(table.stage)
      .where(sql`status = 'due'`),
    check(
      'regulatory_notices_kind',
      sql`CASE kind WHEN 'match' THEN owner_id IS NOT NULL AND hit_id IS NOT NULL AND due_at IS NOT NULL AND status <> 'waived'
        ELSE list_code IS NOT NULL AND version_id IS NOT NULL AND owner_id IS NULL END`,
    ),
    check(
      'regulatory_notices_closed',
      sql`(status = 'due') = (closed_by IS NULL) AND (closed_by IS NULL) = (closed_at IS NULL)`,
    ),
    check('regulatory_notices_sent', sql`kind <> 'match' OR (status = 'sent') = (report IS NOT NULL)`),
  ],
)
