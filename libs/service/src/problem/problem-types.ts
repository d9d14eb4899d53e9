/** What a problem type means, the status that it comes with, and whether the same may succeed later. */
export interface ProblemType {
  readonly status: number
  readonly transient: boolean
  readonly meaning: string
}

const type = (status: number, meaning: string, { transient = false } = {}): ProblemType => ({
  status,
  transient,
  meaning,
})
const later = { transient: true }

/** Every problem that no rule refuses with. Those of the rules stand in their closed sets. */
export const PROBLEM_TYPES: Readonly<Record<string, ProblemType>> = {
  'bad-request': type(400, 'The request cannot be read.'),
  'unreadable-webhook': type(400, 'The webhook is not of the form that its provider sends.'),
  'unreadable-json': type(400, 'The body is not JSON, or JSON that two readers may read differently.'),
  'idempotency-key-required': type(400, 'The route moves money or places an order, and has no `Idempotency-Key`.'),
  'idempotency-key-invalid': type(400, 'An `Idempotency-Key` is 1 to 128 visible ASCII characters.'),
  'position-malformed': type(400, '`Filao-After` is not `<service>/<partition>/<position>`.'),
  'position-of-another-service': type(400, '`Filao-After` takes positions of the service that answers the route.'),
  unauthenticated: type(401, 'There is no token, or it does not hold.'),
  'invalid-refresh-token': type(401, 'This is no refresh token.'),
  'stale-webhook': type(401, 'The webhook is not of now: its times are more than 5 minutes from ours.'),
  'invalid-api-key': type(401, 'The API key does not hold.'),
  forbidden: type(403, 'The role of the caller, or the scope of the API key, does not allow it.'),
  'wrong-environment': type(403, 'The webhook is of a sandbox, and this is none.'),
  'second-factor-required': type(403, 'Staff enrol a second factor before they do anything else.'),
  'step-up-required': type(403, 'The second factor was shown longer ago than five minutes, or never.', later),
  'registration-disabled': type(403, 'Nobody can register at present.', later),
  'not-found': type(404, 'There is nothing at this address that the caller may see.'),
  'invalid-signature': type(401, 'The notification was not signed by who it says sent it.'),
  'account-not-found': type(404, 'The caller has no such account.'),
  'adjustment-not-found': type(404, 'There is no such adjustment.'),
  'deposit-not-found': type(404, 'There is no such deposit.'),
  'withdrawal-not-found': type(404, 'There is no such withdrawal.'),
  'bank-account-not-found': type(404, 'There is no such bank account.'),
  'receipt-not-found': type(404, 'There is no such receipt.'),
  'case-not-found': type(404, 'There is no such KYC case.'),
  'document-file-missing': type(404, 'The file of the document is not kept any more.'),
  'provider-unknown': type(404, 'No such provider sends webhooks here.'),
  'configuration-unknown': type(404, 'The service has no such setting.'),
  'freeze-unknown': type(404, 'There is no such freeze.'),
  'instrument-not-found': type(404, 'There is no such instrument.'),
  'watchlist-not-found': type(404, 'The caller has no watchlist of this name.'),
  'wallet-not-found': type(404, 'The account has no wallet in this currency.'),
  'method-not-allowed': type(405, 'The address takes other methods: see `Allow`.'),
  'not-acceptable': type(406, 'None of the media types asked for can be sent.'),
  'request-timeout': type(408, 'The request took too long to arrive.', later),
  'not-caught-up': type(409, 'The read has not come as far as `Filao-After` within a second.', later),
  'body-too-large': type(413, 'The body is larger than the route takes.'),
  'uri-too-long': type(414, 'The address is too long.'),
  'unsupported-media-type': type(415, 'The route takes `application/json`.'),
  'invalid-request': type(422, 'The body or query does not fit: `errors` names each place.'),
  'document-type-not-taken': type(422, 'The file is none that is taken: PDF, JPEG, PNG or WebP.'),
  'document-infected': type(422, 'The file holds something that harms whoever opens it.'),
  'list-unreadable': type(422, 'The file is not the list that it was sent as.'),
  'idempotency-mismatch': type(422, 'The key was used with another body.'),
  'scan-unavailable': type(503, 'Files cannot be looked at now: nothing was kept.', later),
  'lists-unknown': type(503, 'Which lists are in force cannot be told now.', later),
  'provider-unavailable': type(503, 'The provider who is asked does not answer now.', later),
  'configuration-unavailable': type(503, 'The settings in force cannot be read now.', later),
  'passkey-invalid': type(
    422,
    'The passkey does not hold: it was made for another site, another session, or too long ago.',
  ),
  'weak-password': type(422, 'The password is too easily guessed.'),
  'too-many-requests': type(429, 'The limit is lifted after `Retry-After` seconds.', later),
  'headers-too-large': type(431, 'The headers are too large.'),
  internal: type(500, 'A defect of ours. `requestId` finds it in our logs.'),
  overloaded: type(503, 'Too much is in flight. Nothing has been done; the same key may be sent again.', later),
  'outcome-unknown': type(503, 'Whether it happened is not known. The same key, sent again, tells.', later),
  parked: type(503, 'What this is about waits for an operator. Nothing has been done.', later),
  'identity-unavailable': type(503, 'Callers cannot be authenticated now.', later),
  maintenance: type(503, 'The platform is being worked on; clients are kept out meanwhile.', later),
  'service-unavailable': type(503, 'The service behind the address does not answer.', later),
}
