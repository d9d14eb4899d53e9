import type { ProviderWarning, VerifiedIdentity } from '@filao/contracts'
import type { z } from 'zod'

/** Whom the provider is to look at. */
export interface ExpectedClient {
  readonly userId: string
  readonly firstName: string | undefined
  readonly lastName: string | undefined
  readonly dateOfBirth: string | undefined
  readonly nationality: string | undefined
}

/** A session as the provider has made it, or the unfinished one that it had of the same client. */
export interface ProviderSession {
  readonly providerSessionId: string
  readonly url: string
  readonly status: string
  readonly workflowId: string | undefined
  readonly workflowVersion: number | undefined
}

/** A picture that the provider took, where it can be fetched for a while. */
export interface ProviderImage {
  readonly kind: 'front' | 'back' | 'portrait'
  readonly url: string
}

/** What the provider says of a session when it is asked. */
export interface ProviderDecision {
  readonly status: string
  readonly identity: VerifiedIdentity
  readonly warnings: readonly z.output<typeof ProviderWarning>[]
  /** JSON text of the answer, without addresses of images. */
  readonly evidence: string
  readonly images: readonly ProviderImage[]
}

/** Whoever proves who a client is. Each call may be made again: the client's id makes it the same. */
export interface KycProvider {
  readonly name: string
  createSession(client: ExpectedClient): Promise<ProviderSession>
  decisionOf(providerSessionId: string): Promise<ProviderDecision>
  /** A picture, while its address holds; undefined where it never comes again. Throws {@link ProviderUnavailable}. */
  fileOf(image: ProviderImage): Promise<Buffer | undefined>
}

/** The provider did not answer, or answered nonsense: it is asked again later. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable'
}

/** What a webhook of a provider says, without a word about the person. */
export interface WebhookFacts {
  readonly providerSessionId: string | undefined
  readonly status: string | undefined
  /** When it happened, by the provider's clock, in milliseconds. */
  readonly at: number
}

/** How a webhook was found to be the provider's; `simple` covers no more than the status, so it is a hint. */
export type WebhookSignature = 'raw' | 'v2' | 'simple'

/** A webhook that is what it says it is. */
export interface AcceptedWebhook {
  readonly eventId: string
  readonly type: string
  readonly signature: WebhookSignature
  readonly facts: WebhookFacts
}
