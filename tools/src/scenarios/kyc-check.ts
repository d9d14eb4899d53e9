import type { ChaosPlatform } from '../chaos/platform'
import { counted, type Question } from './counted'
import type { ControlledKycProvider } from './kyc-provider'

const QUESTIONS: readonly Question[] = [
  ['webhooks that nobody has worked on', 'SELECT count(*) FROM compliance.provider_webhooks WHERE handled_at IS NULL'],
  [
    'clients approved whom the provider did not approve',
    `SELECT count(*) FROM compliance.kyc_cases k WHERE status = 'approved' AND NOT EXISTS (
      SELECT FROM compliance.kyc_sessions s WHERE s.id = k.current_session_id AND s.provider_status = 'Approved')`,
  ],
  [
    'clients approved by nobody',
    `SELECT count(*) FROM compliance.kyc_cases WHERE status = 'approved' AND approved_by IS NULL`,
  ],
  [
    'clients approved who were not screened clear',
    `SELECT count(*) FROM compliance.kyc_cases k WHERE status = 'approved' AND NOT EXISTS (
      SELECT FROM compliance.aml_checks c WHERE c.owner_id = k.user_id AND c.check_result = 'clear')`,
  ],
  [
    // A client may begin anew as often as they like; of what the provider says nothing stands twice in a row.
    'steps of a session taken twice',
    `SELECT count(*) FROM (SELECT type,
        lag(type) OVER (PARTITION BY partition, data ->> 'sessionId' ORDER BY position) AS before
      FROM compliance.event_log
      WHERE type LIKE 'filao.compliance.KycSession%' AND type NOT LIKE '%KycSessionResumed%') AS t WHERE type = before`,
  ],
  [
    'sessions that are there twice',
    'SELECT count(*) FROM (SELECT didit_session_id FROM compliance.kyc_sessions GROUP BY 1 HAVING count(*) > 1) AS t',
  ],
  ['parked inputs', 'SELECT (SELECT count(*) FROM compliance.parked) + (SELECT count(*) FROM identity.parked)'],
]

/** Everything that must hold when nothing moves. */
export async function checkKyc(platform: ChaosPlatform, provider: ControlledKycProvider): Promise<readonly string[]> {
  return [...(await counted(platform.db, QUESTIONS)), ...(await checkSessions(platform, provider))]
}

/** What must hold of everybody, or of one client, once they have been looked at; the provider's books are the oracle. */
export async function checkSessions(
  { db }: ChaosPlatform,
  provider: ControlledKycProvider,
  userId?: string,
): Promise<readonly string[]> {
  const breaches: string[] = []
  const { sessions } = await provider.books(userId)
  const taken = sessions.flatMap((session) => session.taken)
  const { rows: known } = await db.query<{ id: string; isDone: boolean }>(
    `SELECT event_id AS id, handled_at IS NOT NULL AS "isDone" FROM compliance.provider_webhooks
      WHERE event_id = ANY($1::uuid[])`,
    [taken],
  )
  const kept = new Map(known.map(({ id, isDone }) => [id, isDone]))
  for (const id of taken)
    if (!kept.get(id)) breaches.push(`webhook ${id} was taken, and is not ${kept.has(id) ? 'worked on' : 'there'}`)
  const { rows } = await db.query<{ id: string; status: string }>(
    `SELECT didit_session_id AS id, provider_status AS status FROM compliance.kyc_sessions
      WHERE $1::uuid IS NULL OR user_id = $1`,
    [userId ?? null],
  )
  const there = new Map(sessions.map(({ id, status }) => [id, status]))
  for (const { id, status } of rows)
    if (there.get(id) !== status) breaches.push(`session ${id} is ${status} here and ${there.get(id)} at the provider`)
  return breaches
}
