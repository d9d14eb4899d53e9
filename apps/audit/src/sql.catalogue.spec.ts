import { expectStatements, StatementRecorder } from '@filao/testing'
import { appendStatement } from './store/audit-log.store'
import { createSources, knownRequests, loadSources, markStopped } from './store/audit-positions.store'

it('records and moves its sources as the committed SQL says', async () => {
  const recorder = new StatementRecorder()
  await recorder.under('append', () => recorder.query(appendStatement([], 0)))
  await recorder.under('sources_load', () => loadSources(recorder, 0))
  await recorder.under('sources_create', () => createSources(recorder, []))
  const source = { source: 'order', sourcePartition: 0, position: 0 }
  await recorder.under('source_stop', () => markStopped(recorder, source as never, 'gap'))
  await recorder.under('requests_known', () => knownRequests(recorder, []))
  expectStatements('apps/audit/sql', recorder)
})
