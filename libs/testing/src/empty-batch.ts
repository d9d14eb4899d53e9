/** A batch that changes nothing. Its statement has the text of every other of its service. */
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
