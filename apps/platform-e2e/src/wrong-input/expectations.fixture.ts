import type { Answer } from '../api.fixture'
import type { Development } from '../platform.fixture'

/** The running platform that cases are tried on. */
export interface Given {
  readonly development: Development
  readonly folder: string
  /** Commands on orders that an API key may send in a minute. */
  readonly ordersPerKey: number
}

/** Checks that an answer is this problem, in every respect in which problems are alike. Gives its body. */
export function expectProblem(
  { status, headers, body }: Answer,
  wanted: number,
  code: string,
): Record<string, unknown> {
  expect({ status, code: body['code'], errors: body['errors'] }).toEqual({
    status: wanted,
    code,
    errors: body['errors'],
  })
  expect(headers.get('content-type')).toBe('application/problem+json')
  expect(headers.get('cache-control')).toBe('no-store')
  expect(body).toMatchObject({ type: `https://filao.dev/problems/${code}`, status: wanted })
  expect(body['requestId']).toBe(headers.get('x-request-id'))
  expect(JSON.stringify(body)).not.toMatch(/\\n\s+at |\.[cm]?[jt]s:\d+|node_modules|SELECT |violates/)
  return body
}
