import { documentKindOf } from '@filao/compliance'
import type { ComplianceCommand } from '@filao/contracts'
import type { Id } from '@filao/kernel'
import { submitOwn, type Log } from '@filao/service'
import type { ComplianceEngine } from '../definition'
import type { KycProvider, ProviderDecision, ProviderImage } from '../kyc/kyc-provider'
import { FileRefused, type DocumentIntake, type TakenFile } from './document-intake'

type Said = Pick<
  Extract<ComplianceCommand, { type: 'UploadDocument' }>,
  'documentType' | 'documentNumber' | 'issuedOn' | 'expiresOn'
>

/** Whose session it is, by the provider's id of it. */
export interface ProviderSessionOf {
  readonly userId: Id
  readonly providerSessionId: string
}

/**
 * Copies the pictures that a decision stands on, while their addresses hold. The same picture again is the document that
 * is there. What cannot be had for now is an error, so that the decision is fetched again; what can never be had, or is
 * not taken, is logged and the decision goes on without it.
 */
export class ProviderFiles {
  constructor(
    private readonly parts: {
      readonly engine: Pick<ComplianceEngine, 'submit'>
      readonly provider: Pick<KycProvider, 'name' | 'fileOf'>
      readonly intake: DocumentIntake
      readonly log: Pick<Log, 'error'>
    },
  ) {}

  async copy(of: ProviderSessionOf, decision: ProviderDecision): Promise<void> {
    for (const image of decision.images) await this.copyOne(of, decision, image)
  }

  private async copyOne(of: ProviderSessionOf, { identity }: ProviderDecision, image: ProviderImage): Promise<void> {
    const { log, provider, intake } = this.parts
    const { providerSessionId } = of
    const documentType = documentKindOf(identity.documentType)
    const content = documentType && (await provider.fileOf(image))
    if (documentType === undefined || content === undefined)
      return log.error({ providerSessionId, kind: image.kind }, 'a picture of the KYC provider cannot be had')
    const taken = await intake.take(of.userId, content).catch((error: unknown) => {
      if (error instanceof FileRefused) return error
      throw error
    })
    if (taken instanceof FileRefused)
      return log.error({ providerSessionId, kind: image.kind, fault: taken.fault }, 'a picture is not taken')
    await this.submit(of, taken, {
      documentType,
      documentNumber: identity.documentNumber,
      issuedOn: identity.issuedOn,
      expiresOn: identity.expiresOn,
    })
  }

  private async submit({ userId, providerSessionId }: ProviderSessionOf, taken: TakenFile, said: Said): Promise<void> {
    const { engine, provider, intake } = this.parts
    const command: ComplianceCommand = {
      type: 'UploadDocument',
      userId,
      ...taken,
      ...said,
      method: 'didit_api',
      providerSessionId,
    }
    const answer = await submitOwn(engine, command, { actor: `provider:${provider.name}` })
    if (answer.kind === 'failed') throw new Error('UploadDocument failed')
    if (answer.kind === 'refused' || answer.events.length === 0) await intake.drop(userId, taken)
  }
}
