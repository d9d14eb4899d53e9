/** A batch that changes nothing. For the text of the statement with all pieces of its service. */
export const emptyBatch = {
  expected: { position: 0 },
  head: { position: 0, hash: Buffer.alloc(32), lastTime: 0 },
  rows: [],
  events: [],
  inbox: [],
  incomingLinks: [],
  outgoingLinks: [],
  claims: [],
  timersSet: [],
  timersCleared: [],
  parked: [],
  unparked: [],
}
