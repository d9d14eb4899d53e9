import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client } from 'pg'

const STATEMENTS_MAX = 60
const TEXT_MAX = 160

/** Has every Node process of the platform write a CPU profile when it ends (for Chrome's or VS Code's viewer). */
export async function profileProcesses(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const flags = `--cpu-prof --cpu-prof-dir=${folder} --cpu-prof-interval=500`
  process.env['NODE_OPTIONS'] = `${process.env['NODE_OPTIONS'] ?? ''} ${flags}`.trim()
}

/** Has PostgreSQL count from now on what its statements cost. */
export async function countStatements(admin: Client): Promise<void> {
  await admin.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements')
  await admin.query('ALTER SYSTEM SET pg_stat_statements.track_planning = on')
  await admin.query('SELECT pg_reload_conf()')
  await admin.query('SELECT pg_stat_statements_reset()')
}

/** Writes the dearest statements, by whom they were run for. */
export async function writeStatements(admin: Client, folder: string): Promise<void> {
  const { rows } = await admin.query<Record<string, string | number>>(
    `SELECT r.rolname AS role, s.calls, s.plans, round(s.total_plan_time) AS plan_ms, round(s.total_exec_time) AS ms, round(s.mean_exec_time::numeric, 3) AS mean_ms,
        s.rows, round((s.wal_bytes / 1024)::numeric) AS wal_kib, left(regexp_replace(s.query, '\\s+', ' ', 'g'), ${TEXT_MAX}) AS text
      FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid ORDER BY s.total_exec_time + s.total_plan_time DESC LIMIT ${STATEMENTS_MAX}`,
  )
  const lines = rows.map((row) => Object.values(row).join('\t'))
  await writeFile(join(folder, 'statements.tsv'), `${Object.keys(rows[0] ?? {}).join('\t')}\n${lines.join('\n')}\n`)
}
