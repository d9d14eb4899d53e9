/** A service's schema as it stands in SQL. Quoted: `order` is a word of the language. */
export const schemaName = (service: string): string => `"${service}"`
