export { expectGenerated, jsonText, WRITES } from './generated-file'
export { testBrokers, testDatabase, testPostgresUrl } from './test-servers'
export type { TestDatabase } from './test-servers'
