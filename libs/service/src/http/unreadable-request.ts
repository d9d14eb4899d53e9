import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { Problem, PROBLEM_MEDIA_TYPE, problemBody } from '../problem/problem'

/** What is not even HTTP gets an answer too, and its connection is closed. */
export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const problem = unreadable(error.code)
  const requestId = randomUUID()
  const body = JSON.stringify(problemBody(problem, { instance: '', requestId }))
  socket.end(
    `HTTP/1.1 ${problem.status} Bad Request\r\nConnection: close\r\nContent-Type: ${PROBLEM_MEDIA_TYPE}\r\n` +
      `X-Request-Id: ${requestId}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

function unreadable(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') return new Problem(431, 'headers-too-large', 'The headers are too large.')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new Problem(408, 'request-timeout', 'The request took too long to arrive.')
  }
  return new Problem(400, 'bad-request', 'The request cannot be read.')
}
