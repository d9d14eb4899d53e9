import { createHash, createPublicKey, hash, verify } from 'node:crypto'
import { canonicalJson, entryOf } from '@filao/contracts'
import { CHAIN_START, chainHash, judgePosition, judgeStep, type ChainStep } from './chain'
import { appendLeaves, EMPTY_FRONTIER, frontierRoot } from './frontier'
import { leafHash } from './merkle'
import { consistencyProof, inclusionPath, rootOf } from './proofs.fixture'

const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

const ORDER = '0190a7d4-7c1e-7000-8000-000000000001'
const CAUSE = '0190a7d4-7c1e-7000-8000-0000000000c1'
/** Three events of `order/0`: regulation.md 6.4. */
const EVENTS = [
  {
    name: 'OrderPlaced',
    data: {
      limitPrice: '471.5',
      orderId: ORDER,
      quantity: '100',
      side: 'buy',
      symbol: 'MCBG',
      timeInForce: 'day',
      type: 'limit',
      userId: '0190a7d4-7c1e-7000-8000-00000000000a',
    },
    dataHash: '94e6e50e724fdd823b6320239975e4f91cf66ff146ad88f218a55edfd9bfaf6e',
    leaf: 'd5285254659d0c47dd6245c2bc2e8ec14e1653d48505092aa471d327493e9a5d',
  },
  {
    name: 'OrderOpened',
    data: { orderId: ORDER },
    dataHash: '65b608af6aeaa8c51ed1ae43a56ea247e84571fb9066be8367b2e2afcb132c19',
    leaf: 'dbed0ce3fcf260e101a12d66dab68c38d00174b89fb7347cfe97b84a04e66fc3',
  },
  {
    name: 'OrderClosed',
    data: { note: 'Désiré', orderId: ORDER, reason: 'cancelled' },
    dataHash: 'd5dabdacfa61df505e00c3a67d922368402541bf27ae3140cdac61a646a012fd',
    leaf: '85c65a421b6563ee6594c20cd5f75d2b55aa18101b9d4e5c9e5165c7d0c883c3',
  },
]
const dataHashes = EVENTS.map(({ data }) => hash('sha256', canonicalJson(data)))
const entries = EVENTS.map(({ name }, index) =>
  entryOf(
    {
      ce_id: `order/0/${index + 1}`,
      ce_source: '/filao/order/0',
      ce_sequence: String(index + 1),
      ce_type: `filao.order.${name}.v1`,
      ce_subject: ORDER,
      ce_time: `2026-01-05T05:30:00.00${index + 1}Z`,
      ce_dataschema: `urn:filao:order:${name}:v1`,
      ce_correlationid: CAUSE,
      ce_causationid: CAUSE,
      traceparent: '00-is-not-part-of-the-entry-01',
    },
    dataHashes[index]!,
  ),
)
const leaves = entries.map((entry) => leafHash(Buffer.from(entry), sha256))

describe('the three events of order/0', () => {
  test('data, entries and leaves hash to the published vectors', () => {
    expect(dataHashes).toEqual(EVENTS.map(({ dataHash }) => dataHash))
    expect(entries.map((entry) => Buffer.byteLength(entry))).toEqual([416, 416, 416])
    expect(leaves.map((leaf) => Buffer.from(leaf).toString('hex'))).toEqual(EVENTS.map(({ leaf }) => leaf))
  })
  test('give the published roots, inclusion path and consistency proof', () => {
    expect(Buffer.from(rootOf(leaves.slice(0, 2), sha256)).toString('hex')).toBe(
      'a50e6149dfc1908153373eaeb8d0a26a68ee991944dfcc27170fcee652ea9752',
    )
    expect(inclusionPath(1, leaves, sha256).map(base64)).toEqual([
      '1ShSVGWdDEfdYkXCvC6OwU4WU9SFBQkqpHHTJ0k+ml0=',
      'hcZaQhtlY+5llMIM1fddK1WqGBAbnU5cnlFlx9DIg8M=',
    ])
    expect(consistencyProof(2, leaves, sha256).map(base64)).toEqual(['hcZaQhtlY+5llMIM1fddK1WqGBAbnU5cnlFlx9DIg8M='])
  })
  test('give the root that the published checkpoint signs', () => {
    const root = base64(frontierRoot(appendLeaves(EMPTY_FRONTIER, leaves, sha256), sha256))
    const signed = `filao.example/log/order/0\n3\n${root}\n`
    const key = Buffer.from('AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea', 'base64').subarray(1)
    const note = 'cQKRhsfKZjeqQaBKqwKVqnECAoOFEfppdX8LoyaLgKK1sEQCdrWkCaFZBMD8cCMr004PV01Tj/iC7sl8DfYql1OILws='
    const publicKey = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: key.toString('base64url') },
      format: 'jwk',
    })
    const id = createHash('sha256')
      .update('filao.example/log/order/0\n')
      .update(Buffer.from([1]))
      .update(key)
      .digest()
    expect(Buffer.from(note, 'base64').subarray(0, 4)).toEqual(id.subarray(0, 4))
    expect(verify(null, Buffer.from(signed), publicKey, Buffer.from(note, 'base64').subarray(4))).toBe(true)
  })
})

test('canonical JSON hashes to the published vector', () => {
  const document = {
    numbers: [333333333, 1, 0],
    string: '€$\u000f\nA\'B"\\"/',
    literals: [null, true, false],
    ö: 'x',
    o: 'y',
  }
  expect(hash('sha256', canonicalJson(document))).toBe(
    'd0f22cef5c88b72aa364b351022440d19e11d78a4cc8a60c43a7b3376be720de',
  )
})

describe('a log', () => {
  const commandsHash = sha256(Buffer.from('[{"target":"wallet"}]'))
  const step = (position: number, previous: Uint8Array, commands?: Uint8Array): ChainStep => {
    const entry = Buffer.from(entries[position - 1]!)
    return {
      position,
      entry,
      commandsHash: commands,
      hash: chainHash(previous, { entry, commandsHash: commands }, sha256),
    }
  }
  const first = step(1, CHAIN_START, commandsHash)
  const second = step(2, first.hash)
  const reached = { position: 1, hash: first.hash }

  test('hashes the previous hash, the entry and the hash of the commands, or of nothing', () => {
    const nothing = hash('sha256', '', 'buffer')
    expect(Buffer.from(second.hash)).toEqual(
      createHash('sha256').update(first.hash).update(entries[1]!).update(nothing).digest(),
    )
  })
  test('goes on where the chain goes on', () => {
    expect(judgeStep({ position: 0, hash: CHAIN_START }, first, sha256)).toBe('next')
    expect(judgeStep(reached, second, sha256)).toBe('next')
  })
  test('repeats what is known already', () => {
    expect(judgeStep(reached, first, sha256)).toBe('duplicate')
    expect(judgePosition({ position: 5, hash: first.hash }, 3)).toBe('duplicate')
  })
  test('misses a position', () => {
    expect(judgeStep({ position: 0, hash: CHAIN_START }, second, sha256)).toBe('gap')
  })
  test.each<[string, ChainStep]>([
    ['another entry', { ...second, entry: Buffer.from(entries[2]!) }],
    ['other commands', { ...second, commandsHash }],
    ['another hash', { ...second, hash: first.hash }],
    ['the known position with another hash', { ...first, hash: second.hash }],
  ])('is forked when it comes with %s', (_, forged) => {
    expect(judgeStep(reached, forged, sha256)).toBe('fork')
  })
  test('is forked when it goes on from another past', () => {
    expect(judgeStep({ position: 1, hash: CHAIN_START }, second, sha256)).toBe('fork')
  })
})
