import { expectGenerated } from '@filao/testing'
import { metricsPage } from './metrics-page'

it('every metric has its line in the committed page', () => {
  expectGenerated('docs/operations/metrics.md', metricsPage())
})
