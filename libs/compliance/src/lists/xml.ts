/** An element of a parsed XML document: its text, or its children by name. Attributes are children named `@name`. */
export type XmlElement = string | { readonly [name: string]: XmlElement | readonly XmlElement[] | undefined }

/** How a parser makes {@link XmlElement}s: attributes kept, every value as the text that it is. */
export const XML_OPTIONS = {
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  htmlEntities: true,
} as const

/** The children of an element that have a name, in their order. */
export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  const child = typeof element === 'object' ? element[name] : undefined
  if (child === undefined) return []
  return Array.isArray(child) ? (child as readonly XmlElement[]) : [child as XmlElement]
}

/** The text of the first child of a name, its spaces collapsed; undefined when there is none. */
export function textOf(element: XmlElement | undefined, name: string): string | undefined {
  const [first] = childrenOf(element, name)
  const text = typeof first === 'string' ? first : typeof first?.['#text'] === 'string' ? first['#text'] : ''
  const collapsed = text.replace(/\s+/g, ' ').trim()
  return collapsed === '' ? undefined : collapsed
}

/** The texts of the `VALUE` children of a child. */
export const valuesOf = (element: XmlElement, name: string): readonly string[] =>
  childrenOf(element, name)
    .flatMap((list) => childrenOf(list, 'VALUE'))
    .flatMap((value) => textOf({ VALUE: value }, 'VALUE') ?? [])

/** An object of the children that have a text, by the names they are to have; undefined when none has. */
export function partOf<Field extends string>(
  element: XmlElement,
  names: Readonly<Record<Field, string>>,
): Partial<Record<Field, string>> | undefined {
  const fields = Object.entries<string>(names).flatMap(([field, name]) => {
    const text = textOf(element, name)
    return text === undefined ? [] : [[field, text] as const]
  })
  return fields.length === 0 ? undefined : (Object.fromEntries(fields) as Partial<Record<Field, string>>)
}
