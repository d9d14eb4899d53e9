import fc from 'fast-check'

/** What somebody says: what the first person of a test has proposed, or something else on the same matter. */
export type Said = 'this' | 'other'

interface Fact {
  readonly type: string
}

/** A matter that two people decide, with nobody's word on it yet. What the rules answer stands from then on. */
export interface Matter {
  /** The facts that the word leads to, or the code of the refusal. */
  say(by: string, said: Said): readonly Fact[] | string
}

/** One place at which the rules ask for four eyes. */
export interface TakesTwo {
  readonly begin: () => Matter
  /** The fact that a first word leads to, and the one by which the second takes effect. */
  readonly proposed: string
  readonly effect: string
  /** Three people who may speak on it. */
  readonly people: readonly [string, string, string]
  /** Whom it is about; absent where that is nobody who could speak. */
  readonly owner?: string
  /** True where something else can be said of the same matter. */
  readonly differs?: boolean
  /** What the fact tells in the open, where some of it is sealed. */
  readonly told?: (fact: Fact) => object
}

const RUNS = 200

/**
 * Four eyes as every service has them: the same sentences hold wherever two people decide. `name` says what they decide.
 */
export function takesTwo(name: string, pair: TakesTwo): void {
  const { begin, proposed, effect, people, owner, differs = false, told = (fact) => fact } = pair
  const [anne, bob, carl] = people
  const factIn = (answer: readonly Fact[] | string, type: string): Record<string, unknown> | undefined => {
    const fact = typeof answer === 'string' ? undefined : answer.find((one) => one.type === type)
    return fact && (told(fact) as Record<string, unknown>)
  }

  describe(`${name} takes two people`, () => {
    it('one alone never brings it about, whatever they repeat', () => {
      const matter = begin()
      expect(factIn(matter.say(anne, 'this'), proposed)).toBeDefined()
      expect(matter.say(anne, 'this')).toBe('same_approver')
      if (differs) matter.say(anne, 'other')
      expect(factIn(matter.say(anne, 'this'), effect)).toBeUndefined()
      expect(factIn(matter.say(anne, 'this'), effect)).toBeUndefined()
    })

    if (owner !== undefined)
      it('the one whom it is about never, neither first nor second', () => {
        expect(begin().say(owner, 'this')).toEqual(expect.any(String))
        const matter = begin()
        matter.say(anne, 'this')
        expect(matter.say(owner, 'this')).toEqual(expect.any(String))
        expect(factIn(matter.say(bob, 'this'), effect)).toBeDefined()
      })

    if (differs)
      it('two who say different things do not', () => {
        const matter = begin()
        const first = factIn(matter.say(anne, 'this'), proposed)
        const second = matter.say(bob, 'other')
        expect(factIn(second, effect)).toBeUndefined()
        // Another word is a proposal of its own, or is refused where an approval cannot be one.
        if (typeof second !== 'string') expect(factIn(second, proposed)!['commandHash']).not.toBe(first!['commandHash'])
      })

    it('two who say the same do, once, and both facts carry one hash and both people', () => {
      const matter = begin()
      const first = factIn(matter.say(anne, 'this'), proposed)!
      const second = factIn(matter.say(bob, 'this'), effect)!
      expect(first['commandHash']).toMatch(/^[0-9a-f]{64}$/)
      expect(second['commandHash']).toBe(first['commandHash'])
      expect(Object.values(second).flat()).toEqual(expect.arrayContaining([anne, bob]))
      for (const person of [anne, bob, carl]) expect(factIn(matter.say(person, 'this'), effect)).toBeUndefined()
    })

    it('in any order of people and words only after two of them have said the same', () => {
      const speaker = fc.constantFrom(...people, ...(owner === undefined ? [] : [owner]))
      const said = differs ? fc.constantFrom<Said>('this', 'other') : fc.constant<Said>('this')
      fc.assert(
        fc.property(fc.array(fc.record({ by: speaker, said }), { maxLength: 12 }), (words) => {
          const matter = begin()
          const proposals: { by: string; hash: unknown }[] = []
          for (const word of words) {
            const answer = matter.say(word.by, word.said)
            const first = factIn(answer, proposed)
            const last = factIn(answer, effect)
            expect(first && last).toBeUndefined()
            if ((first ?? last) !== undefined) expect(word.by).not.toBe(owner)
            if (first) proposals.push({ by: word.by, hash: first['commandHash'] })
            if (!last) continue
            const open = proposals.at(-1)
            expect(open?.by).not.toBe(word.by)
            expect(open?.hash).toBe(last['commandHash'])
            return
          }
        }),
        { numRuns: RUNS },
      )
    })
  })
}
