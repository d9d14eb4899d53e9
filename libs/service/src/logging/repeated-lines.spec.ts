import { createLog } from './log'
import { RepeatedLines } from './repeated-lines'

describe('lines that repeat themselves', () => {
  let now = 0
  const written: Record<string, unknown>[] = []
  const log = createLog(
    { service: 'order', instance: 'one', logLevel: 'info' },
    { write: (line: string) => void written.push(JSON.parse(line) as Record<string, unknown>) },
  )
  const lines = new RepeatedLines(log, () => now)

  it('are written once a minute, with how many were held back', () => {
    for (now = 0; now <= 60_000; now += 1_000) lines.write('warn', 'database is away', { error: new Error('refused') })
    expect(written.map(({ msg, heldBack }) => [msg, heldBack])).toEqual([
      ['database is away', undefined],
      ['database is away', 59],
    ])
  })

  it('are told apart by their message and the kind of their error', () => {
    written.length = 0
    lines.write('warn', 'database is away', { error: new TypeError('other') })
    lines.write('warn', 'broker is away', { error: new Error('refused') })
    expect(written).toHaveLength(2)
  })
})
