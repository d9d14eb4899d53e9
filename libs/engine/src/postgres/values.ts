import { byteaArray, jsonArray, plainArray, textArray } from './sql-array'

/**
 * Elements of one parameter of a piece of a statement. They are encoded when the statement is sent, together with those
 * that other partitions have for the same piece.
 */
export interface Values {
  readonly elements: readonly unknown[]
  /** `partitions` has the partition of each element. */
  encode(this: void, elements: readonly unknown[], partitions: readonly number[]): unknown
}

/** Numbers, UUIDs, decimals, timestamps, names of types. See {@link plainArray}. */
export const plain = (elements: Parameters<typeof plainArray>[0]): Values => ({
  elements,
  encode: plainArray,
})

/** Any texts. */
export const texts = (elements: Parameters<typeof textArray>[0]): Values => ({
  elements,
  encode: textArray,
})

/** JSON texts. */
export const jsons = (elements: Parameters<typeof jsonArray>[0]): Values => ({
  elements,
  encode: jsonArray,
})

export const byteas = (elements: Parameters<typeof byteaArray>[0]): Values => ({
  elements,
  encode: byteaArray,
})

/** Rows that travel as one JSON document, each with its `partition`: `json_populate_recordset(NULL::table, $1::json)`. */
export const documents = (elements: readonly object[]): Values => ({
  elements,
  encode: (rows, partitions) =>
    JSON.stringify(rows.map((row, at) => ({ partition: partitions[at], ...(row as object) }))),
})

/** One value, in a statement of one partition. */
export const scalar = (element: unknown): Values => ({ elements: [element], encode: ([value]) => value })
