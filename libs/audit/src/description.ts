import { kindOfSource } from './source'

const TYPE = /^filao\.([a-z]+)\.([A-Z][A-Za-z0-9]*)\.v\d+$/

/** Service and name of a `ce_type`; undefined when it is none of ours. */
export function readType(ceType: string): { service: string; name: string } | undefined {
  const [, service, name] = TYPE.exec(ceType) ?? []
  return service === undefined || name === undefined ? undefined : { service, name }
}

/**
 * One English sentence of what a row says, from its type and ids alone: what it is about may be personal, so nothing of
 * the data appears. It is made when a row is read, not stored: it adds nothing to the evidence.
 */
export function describe(row: { source: string; type: string; subject: string; actor: string | undefined }): string {
  const { service, name } = readType(row.type) ?? { service: row.source, name: row.type }
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
  const by = row.actor === undefined ? '' : ` by ${row.actor.replace(':', ' ')}`
  if (kindOfSource(row.source) !== 'log') return `The ${service} service was asked to ${words} for ${row.subject}${by}.`
  return `The ${service} service recorded "${words}" for ${row.subject}, caused${by === '' ? ' by itself' : by}.`
}
