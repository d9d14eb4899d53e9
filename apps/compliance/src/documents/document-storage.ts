/** Where files lie: a local folder, or later a bucket. It is given ciphertext alone. */
export interface DocumentStorage {
  /** Durable when it is done: the file is there whole after a crash, or not at all. */
  put(path: string, content: Buffer): Promise<void>
  /** Throws {@link FileMissing}. */
  get(path: string): Promise<Buffer>
  /** Nothing happens where there is none. */
  remove(path: string): Promise<void>
}

/** No file where the log says that one is. */
export class FileMissing extends Error {
  override readonly name = 'FileMissing'
}

/** A file is not what was stored: an operator has to look. */
export class FileDamaged extends Error {
  override readonly name = 'FileDamaged'
}
