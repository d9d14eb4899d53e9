import { createHash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { commandHash, judgeAgreement, judgeWord, type Word } from './four-eyes'

const [OWNER, ANNE, BOB, EVE] = ['owner', 'anne', 'bob', 'eve']
const refund = commandHash({ command: 'RefundDeposit', depositId: '1' })
const release = commandHash({ command: 'ReleaseDeposit', depositId: '1' })

describe('the hash of what is decided', () => {
  it('is that of its canonical JSON, whatever the order of its fields', () => {
    const hash = createHash('sha256').update('{"amount":"-7.5","command":"AdjustBalance"}').digest('hex')
    expect(commandHash({ command: 'AdjustBalance', amount: '-7.5' })).toBe(hash)
    expect(commandHash({ amount: '-7.5', command: 'AdjustBalance', unitCost: undefined })).toBe(hash)
  })

  it('differs with what is said and with what it is said of', () => {
    const said = { command: 'OverrideRisk', userId: '1', tier: 'low', expiresOn: '2026-01-01' }
    const others = [{ command: 'LowerRisk' }, { userId: '2' }, { tier: 'medium' }, { expiresOn: '2026-01-02' }]
    expect(new Set([said, ...others.map((other) => ({ ...said, ...other }))].map(commandHash)).size).toBe(5)
  })
})

describe('a word', () => {
  it.each<[string, Word, Word | undefined, string]>([
    ['that nobody has said', { by: ANNE, commandHash: refund }, undefined, 'first'],
    ['of another who says the same', { by: BOB, commandHash: refund }, { by: ANNE, commandHash: refund }, 'second'],
    ['again', { by: ANNE, commandHash: refund }, { by: ANNE, commandHash: refund }, 'same_approver'],
    ['of another who differs', { by: BOB, commandHash: release }, { by: ANNE, commandHash: refund }, 'first'],
    ['other than one’s own', { by: ANNE, commandHash: release }, { by: ANNE, commandHash: refund }, 'first'],
    ['of the owner, first', { by: OWNER, commandHash: refund }, undefined, 'owner'],
    ['of the owner, second', { by: OWNER, commandHash: refund }, { by: ANNE, commandHash: refund }, 'owner'],
  ])('%s is judged', (_, word, first, verdict) => expect(judgeWord(word, first, OWNER)).toBe(verdict))

  it('agrees with none whose hash is not known', () => {
    expect(judgeWord({ by: BOB, commandHash: refund }, { by: ANNE, commandHash: undefined })).toBe('first')
    expect(judgeAgreement(BOB, { by: ANNE, commandHash: undefined })).toBe('first')
  })

  it('agrees by the id of a proposal with what is proposed', () => {
    const proposed = { by: ANNE, commandHash: refund }
    expect(judgeAgreement(BOB, proposed, OWNER)).toBe('second')
    expect(judgeAgreement(ANNE, proposed, OWNER)).toBe('same_approver')
    expect(judgeAgreement(OWNER, proposed, OWNER)).toBe('owner')
  })
})

it('takes effect only after two different people, neither the owner, have said the same one after the other', () => {
  const word = fc.record({
    by: fc.constantFrom(OWNER, ANNE, BOB, EVE),
    commandHash: fc.constantFrom('a', 'b', 'c'),
  })
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (words) => {
      let open: Word | undefined
      const heard: Word[] = []
      for (const said of words) {
        const verdict = judgeWord(said, open, OWNER)
        if (verdict === 'second') {
          const before = heard.findLast(({ by }) => by !== said.by)
          expect(before?.commandHash).toBe(said.commandHash)
          expect([before?.by, said.by]).not.toContain(OWNER)
          // What has taken effect is over: the next matter begins anew.
          open = undefined
          heard.length = 0
        } else if (verdict === 'first') {
          open = said
          heard.push(said)
        }
      }
    }),
    { numRuns: 1_000 },
  )
})
