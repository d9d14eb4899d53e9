import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'

const LIBS = join(__dirname, '..', '..', '..', 'libs')
/** Whoever said the first word on something, as states name them. */
const FIRST = String.raw`(?:\w*[pP]roposedBy|loadedBy|firstApprovedBy|confirmedBy|(?:first\w*|proposal|resolution|release|refund)[!?]*\.by)`
const BY_HAND = new RegExp(String.raw`\b${FIRST}\s*[!=]==|[!=]==\s*(?:[\w!?]+\.)*${FIRST}(?!\w)`)
/** Whether anybody has spoken, and whether one request is the other again, are other questions. */
const OTHERWISE = /[!=]== undefined\b|\.(\w+) === command\.\1\b/g

/** Lines that compare the first person with anybody. */
const byHand = (source: string): string[] =>
  source.split('\n').filter((line) => BY_HAND.test(line.replace(OTHERWISE, '')))

it('whether two people have said the same is judged by the kernel alone', () => {
  const files = readdirSync(LIBS, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /^\w+\/src\/(?:.*\.decider|oversight\/configuration)\.ts$/.test(path),
  )
  expect(files.length).toBeGreaterThan(40)
  const found = files.flatMap((path) => byHand(readFileSync(join(LIBS, path), 'utf8')).map((line) => [path, line]))
  expect(found).toEqual([])
})

it.each([
  'if (proposal.proposedBy === by) return',
  'if (approvedBy === proposedBy) return',
  'if (decidedBy === adjustment.proposedBy || x)',
  'if (by === kyc.first?.by) return',
  'if (version.loadedBy === approvedBy) return',
  'if (resolution?.by === resolvedBy) {',
])('a decider that does it by hand is found: %s', (line) => expect(byHand(line)).toEqual([line]))

it.each(['known.proposedBy === command.proposedBy', 'if (proposedBy === undefined) {', 'const { proposedBy } = open!'])(
  'another question is not: %s',
  (line) => expect(byHand(line)).toEqual([]),
)
