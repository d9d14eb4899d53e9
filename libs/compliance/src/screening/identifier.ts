const LETTERS_MIN = 5
const DIGITS_MIN = 3

/** A number as it is compared: upper case, letters and digits only. Undefined when it is too short to tell anybody. */
export function identifierOf(text: string): string | undefined {
  const bare = text.toUpperCase().replace(/[^A-Z0-9]/g, '')
  return bare.length >= LETTERS_MIN && bare.replace(/\D/g, '').length >= DIGITS_MIN ? bare : undefined
}

/** The numbers in a list's free text: the whole and each word of it, such as `CAR diplomatic passport no. D00000898`. */
export function identifiersIn(text: string): readonly string[] {
  const found = [text, ...text.split(/[\s(),:;]+/)].flatMap((part) => identifierOf(part) ?? [])
  return [...new Set(found)]
}
