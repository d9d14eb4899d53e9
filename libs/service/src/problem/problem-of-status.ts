import { Problem } from './problem'

/** Answers of the framework, in our words: its own texts quote what the client sent. */
const OF_STATUS: Readonly<Record<number, readonly [code: string, detail: string]>> = {
  400: ['bad-request', 'The request cannot be read.'],
  404: ['not-found', 'There is nothing here.'],
  406: ['not-acceptable', 'None of the media types asked for can be sent.'],
  408: ['request-timeout', 'The request took too long to arrive.'],
  413: ['body-too-large', 'The body is too large.'],
  414: ['uri-too-long', 'The address is too long.'],
  415: ['unsupported-media-type', 'This route takes application/json.'],
  429: ['too-many-requests', 'Too many requests.'],
  431: ['headers-too-large', 'The headers are too large.'],
}

/** The problem that a status of the framework stands for; undefined for what is no fault of the client's. */
export function problemOfStatus(status: unknown): Problem | undefined {
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined
  const known = status in OF_STATUS ? status : 400
  return new Problem(known, ...OF_STATUS[known]!)
}

export const notFound = (): Problem => new Problem(404, ...OF_STATUS[404]!)
