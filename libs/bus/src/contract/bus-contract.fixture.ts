import { asksAgain } from './chunks.cases'
import { deliversWhatIsOwned } from './ownership.cases'
import { waitsWhenTold } from './pausing.cases'
import { publishesInOrder } from './publishing.cases'
import { startsAndStops } from './stopping.cases'
import { keepsTopics } from './topics.cases'
import { TestedBus, type BusWorld } from './tested-bus.fixture'

/** What both implementations of the bus promise. */
export function busContract(name: string, open: () => Promise<BusWorld>): void {
  describe(name, () => {
    const tested = new TestedBus(open)
    publishesInOrder(tested)
    deliversWhatIsOwned(tested)
    asksAgain(tested)
    waitsWhenTold(tested)
    startsAndStops(tested)
    keepsTopics(tested)
  })
}
