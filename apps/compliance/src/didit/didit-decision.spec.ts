import { decisionOfDidit, DiditDecision } from './didit-decision'

const session = { session_id: 'dc15c6d2', status: 'Approved' }
const identityOf = (verification: object) =>
  decisionOfDidit(DiditDecision.parse({ ...session, id_verifications: [verification] })).identity

describe('what a provider says of a person', () => {
  test('is taken over as far as it has the form of what it is', () => {
    const found = { first_name: 'Ada', nationality: 'MUS', date_of_birth: '1990-05-17', expiration_date: '9999-12-31' }
    expect(identityOf(found)).toEqual({
      firstName: 'Ada',
      nationality: 'MUS',
      dateOfBirth: '1990-05-17',
      expiresOn: '9999-12-31',
    })
  })
  test('is cut to what can be kept, and never in the middle of a character', () => {
    const found = { first_name: `${'x'.repeat(99)}\ud83d\ude00`, address: 'Rue\nPoudrière\ud800' }
    expect(identityOf(found)).toEqual({ firstName: `${'x'.repeat(99)}\ufffd`, address: 'Rue Poudrière\ufffd' })
  })
  test.each([
    ['a day that no calendar has', { expiration_date: '2032-02-30' }],
    ['a day in another form', { date_of_birth: '17/05/1990' }],
    ['a country in another form', { nationality: 'Mauritius' }],
    ['nothing', { first_name: '', last_name: null }],
    ['nothing that a line has', { first_name: '\u0000', place_of_birth: ' \n' }],
  ])('is left to the evidence where it is %s', (_, found) => {
    expect(identityOf(found)).toEqual({})
  })
})
