import type { ListedInstrument, ReleaseProposal } from '@filao/compliance'
import { given, type JsonRow } from '@filao/engine'
import type { SubjectKeys } from '@filao/service'
import { z } from 'zod'
import type { RowTable } from './rows.store'
import { SealedColumn } from './sealed-column.store'

const Reference = z.string()

const INSTRUMENT_EVENTS: ReadonlySet<string> = new Set([
  'InstrumentRegistered',
  'InstrumentHeld',
  'InstrumentReleaseProposed',
  'InstrumentReleased',
])

/** The rows of what market has listed. */
export class InstrumentRows {
  private readonly authority: SealedColumn<typeof Reference>

  constructor(keys: Pick<SubjectKeys, 'keyOf' | 'open'>) {
    this.authority = new SealedColumn('compliance.instruments.proposal', Reference, keys)
  }

  readonly instruments: RowTable = {
    table: 'instruments',
    columns: 'symbol issuer_name issuer_country is_held proposal',
    idsOf: (event, { id }) => (INSTRUMENT_EVENTS.has(event.type) ? [id] : []),
    row: ({ instrument }) => this.rowOf(instrument!),
  }

  instrumentOf(row: JsonRow): ListedInstrument {
    const assetId = row['id'] as string
    const [legalName, country] = [given<string>(row['issuer_name']), given<string>(row['issuer_country'])]
    const proposal = given<ReleaseProposal>(row['proposal'])
    return {
      assetId,
      symbol: row['symbol'] as string,
      issuer: legalName === undefined || country === undefined ? undefined : { legalName, country },
      isHeld: row['is_held'] as boolean,
      proposal: proposal && {
        ...proposal,
        authorityReference: this.authority.open(assetId, proposal.authorityReference),
      },
    }
  }

  private rowOf({ assetId, symbol, issuer, isHeld, proposal }: ListedInstrument): JsonRow {
    return {
      symbol,
      issuer_name: issuer?.legalName ?? null,
      issuer_country: issuer?.country ?? null,
      is_held: isHeld,
      proposal: proposal
        ? { ...proposal, authorityReference: this.authority.seal(assetId, proposal.authorityReference) }
        : null,
    }
  }
}
