import type { FastifyReply } from 'fastify'

/** Media type of Server-Sent Events (WHATWG HTML, 9.2). */
export const EVENT_STREAM = 'text/event-stream'

/** One event as the wire has it. `data` is a single line: JSON has no line breaks of its own. */
export const eventText = (event: string, data: string): string => `event: ${event}\ndata: ${data}\n\n`

/** Whether an answer goes on until somebody ends it. Its length tells nothing of how fast anything was answered. */
export const isEventStream = (reply: Pick<FastifyReply, 'getHeader'>): boolean =>
  String(reply.getHeader('content-type') ?? '').startsWith(EVENT_STREAM)
