import { DOCUMENT_BYTES_MAX } from '@filao/contracts'
import { outsideName } from '@filao/service'
import { z } from 'zod'
import {
  ProviderUnavailable,
  type ExpectedClient,
  type KycProvider,
  type ProviderDecision,
  type ProviderImage,
  type ProviderSession,
} from '../kyc/kyc-provider'
import { DiditDecision, decisionOfDidit } from './didit-decision'
import type { DiditSettings } from './didit-settings'

const REQUEST_TIMEOUT_MS = 10_000
/** A decision is kept as it was given, as evidence. */
const ANSWER_LENGTH_MAX = 200_000
/** No such picture, or no longer: asking again does not bring it. */
const GONE: ReadonlySet<number> = new Set([401, 403, 404, 410])

const Created = z.looseObject({
  session_id: outsideName(255),
  url: z.url().max(2_000),
  status: outsideName(30),
  workflow_id: z.string().max(64).nullish(),
  workflow_version: z.number().int().nonnegative().nullish(),
})

/** Didit, over HTTPS. The same client again is given the session that is unfinished, so that no answer lost costs a try. */
export class DiditProvider implements KycProvider {
  readonly name = 'didit'

  constructor(private readonly settings: DiditSettings) {}

  async createSession(client: ExpectedClient): Promise<ProviderSession> {
    const { workflowId, callbackUrl } = this.settings
    const { userId, firstName, lastName, dateOfBirth, nationality } = client
    const created = await this.ask(Created, 'POST', '/v3/session/', {
      workflow_id: workflowId,
      callback: callbackUrl,
      vendor_data: userId,
      expected_details: { first_name: firstName, last_name: lastName, date_of_birth: dateOfBirth, nationality },
    })
    return {
      providerSessionId: created.session_id,
      url: created.url,
      status: created.status,
      workflowId: created.workflow_id ?? undefined,
      workflowVersion: created.workflow_version ?? undefined,
    }
  }

  async decisionOf(providerSessionId: string): Promise<ProviderDecision> {
    const path = `/v3/session/${encodeURIComponent(providerSessionId)}/decision/`
    return decisionOfDidit(await this.ask(DiditDecision, 'GET', path))
  }

  /** The address itself is the key to it, so that no other is sent along; it leads over HTTPS, as Didit itself does. */
  async fileOf({ kind, url }: ProviderImage): Promise<Buffer | undefined> {
    if (!url.startsWith('https:') && !this.settings.baseUrl.startsWith('http:')) return undefined
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS), redirect: 'error' })
      if (GONE.has(answer.status)) return undefined
      if (!answer.ok || !answer.body) throw new Error(`answered ${answer.status}`)
      return await bytesOf(answer.body)
    } catch (cause) {
      throw new ProviderUnavailable(`didit did not give the ${kind} picture`, { cause })
    }
  }

  private async ask<Schema extends z.ZodType>(
    schema: Schema,
    method: 'GET' | 'POST',
    path: string,
    body?: object,
  ): Promise<z.output<Schema>> {
    const { baseUrl, apiKey } = this.settings
    try {
      const answer = await fetch(`${baseUrl}${path}`, {
        method,
        headers: { 'x-api-key': apiKey.reveal(), ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      })
      if (!answer.ok) throw new Error(`answered ${answer.status}`)
      const text = await answer.text()
      if (text.length > ANSWER_LENGTH_MAX) throw new Error('answered more than can be right')
      return schema.parse(JSON.parse(text))
    } catch (cause) {
      throw new ProviderUnavailable(`didit could not be asked: ${method} ${path.split('/').slice(0, 3).join('/')}`, {
        cause,
      })
    }
  }
}

/** Undefined for more than any picture that we keep. */
async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<Buffer | undefined> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of body) {
    size += part.length
    if (size > DOCUMENT_BYTES_MAX) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts)
}
