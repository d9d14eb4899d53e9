import type { Destination } from '@filao/contracts'
import anyAscii from 'any-ascii'

const NAME_LENGTH_MAX = 100

/** Latin letters and digits, as IVMS101 wants its texts; the original is kept beside them. */
function nameOf(full: string) {
  const latin = anyAscii(full).slice(0, NAME_LENGTH_MAX)
  const [primary, ...rest] = latin.split(/\s+/).reverse()
  if (primary === undefined || primary === '') return undefined
  const identifier = {
    primaryIdentifier: primary,
    ...(rest.length === 0 ? {} : { secondaryIdentifier: rest.reverse().join(' ') }),
    naturalPersonNameIdentifierType: 'LEGL',
  }
  const local = latin === full ? {} : { localNameIdentifier: [{ ...identifier, primaryIdentifier: full }] }
  return { nameIdentifier: [identifier], ...local }
}

/**
 * IVMS101.2023 of a payout: the client pays, the holder of the account is paid (regulation 1.7). Undefined where a name
 * is missing; the policy for missing data decides then.
 */
export function travelRuleOf({
  clientName,
  customerId,
  destination,
}: {
  readonly clientName: string
  readonly customerId: string
  readonly destination: Destination
}): Record<string, unknown> | undefined {
  const [originator, beneficiary] = [nameOf(clientName), nameOf(destination.holderName)]
  if (!originator || !beneficiary) return undefined
  const account = destination.iban ?? destination.accountNumber
  return {
    originator: {
      originatorPerson: [{ naturalPerson: { name: originator, customerIdentification: customerId } }],
      accountNumber: [customerId],
    },
    beneficiary: {
      beneficiaryPerson: [{ naturalPerson: { name: beneficiary } }],
      ...(account === undefined ? {} : { accountNumber: [account] }),
    },
    payloadMetadata: { transliterationMethod: ['OTHR'], payloadVersion: '101.2023' },
  }
}
