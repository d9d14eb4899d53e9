import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fetchJars, readJarList, type Jar } from './kafka-jars'

const CONTENT: Record<string, string> = { one: 'first jar', two: 'second jar' }
const jar = (name: string, content = CONTENT[name] ?? ''): Jar => ({
  artifact: `org.example:${name}:1.0`,
  sha256: createHash('sha256').update(content).digest('hex'),
})

let repository: Server
let requests: string[]
let folder: string
const list = (...jars: Jar[]) => ({
  version: 'test',
  repository: `http://127.0.0.1:${(repository.address() as { port: number }).port}`,
  jars,
})
const quiet = (): void => undefined

beforeAll((done) => {
  repository = createServer((request, response) => {
    requests.push(request.url ?? '')
    const name = /example\/(\w+)\//.exec(request.url ?? '')?.[1] ?? ''
    response.writeHead(name in CONTENT ? 200 : 404).end(CONTENT[name])
  }).listen(0, '127.0.0.1', done)
})
afterAll((done) => {
  repository.close(done)
})
beforeEach(() => {
  requests = []
  folder = mkdtempSync(join(tmpdir(), 'filao-jars-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('fetches what is missing, and nothing the second time', async () => {
  await fetchJars(list(jar('one'), jar('two')), folder, quiet)
  expect(readdirSync(folder).sort()).toEqual(['one-1.0.jar', 'two-1.0.jar'])
  requests = []
  await fetchJars(list(jar('one'), jar('two')), folder, quiet)
  expect(requests).toEqual([])
})

it('fetches a jar again whose content was altered', async () => {
  writeFileSync(join(folder, 'one-1.0.jar'), 'altered')
  await fetchJars(list(jar('one')), folder, quiet)
  expect(requests.length).toBe(1)
})

it('removes a jar that is not in the list: the whole folder is the class path', async () => {
  writeFileSync(join(folder, 'stranger-1.0.jar'), 'x')
  await fetchJars(list(jar('one')), folder, quiet)
  expect(readdirSync(folder)).toEqual(['one-1.0.jar'])
})

it('refuses a jar with another hash and leaves nothing of it', async () => {
  await expect(fetchJars(list(jar('one', 'expected')), folder, quiet)).rejects.toThrow(/org\.example:one:1\.0.*sha256/)
  expect(readdirSync(folder)).toEqual([])
})

it('names the artifact that the repository does not have', async () => {
  await expect(fetchJars(list(jar('none')), folder, quiet)).rejects.toThrow(/Cannot fetch org\.example:none:1\.0/)
  expect(existsSync(join(folder, 'none-1.0.jar'))).toBe(false)
})

it('the committed list names the broker, its start and one logging backend, each with a hash', async () => {
  const { version, jars } = await readJarList(join(__dirname, '..', '..', '..', '..', 'infra', 'kafka', 'jars.json'))
  expect(jars.map(({ artifact }) => artifact)).toContain(`org.apache.kafka:kafka_2.13:${version}`)
  expect(jars.filter(({ artifact }) => /slf4j-(simple|nop|reload4j)|logback/.test(artifact))).toHaveLength(1)
  expect(jars.filter(({ sha256 }) => !/^[0-9a-f]{64}$/.test(sha256))).toEqual([])
})
