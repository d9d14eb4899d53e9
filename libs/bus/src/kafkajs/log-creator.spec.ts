import { logLevel } from 'kafkajs'
import { logCreatorFor } from './log-creator'

describe('what the client says', () => {
  const lines: [level: string, message: string, details: Readonly<Record<string, unknown>>][] = []
  const write = logCreatorFor((level, message, details) => void lines.push([level, message, details]))(logLevel.WARN)
  const say = (message: string, details: Record<string, unknown> = {}): void =>
    write({
      namespace: 'Consumer',
      level: logLevel.ERROR,
      label: 'ERROR',
      log: { message, timestamp: '', logger: 'kafkajs', ...details },
    })
  const levels = (): string[] => lines.splice(0).map(([level]) => level)

  it('is no error when a coordinator still starts, nor is the restart that follows from it', () => {
    say("Crash: KafkaJSProtocolError: The coordinator is loading and hence can't process requests for this group")
    say('Restarting the consumer in 200ms')
    say('Response JoinGroup', { error: 'The group coordinator is not available' })
    expect(levels()).toEqual(['debug', 'debug', 'debug'])
  })

  it('is an error otherwise, also a restart after another crash', () => {
    say('Crash: KafkaJSConnectionError: Connection timeout')
    say('Restarting the consumer in 200ms')
    expect(levels()).toEqual(['error', 'error'])
  })

  it('keeps the text of an error as its reason', () => {
    say('Response Produce', { error: 'Leader not available', broker: 'localhost:9092' })
    expect(lines.splice(0)).toEqual([
      [
        'error',
        'Response Produce',
        { component: 'kafkajs Consumer', reason: 'Leader not available', broker: 'localhost:9092' },
      ],
    ])
  })
})
