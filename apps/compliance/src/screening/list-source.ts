import type { ListCode } from '@filao/contracts'
import { HttpUrl, readEnvironment } from '@filao/service'
import { z } from 'zod'
import { LIST_BYTES_MAX } from './read-xml'

const ANSWER_MS_MAX = 60_000

const Environment = z.object({ UN_LIST_URL: HttpUrl.optional() })

/** Where the author of a list publishes it: one address, always the newest version. */
export interface ListAddress {
  readonly listCode: ListCode
  readonly url: string
}

/** The lists that are fetched by themselves; of the others people load the files. Throws a ConfigError. */
export function listAddresses(): readonly ListAddress[] {
  const { UN_LIST_URL: url } = readEnvironment(Environment)
  return url === undefined ? [] : [{ listCode: 'un', url }]
}

/** The author does not answer, or not with a file. What was in force stays so. */
export class SourceUnavailable extends Error {
  override readonly name = 'SourceUnavailable'
}

/** Asks the author of a list for its newest version. */
export class ListSource {
  /** By which the author tells its version, once it was taken. */
  private tag: string | undefined

  constructor(
    readonly address: ListAddress,
    private readonly answerMsMax = ANSWER_MS_MAX,
  ) {}

  /**
   * The file, and what to say when it was taken; undefined while it is the one that was taken last.
   * Throws {@link SourceUnavailable}.
   */
  async newest(): Promise<{ readonly file: Buffer; readonly taken: () => void } | undefined> {
    const answer = await this.ask()
    if (answer.status === 304) return undefined
    if (answer.status !== 200 || !answer.body) throw new SourceUnavailable(`it answered ${answer.status}`)
    const file = await read(answer.body)
    const tag = answer.headers.get('etag') ?? undefined
    return { file, taken: () => (this.tag = tag) }
  }

  private async ask(): Promise<Response> {
    const headers = this.tag === undefined ? {} : { 'if-none-match': this.tag }
    try {
      return await fetch(this.address.url, { headers, signal: AbortSignal.timeout(this.answerMsMax) })
    } catch (cause) {
      throw new SourceUnavailable('it does not answer', { cause })
    }
  }
}

async function read(body: NonNullable<Response['body']>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      size += chunk.length
      if (size > LIST_BYTES_MAX) throw new SourceUnavailable('its file is larger than 64 MiB')
      chunks.push(chunk)
    }
  } catch (cause) {
    if (cause instanceof SourceUnavailable) throw cause
    throw new SourceUnavailable('its file does not come to an end', { cause })
  }
  return Buffer.concat(chunks)
}
