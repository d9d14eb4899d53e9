type Json = Record<string, unknown>

const text = (description: string, form: Json = {}): Json => ({ type: 'string', description, ...form })
const HASH = { pattern: '^[0-9a-f]{64}$' }

const COMMON: Readonly<Record<string, Json>> = {
  ce_specversion: text('CloudEvents', { const: '1.0' }),
  ce_source: text('`/filao/<service>/<partition>`: who wrote it'),
  ce_type: text('`filao.<service>.<Name>.v<n>`'),
  ce_subject: text('The id that it is about', { format: 'uuid' }),
  ce_time: text('When it was decided', { format: 'date-time' }),
  ce_dataschema: text('`urn:filao:<service>:<Name>:v<n>`'),
  ce_actor: text('`kind:id` of who caused it; kinds are client, staff, provider, system'),
  ce_correlationid: text('Id of the first command of the saga'),
  ce_causationid: text('Id of the message that led to it'),
  ce_requestid: text('Id of the HTTP request', { format: 'uuid' }),
  ce_sessionid: text('Id of the session'),
  traceparent: text('W3C trace context of the command that caused it'),
  'content-type': text('Of the value', { const: 'application/json' }),
}

const OF_EVENT: Readonly<Record<string, Json>> = {
  ce_id: text('`<service>/<partition>/<position>`'),
  ce_sequence: text('Position in the log of the partition: 1, 2, 3 …'),
  ce_hash: text('Hash of the log up to this event', HASH),
  ce_commandshash: text('Hash of the commands that its reactions sent', HASH),
}

const OF_COMMAND: Readonly<Record<string, Json>> = {
  ce_id: text('`<source>/<partition>/<target>/<partition>/<sequence>`; of a forwarded HTTP command its command id'),
  ce_sequence: text('Place on its link: 1, 2, 3 …; absent for a forwarded HTTP command'),
}

const OPTIONAL = new Set(['ce_requestid', 'ce_sessionid', 'traceparent', 'ce_commandshash'])

/** The CloudEvents attributes that a message carries as Kafka headers. */
export function headersSchema(kind: 'event' | 'command'): Json {
  const properties = { ...(kind === 'event' ? OF_EVENT : OF_COMMAND), ...COMMON }
  const required = Object.keys(properties).filter(
    (name) => !OPTIONAL.has(name) && !(kind === 'command' && name === 'ce_sequence'),
  )
  return { type: 'object', properties, required }
}
