/** SQLSTATEs of a server that goes down, comes up or takes no more connections (PostgreSQL, appendix A), and of sockets. */
const CODES = /^(08...|57P0[1-5]|53300|ECONN(REFUSED|RESET)|EPIPE|ETIMEDOUT)$/
/** What pg says when it has no code. */
const MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/

/**
 * True for an error, or one that caused it, that says that the database cannot be asked now: the same may succeed in a
 * moment, and no statement of ours is at fault.
 */
export function isDatabaseAway(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown }
    if (typeof code === 'string' && CODES.test(code)) return true
    if (MESSAGES.test(at.message)) return true
  }
  return false
}
