import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

// The test runner has a module registry of its own, so what is done to node's is seen in a process of node's own.
function inNode(script: string, environment: Record<string, string> = {}): string {
  const loader = `
    const swc = require('@swc/core')
    require.extensions['.ts'] = (module, filename) => module._compile(swc.transformFileSync(filename, {
      jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' }, swcrc: false,
    }).code, filename)
  `
  const env = { ...process.env, NODE_OPTIONS: '', ...environment }
  return execFileSync(process.execPath, ['-e', `${loader};${script}`], { cwd: __dirname, env, encoding: 'utf8' }).trim()
}
const path = (file: string) => JSON.stringify(join(__dirname, file))
const CODEC = `require(${path('client.ts')}); console.log(require(${path('record-codec.ts')}).codecInUse())`

test('the client binds the fast codec', () => {
  expect(inNode(CODEC)).toBe('fast')
})

test('a switch leaves the client its own codec', () => {
  expect(inNode(CODEC, { FILAO_KAFKA_STOCK_CODEC: '1' })).toBe('stock')
})

test('a client that was loaded too early is not patched in silence', () => {
  expect(inNode(`require('kafkajs'); try { ${CODEC} } catch (error) { console.log(error.message) }`)).toMatch(
    /was loaded before its replacement/,
  )
})

test('the request timer sleeps while nothing waits', () => {
  const script = `
    require(${path('client.ts')})
    const { prototype } = require('kafkajs/src/network/requestQueue')
    const queue = Object.create(prototype, { throttleCheckTimeoutId: { value: null, writable: true } })
    const timer = (throttledUntil, pending) => {
      Object.assign(queue, { throttledUntil, pending })
      queue.scheduleCheckPendingRequests()
      const set = queue.throttleCheckTimeoutId !== null
      clearTimeout(queue.throttleCheckTimeoutId)
      queue.throttleCheckTimeoutId = null
      return set
    }
    console.log(timer(-1, []), timer(-1, [1]), timer(Date.now() + 1000, []))
  `
  expect(inNode(script)).toBe('false true true')
})

test('ZSTD batches survive a round trip', () => {
  const script = `
    require(${path('client.ts')})
    const { CompressionCodecs, CompressionTypes } = require('kafkajs')
    const codec = CompressionCodecs[CompressionTypes.ZSTD]()
    codec.compress({ buffer: Buffer.from('x'.repeat(10000)) }).then(async (packed) =>
      console.log(packed.length < 1000, String(await codec.decompress(packed)) === 'x'.repeat(10000)))
  `
  expect(inNode(script)).toBe('true true')
})
