import { canonicalJson } from './canonical-json'
import type { Id } from './id'
import { sha256 } from './sha256'

/**
 * What two people decide: the command's name, the ids that it is about, and whatever its outcome depends on. Never who
 * says it, an id made for a request, a secret, or free text: each of the two says it in their own words, and words may be
 * personal, which a hash in a log that is kept for ever would give away.
 */
export interface Decided {
  readonly command: string
  readonly [field: string]: unknown
}

/** SHA-256, in hex, of the canonical JSON of what is decided: the `commandHash` of regulation 5.8. */
export const commandHash = (decided: Decided): string => sha256(canonicalJson(decided))

/** What somebody says on a matter that takes two: who, and the hash of what. */
export interface Word {
  readonly by: Id
  readonly commandHash: string
}

/** The open first word, as state and rows have it. One without its hash agrees with nobody. */
export interface FirstWord {
  readonly by: Id | undefined
  readonly commandHash: string | undefined
}

/**
 * `first`: it is proposed, in the place of what was proposed before. `second`: two different people have said the same,
 * so it takes effect. `owner`: whom it is about, who never decides. `same_approver`: the first person again.
 */
export type Verdict = 'first' | 'second' | 'owner' | 'same_approver'

/**
 * Four eyes, for every service. One rule for a word that differs from the open one, whoever says it: it takes its place
 * and waits for somebody to say the same. So nobody can block a matter by a wrong word, and nothing takes effect that two
 * people have not both said. Who may speak at all, and the rank that one of the two needs, is each matter's own.
 */
export function judgeWord(word: Word, first: FirstWord | undefined, owner?: Id): Verdict {
  if (word.by === owner) return 'owner'
  if (first?.by === undefined || first.commandHash !== word.commandHash) return 'first'
  return first.by === word.by ? 'same_approver' : 'second'
}

/** The verdict on who agrees to a proposal by its id, under which what is proposed never changes. */
export const judgeAgreement = (by: Id, proposed: FirstWord, owner?: Id): Verdict =>
  judgeWord({ by, commandHash: proposed.commandHash ?? NOTHING }, proposed, owner)

/** No hash: who agrees to what nobody knows has said something else. */
const NOTHING = ''
