import type { DocumentMediaType } from '@filao/contracts'
import { partitionOf, type Id } from '@filao/kernel'
import { newId } from '@filao/service'
import type { DocumentScanner } from './document-scanner'
import { mediaTypeOf } from './media-type'
import { hashOf, type SealedFiles } from './sealed-files'

/** A file that was looked at and stored, and waits for a command to name it. */
export interface TakenFile {
  readonly documentId: Id
  readonly filePath: string
  readonly fileHash: string
  readonly fileSize: number
  readonly mediaType: DocumentMediaType
}

/** Why a file is not taken. */
export type FileFault = 'empty' | 'unknown_type' | 'infected'

export class FileRefused extends Error {
  override readonly name = 'FileRefused'
  constructor(readonly fault: FileFault) {
    super(`a file was refused: ${fault}`)
  }
}

/** The way of every file into the storage: known by its content, scanned, sealed. */
export class DocumentIntake {
  constructor(
    private readonly files: SealedFiles,
    private readonly scanner: DocumentScanner,
  ) {}

  /** Throws {@link FileRefused}, and ScanUnavailable while nobody can look: nothing is stored then. */
  async take(userId: Id, content: Buffer): Promise<TakenFile> {
    if (content.length === 0) throw new FileRefused('empty')
    const mediaType = await mediaTypeOf(content)
    if (mediaType === undefined) throw new FileRefused('unknown_type')
    const { isClean } = await this.scanner.scan(content)
    if (!isClean) throw new FileRefused('infected')
    const documentId = newId(partitionOf(userId))
    // The end of an id is random: folders of even size.
    const filePath = `${documentId.slice(-2)}/${documentId}`
    await this.files.store({ userId, path: filePath }, content)
    return { documentId, filePath, fileHash: hashOf(content), fileSize: content.length, mediaType }
  }

  /** No command names it: the file was there already, or was refused. */
  drop(userId: Id, { filePath: path }: TakenFile): Promise<void> {
    return this.files.remove({ userId, path })
  }
}
