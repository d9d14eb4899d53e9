/** Members of an entry that came in no header (regulation 5.2). */
const OF_NO_HEADER = new Set(['datahash', 'v'])

/** What was taken apart to be kept, put together again: the headers as they came. */
export function headersOfRow(row: {
  readonly entry: Uint8Array
  readonly chainHash: Buffer | null
  readonly commandsHash: Buffer | null
  readonly traceparent: string | null
  readonly headers: Readonly<Record<string, string | null>> | null
}): Record<string, string> {
  const entry = JSON.parse(Buffer.from(row.entry).toString('utf8')) as Record<string, string>
  const headers: Record<string, string | null> = { ce_specversion: '1.0', 'content-type': 'application/json' }
  for (const [member, value] of Object.entries(entry)) if (!OF_NO_HEADER.has(member)) headers[`ce_${member}`] = value
  if (row.chainHash) headers['ce_hash'] = row.chainHash.toString('hex')
  if (row.commandsHash) headers['ce_commandshash'] = row.commandsHash.toString('hex')
  if (row.traceparent !== null) headers['traceparent'] = row.traceparent
  for (const [name, value] of Object.entries(row.headers ?? {})) headers[name] = value
  return Object.fromEntries(Object.entries(headers).filter((header): header is [string, string] => header[1] !== null))
}
