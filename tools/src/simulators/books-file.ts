import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** An append-only file of entries, on disk before anybody is answered: a program that is killed goes on from it. */
export class BooksFile<Entry> {
  private readonly descriptor: number

  constructor(private readonly path: string) {
    mkdirSync(dirname(path), { recursive: true })
    this.descriptor = openSync(path, 'a')
  }

  /** What was written so far. A last line that a kill cut off was never answered for, and is left out. */
  read(): readonly Entry[] {
    if (!existsSync(this.path)) return []
    const lines = readFileSync(this.path, 'utf8').split('\n')
    lines.pop()
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Entry)
  }

  append(entry: Entry): void {
    writeSync(this.descriptor, `${JSON.stringify(entry)}\n`)
    fsyncSync(this.descriptor)
  }

  close(): void {
    closeSync(this.descriptor)
  }
}
