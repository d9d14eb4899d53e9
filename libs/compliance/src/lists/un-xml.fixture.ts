import { XMLParser } from 'fast-xml-parser'
import { XML_OPTIONS, type XmlElement } from './xml'

/** Parses a document as the service does. */
export const parseXml = (text: string): XmlElement => new XMLParser(XML_OPTIONS).parse(text) as XmlElement
