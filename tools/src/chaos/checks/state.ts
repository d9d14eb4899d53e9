import { join } from 'node:path'
import { verify } from '../../verify/verification'
import { SHARING, type ChaosPlatform } from '../platform'

/** The state rows of every service are the fold of its log, so no fact stands in them twice and none is missing. */
export async function checkState({ development, facts }: ChaosPlatform): Promise<readonly string[]> {
  const found = await Promise.all(
    SHARING.map((service) => {
      const { ownerUrl } = development.postgres[service]!
      const secretsFolder = join(facts.folders.secrets, service)
      return verify(service, { ownerUrl, secretsFolder, identityUrl: development.services['identity']!.management })
    }),
  )
  return found
    .filter(({ holds }) => !holds)
    .flatMap(({ said }) => said.split('\n').filter((line) => /^(✗| {2})/.test(line)))
}
