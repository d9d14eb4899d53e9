import { XMLParser } from 'fast-xml-parser'
import type { XmlElement } from './xml'

/** Parses a document as the service does. */
export function parseXml(text: string): XmlElement {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    parseAttributeValue: false,
    htmlEntities: true,
  })
  return parser.parse(text) as XmlElement
}
