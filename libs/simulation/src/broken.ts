/** Something that must always hold does not. */
export class Broken extends Error {
  override readonly name = 'Broken'
}

/** Throws {@link Broken} with the sentence that does not hold. */
export function demand(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new Broken(sentence)
}
