import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FileMissing, type DocumentStorage } from './document-storage'

/** Two letters and an id: nothing that leads out of the folder. */
const PATH = /^[0-9a-f]{2}\/[0-9a-f-]{36}$/

/** Files in a folder of this machine, or of a volume that all instances share. */
export class LocalFolder implements DocumentStorage {
  constructor(private readonly folder: string) {}

  async put(path: string, content: Buffer): Promise<void> {
    const file = this.fileOf(path)
    const folder = dirname(file)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const unfinished = `${file}.${randomUUID()}.new`
    try {
      const handle = await open(unfinished, 'wx', 0o600)
      try {
        await handle.writeFile(content)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(unfinished, file)
    } catch (error) {
      await rm(unfinished, { force: true })
      throw error
    }
    // The names are data of their folders, which a crash loses on their own.
    await syncFolder(folder)
    await syncFolder(this.folder)
  }

  async get(path: string): Promise<Buffer> {
    try {
      return await readFile(this.fileOf(path))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new FileMissing(path)
      throw error
    }
  }

  async remove(path: string): Promise<void> {
    await rm(this.fileOf(path), { force: true })
  }

  private fileOf(path: string): string {
    if (!PATH.test(path)) throw new TypeError('a path of the document storage is two letters and an id')
    return join(this.folder, path)
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
