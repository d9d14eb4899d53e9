import { Platform } from './platform.fixture'
import { aClientLives } from './stories/life.cases'
import { banksContradict } from './stories/contradictions.cases'
import { issuersAreScreened } from './stories/issuers.cases'
import { newcomersFindTheirWay } from './stories/newcomers.cases'
import { ordersAreTraded } from './stories/trading.cases'
import { pricesComeFromOutside } from './stories/prices.cases'
import { staffGovern } from './stories/governance.cases'

// One platform for all: a start costs more than most of them, and they share it as people do.
const platform = new Platform()
beforeAll(() => platform.start(), 1_200_000)
afterAll(() => platform.stop(), 180_000)
jest.setTimeout(600_000)

describe('trading', () => ordersAreTraded(platform))
describe('a client', () => aClientLives(platform))
describe('a payout that its bank contradicts', () => banksContradict(platform))
describe('a newcomer', () => newcomersFindTheirWay(platform))
describe('an issuer', () => issuersAreScreened(platform))
describe('prices', () => pricesComeFromOutside(platform))
// Last: it changes fees and closes the registration.
describe('staff', () => staffGovern(platform))
