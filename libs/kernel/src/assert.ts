/** Thrown when the code, not the caller, is wrong. Never a business refusal. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError'
}

/** Throws {@link AssertionError} when the code, not the caller, is wrong. */
export function assert(condition: boolean, what: string): asserts condition {
  if (!condition) throw new AssertionError(`assertion failed: ${what}`)
}

/** Ends a `switch` over a union: does not compile while a case is missing, throws when data from outside lied. */
export function never(value: never): never {
  throw new AssertionError(`unreachable: ${JSON.stringify(value)}`)
}
