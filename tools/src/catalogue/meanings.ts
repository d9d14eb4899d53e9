import type { ServiceName } from '@filao/contracts'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const CONTRACTS = join(__dirname, '..', '..', '..', 'libs', 'contracts', 'src')

/**
 * What the source says of each message of a service: the comment above its contract, as one line. Comments are written
 * once, where the contract is read most.
 */
export function meaningsOf(service: ServiceName): ReadonlyMap<string, string> {
  const texts = [service, 'oversight'].flatMap((folder) =>
    readdirSync(join(CONTRACTS, folder))
      .filter((name) => /\.(events|commands)\.ts$/.test(name))
      .map((name) => readFileSync(join(CONTRACTS, folder, name), 'utf8')),
  )
  const comments = texts.flatMap((text) => [
    ...text.matchAll(/\/\*\*((?:(?!\*\/)[^])*)\*\/\n\s*(?:export )?const (\w+) = (?:event|command)\(/g),
  ])
  return new Map(comments.map(([, comment, name]) => [name!, comment!.replace(/\s*\n\s*\*?\s*/g, ' ').trim()]))
}
