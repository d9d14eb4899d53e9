import { DocumentMediaType } from '@filao/contracts'
import { fileTypeFromBuffer } from 'file-type'

/** What a file is by its content, whatever it is called; undefined for what is taken from nobody. */
export async function mediaTypeOf(content: Buffer): Promise<DocumentMediaType | undefined> {
  const found = await fileTypeFromBuffer(content)
  const known = DocumentMediaType.safeParse(found?.mime)
  return known.success ? known.data : undefined
}
