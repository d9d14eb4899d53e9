import multipart from '@fastify/multipart'
import { DOCUMENT_BYTES_MAX } from '@filao/contracts'
import { fieldErrors, Problem, type Request } from '@filao/service'
import type { NestFastifyApplication } from '@nestjs/platform-fastify'
import type { z } from 'zod'

/** The content type in which a form with a file is sent. */
export const FORM_CONTENT_TYPE = 'multipart/form-data'
const FIELDS_MAX = 10
const FIELD_BYTES_MAX = 500

/** Such a body is not read before it is known who sends it: it may be large. */
export async function takeForms(app: NestFastifyApplication): Promise<void> {
  await app.register(multipart, {
    limits: {
      files: 1,
      fileSize: DOCUMENT_BYTES_MAX,
      fields: FIELDS_MAX,
      fieldSize: FIELD_BYTES_MAX,
      parts: FIELDS_MAX + 1,
    },
  })
}

/** A form with one file: its fields as the schema has them, and the bytes of `file`. Throws a {@link Problem}. */
export async function formOf<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<{ readonly fields: z.output<Schema>; readonly content: Buffer }> {
  if (!request.isMultipart())
    throw new Problem(415, 'unsupported-media-type', `The file is sent as ${FORM_CONTENT_TYPE}.`)
  const fields: Record<string, unknown> = {}
  let content: Buffer | undefined
  for await (const part of request.parts()) {
    if (part.type === 'file') content = part.fieldname === 'file' ? await part.toBuffer() : await refuse(part.fieldname)
    else fields[part.fieldname] = part.value
  }
  const parsed = schema.safeParse(fields)
  const errors = parsed.success ? [] : fieldErrors(parsed.error.issues)
  if (content === undefined) errors.push({ pointer: '/file', code: 'required', detail: 'This field is required.' })
  if (errors.length > 0 || content === undefined) throw new Problem(422, 'invalid-request', UNFIT, { errors })
  return { fields: parsed.data as z.output<Schema>, content }
}

const UNFIT = 'The body does not fit: see errors.'

function refuse(name: string): Promise<never> {
  const errors = [{ pointer: `/${name.slice(0, 100)}`, code: 'unknown-field', detail: 'This field is not known here.' }]
  return Promise.reject(new Problem(422, 'invalid-request', UNFIT, { errors }))
}
