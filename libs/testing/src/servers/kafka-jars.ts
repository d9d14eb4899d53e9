import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import download from 'mvn-artifact-download'
import type { Progress } from './local-servers'

const PARALLEL_DOWNLOADS = 8
const DOWNLOAD_MS = 120_000
const ATTEMPTS = 3

/** One jar of the broker's class path: `group:artifact:version` and the hash that its content must have. */
export interface Jar {
  readonly artifact: string
  readonly sha256: string
}

/** The committed list `infra/kafka/jars.json`. */
export interface JarList {
  readonly version: string
  /** Maven repository; FILAO_MAVEN_REPOSITORY names another. */
  readonly repository: string
  readonly jars: readonly Jar[]
}

export async function readJarList(file: string): Promise<JarList> {
  return JSON.parse(await readFile(file, 'utf8')) as JarList
}

/** Where jars are kept between checkouts: XDG_CACHE_HOME or ~/.cache. */
export function jarCache(version: string): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'filao', `kafka-${version}`)
}

/**
 * Makes the folder hold exactly the jars of the list, each with the right hash: fetches what is missing or differs,
 * removes what is not named (the whole folder is the class path). Throws when a fetched jar has another hash.
 */
export async function fetchJars(list: JarList, folder: string, progress: Progress): Promise<string> {
  await mkdir(folder, { recursive: true })
  const wanted = new Set(list.jars.map((jar) => fileName(jar)))
  for (const name of await readdir(folder)) if (name.endsWith('.jar') && !wanted.has(name)) await rm(join(folder, name))
  const missing: Jar[] = []
  for (const jar of list.jars) if (!(await isIntact(join(folder, fileName(jar)), jar))) missing.push(jar)
  const total = missing.length
  // The library appends the path as it is.
  const repository = (process.env['FILAO_MAVEN_REPOSITORY'] ?? list.repository).replace(/\/*$/, '/')
  const fetchNext = async (): Promise<void> => {
    for (let jar = missing.shift(); jar !== undefined; jar = missing.shift()) {
      progress(`Fetching Apache Kafka ${list.version} (${total - missing.length} of ${total} jars)`)
      await fetchJar(jar, folder, repository)
    }
  }
  await Promise.all(Array.from({ length: Math.min(PARALLEL_DOWNLOADS, total) }, fetchNext))
  return folder
}

async function fetchJar(jar: Jar, folder: string, repository: string): Promise<void> {
  // Fetched under another name and moved when verified, so that a killed run or a second one leaves no broken jar.
  const unverified = `${fileName(jar)}.${process.pid}.part`
  let failure = 'nothing came'
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      await withinTime(download(jar.artifact, folder, repository, unverified, { timeout: DOWNLOAD_MS }))
      if (await isIntact(join(folder, unverified), jar)) {
        await rename(join(folder, unverified), join(folder, fileName(jar)))
        return
      }
      failure = 'its sha256 is not the one in infra/kafka/jars.json'
    } catch (error) {
      failure = (error as Error).message
    }
    await rm(join(folder, unverified), { force: true })
  }
  throw new Error(`Cannot fetch ${jar.artifact} from ${repository}: ${failure}`)
}

/** Whether the file is there and has the listed hash. */
export async function isIntact(file: string, jar: Jar): Promise<boolean> {
  if (!existsSync(file)) return false
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex') === jar.sha256
}

function fileName(jar: Jar): string {
  const [, artifact, version] = jar.artifact.split(':')
  return `${artifact}-${version}.jar`
}

// The library's promise stays open for ever when the connection breaks off in the middle of a file.
async function withinTime(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${DOWNLOAD_MS} ms`)), DOWNLOAD_MS)
  })
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}
