const SEPARATOR = /\s[a-z]\)\s|[;()]/i
const NOT_A_NAME = 'original script'

/**
 * The names that one field of a list or a query holds: the whole, and each part between `;`, brackets and markers like
 * ` a) ` (regulation 3.2, step 1). "Surname, Given" needs no care: the order of tokens is free.
 */
export function namePartsOf(text: string): readonly string[] {
  const parts = text.split(SEPARATOR).map((part) => part.trim())
  return [...new Set([text.trim(), ...parts])].filter((part) => part !== '' && part.toLowerCase() !== NOT_A_NAME)
}
