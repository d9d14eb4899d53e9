import type { IdentityCommand } from '@filao/contracts'
import { makeId, type Id } from '@filao/kernel'
import type { FastifyRequest } from 'fastify'
import type { ServerKey } from '../tokens/server-key'

type Origin = Pick<Extract<IdentityCommand, { type: 'LogIn' }>, 'ipAddress' | 'userAgent' | 'deviceType'>
const USER_AGENT_LENGTH_MAX = 500
const IPV4_IN_IPV6 = /^::ffff:(?=\d+\.)/i

/** Where a request comes from: personal data, which stands in session events alone, sealed. */
export function originOf(request: FastifyRequest): Origin {
  const userAgent = request.headers['user-agent']?.slice(0, USER_AGENT_LENGTH_MAX)
  return { ipAddress: addressOf(request), userAgent, deviceType: deviceOf(userAgent ?? '') }
}

export const addressOf = (request: FastifyRequest): string => request.ip.replace(IPV4_IN_IPV6, '')

function deviceOf(userAgent: string): Origin['deviceType'] {
  if (/ipad|tablet/i.test(userAgent)) return 'tablet'
  if (/mobile|iphone|android/i.test(userAgent)) return 'mobile'
  return /windows|macintosh|x11|linux/i.test(userAgent) ? 'desktop' : 'unknown'
}

/** One nobody for each partition, chosen by the e-mail: the same e-mail always takes the same way. */
export function decoyOf(email: string, key: ServerKey, { partitions }: { readonly partitions: number }): Id {
  const partition = key.code('decoy', email).readUInt32BE() % partitions
  return makeId({ partition, at: 0, unique: key.code('decoy', String(partition)).readBigUInt64BE() })
}
