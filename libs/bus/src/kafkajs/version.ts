/** The client is frozen; what reaches into it is written for this one version and checked against no other. */
const EXPECTED = '2.2.4'

/** Throws unless the installed client is the one that the patches were written for. */
export function assertClientVersion(): void {
  const { version } = require('kafkajs/package.json') as { version: string }
  if (version !== EXPECTED) throw new Error(`kafkajs is ${version}, and its patches are for ${EXPECTED}`)
}
