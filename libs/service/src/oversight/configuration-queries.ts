import type { Queryable, Row } from '@filao/engine'
import { configurationAt, type ConfigurationKey } from './configuration-key'
import type { ConfigurationProposalView, ConfigurationVersionView, ConfigurationView } from './configuration-schemas'

/** The settings of a service as staff see them: every version, and what waits for a second person. */
export class ConfigurationQueries {
  constructor(
    private readonly db: Queryable,
    private readonly schema: string,
  ) {}

  async view(key: ConfigurationKey): Promise<ConfigurationView> {
    const { name, description, roles, byDefault } = key
    const [versions, open] = await Promise.all([this.versions(name), this.proposals(name, `status = 'open'`)])
    const current = configurationAt(
      versions.map((version) => ({ ...version, effectiveFrom: Date.parse(version.effectiveFrom) })),
      Date.now(),
    )
    return {
      key: name,
      description,
      roles: [...roles],
      version: current?.version ?? 0,
      value: current ? current.value : (byDefault as ConfigurationView['value']),
      versions,
      proposal: open[0] ?? null,
    }
  }

  async proposal(key: string, id: string): Promise<ConfigurationProposalView | undefined> {
    return (await this.proposals(key, 'id = $2', id))[0]
  }

  private async versions(key: string): Promise<ConfigurationVersionView[]> {
    const { rows } = await this.db.query({
      text: `SELECT *, lead(effective_from) OVER (ORDER BY effective_from, version) AS effective_until
        FROM ${this.schema}.config_versions WHERE key = $1 ORDER BY version DESC`,
      values: [key],
    })
    return rows.map((row) => ({
      version: row['version'] as number,
      value: row['value'] as ConfigurationVersionView['value'],
      effectiveFrom: time(row, 'effective_from')!,
      effectiveUntil: time(row, 'effective_until'),
      legalSource: row['legal_source'] as string | null,
      reason: row['reason'] as string,
      proposedBy: row['proposed_by'] as string,
      approvedBy: row['approved_by'] as string,
      approvedAt: time(row, 'approved_at')!,
    }))
  }

  private async proposals(key: string, where: string, ...values: string[]): Promise<ConfigurationProposalView[]> {
    const { rows } = await this.db.query({
      text: `SELECT * FROM ${this.schema}.config_proposals WHERE key = $1 AND ${where}`,
      values: [key, ...values],
    })
    return rows.map(proposalView)
  }
}

const time = (row: Row, column: string): string | null => (row[column] as Date | null)?.toISOString() ?? null

const proposalView = (row: Row): ConfigurationProposalView => ({
  id: row['id'] as string,
  key: row['key'] as string,
  value: row['value'] as ConfigurationProposalView['value'],
  effectiveFrom: time(row, 'effective_from'),
  legalSource: row['legal_source'] as string | null,
  reason: row['reason'] as string,
  commandHash: row['command_hash'] as string,
  status: row['status'] as ConfigurationProposalView['status'],
  proposedBy: row['proposed_by'] as string,
  proposedAt: time(row, 'proposed_at')!,
  decidedBy: row['decided_by'] as string | null,
  decidedAt: time(row, 'decided_at'),
})
