import { describe, expect, it } from '@jest/globals'
import { verifiedWebhook, webhookSignature } from './webhook-signature'

const SECRET = Buffer.from('filao-test-secret')
const body = Buffer.from('{"type":"payout.completed","data":{"reference":"p-1"}}')
const at = { id: 'msg_1', timestamp: '1767225600' }
const now = 1_767_225_600_000
const signature = 'v1,nMr5+0uvPbcjrJdjQtsmenoDKe828Stm38pSG/it8ts='
const verify = (changed: object = {}, bytes = body, moment = now, secrets = [SECRET]) =>
  verifiedWebhook({ ...at, signature, ...changed }, bytes, { secrets, now: moment })

describe('a notification of our own format', () => {
  it('is signed as the vector of domain.md 11.4 says', () => {
    expect(webhookSignature(SECRET, at, body)).toBe(signature)
    expect(verify()).toEqual({ id: 'msg_1', signedAt: now })
  })

  it.each([
    ['under another id', { id: 'msg_2' }, body],
    ['at another time', { timestamp: '1767225601' }, body],
    ['with another body', {}, Buffer.from('{}')],
    ['with no signature', { signature: undefined }, body],
    ['with one cut short', { signature: signature.slice(0, -1) }, body],
    ['with a time that is none', { timestamp: 'yesterday' }, body],
  ])('%s is not genuine', (_, changed, bytes) => expect(verify(changed, bytes)).toBeUndefined())

  it('is taken within five minutes of its signed time, both ways', () => {
    expect(verify({}, body, now + 300_000)).toBeDefined()
    expect(verify({}, body, now - 300_000)).toBeDefined()
    expect(verify({}, body, now + 300_001)).toBeUndefined()
  })

  it('is taken by either of two live secrets, and among several signatures', () => {
    expect(verify({}, body, now, [Buffer.from('next'), SECRET])).toBeDefined()
    expect(verify({ signature: `v1,AAAA ${signature}` })).toBeDefined()
    expect(verify({}, body, now, [Buffer.from('next')])).toBeUndefined()
  })
})
