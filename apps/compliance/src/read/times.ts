/** A time of a row as it is answered: the rows travel as JSON that PostgreSQL makes. */
export const utc = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
