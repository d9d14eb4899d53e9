import { Problem, type Request } from '@filao/service'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import type { Readable } from 'node:stream'
import { LIST_BYTES_MAX } from '../screening/read-xml'

/** The content type in which the file of a list is sent: its bytes, as its author published them. */
export const LIST_CONTENT_TYPE = 'application/octet-stream'

/** Such a body is not read before it is known who sends it: it may be large. */
export function takeListFiles(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addContentTypeParser(
      LIST_CONTENT_TYPE,
      (_: unknown, payload: unknown, done: (error: null, body: unknown) => void) => done(null, payload),
    )
}

/** The bytes of a file, at most 64 MiB. */
export async function bytesOf(request: Request): Promise<Buffer> {
  const body = request.body as Readable | undefined
  if (typeof body?.[Symbol.asyncIterator] !== 'function') {
    throw new Problem(415, 'unsupported-media-type', `The file is sent as ${LIST_CONTENT_TYPE}.`)
  }
  const parts: Buffer[] = []
  let size = 0
  for await (const part of body as AsyncIterable<Buffer>) {
    size += part.length
    if (size > LIST_BYTES_MAX) throw new Problem(413, 'body-too-large', 'The file is larger than 64 MiB.')
    parts.push(part)
  }
  return Buffer.concat(parts)
}
