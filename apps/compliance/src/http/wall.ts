import type { CallerFacts } from '@filao/service'

/** Whether somebody may learn what was found of a client (domain.md 12.2). Everybody else is told what looks like anybody's. */
export const isBehindTheWall = ({ roles }: Pick<CallerFacts, 'roles'>): boolean =>
  roles.includes('compliance') || roles.includes('mlro')
