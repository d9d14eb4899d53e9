import { UnreadableList, XML_OPTIONS, type XmlElement } from '@filao/compliance'
import { XMLParser, XMLValidator } from 'fast-xml-parser'

/** A published list is some megabytes; what is larger is none. */
export const LIST_BYTES_MAX = 64 * 1024 * 1024
const DEFINITIONS = /<!(DOCTYPE|ENTITY)/i

/**
 * A document as elements. Definitions of types and entities are refused, so that nothing is fetched and nothing expands
 * (regulation 3.1). Throws {@link UnreadableList}.
 */
export function readXml(bytes: Uint8Array): XmlElement {
  if (bytes.length > LIST_BYTES_MAX) throw new UnreadableList('the file is larger than 64 MiB')
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  if (DEFINITIONS.test(text)) throw new UnreadableList('the file defines types or entities')
  const verdict = XMLValidator.validate(text)
  if (verdict !== true) throw new UnreadableList(`the file is no XML: ${verdict.err.msg} (line ${verdict.err.line})`)
  return new XMLParser(XML_OPTIONS).parse(text) as XmlElement
}
