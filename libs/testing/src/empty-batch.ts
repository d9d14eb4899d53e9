/** A batch that changes nothing. Its statement has the text of every usual one of its service. */
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

/** One with something in a piece that batches seldom need. Its statement has all pieces. */
export const unusualBatch = {
  ...emptyBatch,
  claims: [{ scope: 'email', value: 'hash', ownerId: '00000000-0000-7000-8000-000000000000' }],
}
