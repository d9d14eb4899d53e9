import { problemBody } from './problem'
import { refusalToProblem, statusOfRefusal } from './refusal-problem'

describe('refusal as a problem', () => {
  it.each([
    ['market_closed', 422],
    ['price_not_tick_multiple', 422],
    ['idempotency_mismatch', 422],
    ['order_not_found', 404],
    ['not_found', 404],
    ['account_unknown', 404],
    ['already_closed', 409],
    ['amend_in_flight', 409],
    ['not_open', 409],
    ['not_allowed_in_state', 409],
    ['same_approver', 403],
    ['step_up_required', 403],
    ['invalid_credentials', 401],
    ['otp_required', 401],
    ['session_over', 401],
    ['token_reuse', 401],
    ['session_unknown', 404],
    ['outcome_unknown', 503],
    ['parked', 503],
  ])('%s is %i', (refused, status) => expect(statusOfRefusal(refused)).toBe(status))

  it('has hyphens in its code, says whether to try again, and what the figures are', () => {
    const refused = { refused: 'insufficient_balance', transient: true, detail: { required: '10', available: '5' } }
    const problem = refusalToProblem(refused)
    expect(problem).toMatchObject({ status: 422, code: 'insufficient-balance', headers: undefined })
    expect(problem.detail).toBe(
      'Refused: insufficient balance (required 10, available 5). A later attempt with a new key may succeed.',
    )
  })

  it('names the field where the route knows it', () => {
    const refusal = { refused: 'price_not_tick_multiple', transient: false }
    expect(refusalToProblem(refusal, { price_not_tick_multiple: '/limitPrice' }).errors).toEqual([
      { pointer: '/limitPrice', code: 'price-not-tick-multiple', detail: 'Refused: price not tick multiple.' },
    ])
  })

  it('names the one of several fields that the refusal tells of, and none when it tells of none', () => {
    const pointers = { price_not_tick_multiple: ['/limitPrice', '/stopPrice'] }
    const of = (detail?: Record<string, string>) =>
      refusalToProblem({ refused: 'price_not_tick_multiple', transient: false, ...(detail && { detail }) }, pointers)
    expect(of({ stopPrice: '100.001' }).errors).toMatchObject([{ pointer: '/stopPrice' }])
    expect(of().errors).toBeUndefined()
  })

  it('says when to come back where that is all there is to do', () =>
    expect(refusalToProblem({ refused: 'parked', transient: true }).headers).toEqual({ 'retry-after': '1' }))

  it('has a type, and a title that depends on nothing but its code', () =>
    expect(
      problemBody(refusalToProblem({ refused: 'market_closed', transient: true }), { instance: '/v1', requestId: 'r' }),
    ).toMatchObject({ type: 'https://filao.dev/problems/market-closed', title: 'Market closed', status: 422 }))
})
