import type { ComplianceCommand } from '@filao/contracts'
import type { Id } from '@filao/kernel'
import { Problem } from '@filao/service'
import type { UploadBody } from '../http/document.schemas'
import { FileRefused, type DocumentIntake, type FileFault, type TakenFile } from './document-intake'
import { documentKeyOf } from './document-key'
import { ScanUnavailable } from './document-scanner'

type Upload = Extract<ComplianceCommand, { type: 'UploadDocument' }>

const FAULTS: Readonly<Record<FileFault, readonly [code: string, detail: string]>> = {
  empty: ['document-type-not-taken', 'The file is empty.'],
  unknown_type: ['document-type-not-taken', 'The file is neither PDF nor JPEG, PNG or WebP.'],
  infected: ['document-infected', 'The file holds something that harms whoever opens it.'],
}

/** Whose file it is, and who sends it. */
export interface Sender {
  readonly userId: Id
  readonly uploadedBy: Id
}

/** What people send: taken or refused in words that they understand. */
export class Uploads {
  constructor(
    private readonly intake: DocumentIntake,
    private readonly key: Buffer,
  ) {}

  /** A stored file as the command that names it. Throws a {@link Problem}. */
  async take({ userId, uploadedBy }: Sender, body: UploadBody, content: Buffer): Promise<Upload> {
    const taken = await this.intake.take(userId, content).catch((error: unknown) => {
      if (error instanceof FileRefused) throw new Problem(422, ...FAULTS[error.fault])
      if (error instanceof ScanUnavailable)
        throw new Problem(503, 'scan-unavailable', 'Files cannot be looked at now. Try again.', {
          headers: { 'retry-after': '5' },
          cause: error,
        })
      throw error
    })
    const { documentCountry: country, ...said } = body
    const { documentType: kind, documentNumber: number } = body
    const documentKey = number && country ? documentKeyOf(this.key, { country, kind, number }) : undefined
    return { type: 'UploadDocument', userId, ...taken, ...said, documentKey, method: 'manual', uploadedBy }
  }

  /** No command names the file. */
  drop(command: Upload): Promise<void> {
    return this.intake.drop(command.userId, command as unknown as TakenFile)
  }
}
