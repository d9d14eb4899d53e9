import { createLog } from '../logging/log'
import { endService } from './fatal'

test('a service that cannot go on is unready at once, says why, and ends with 1', async () => {
  const happened: string[] = []
  const lines: string[] = []
  const log = createLog(
    { service: 'wallet', instance: 'one', logLevel: 'info' },
    { write: (line: string) => void lines.push(line) },
  )
  await endService(new TypeError('poison'), { management: { drain: () => happened.push('unready') }, log }, (code) =>
    happened.push(`exit ${code}`),
  )
  expect(happened).toEqual(['unready', 'exit 1'])
  expect(lines.join()).toContain('poison')
})
