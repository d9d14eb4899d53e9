import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { readConfig, readSecret } from './config'
import { ConfigError } from './environment'

const URL = 'postgres://wallet:hunter2@127.0.0.1:5432/filao'

describe('configuration', () => {
  it('needs nothing but the name of the service', () => {
    const config = readConfig({ FILAO_SERVICE: 'wallet' })
    expect(config).toMatchObject({ service: 'wallet', partitions: 4, kafkaBrokers: [], bodyBytesMax: 65_536 })
    expect(config.instance).toMatch(/^[0-9a-f]{8}$/)
    expect(config.rates).toMatchObject({ default: 100, orders: 30, orders_api_key: 600, credentials: 5 })
  })

  it('takes limits from RATE_<CLASS> and brokers as a list', () => {
    const config = readConfig({ FILAO_SERVICE: 'order', RATE_ORDERS: '9000', FILAO_KAFKA_BROKERS: 'a:9092,b:9092' })
    expect(config.rates.orders).toBe(9000)
    expect(config.kafkaBrokers).toEqual(['a:9092', 'b:9092'])
  })

  it('treats an empty variable as one that is not set', () => {
    expect(readConfig({ FILAO_SERVICE: 'order', FILAO_DATABASE_URL: '', RATE_ORDERS: '' }).databaseUrl).toBeUndefined()
  })

  it('uses the same address for the internal routes of identity unless told otherwise', () => {
    const config = readConfig({ FILAO_SERVICE: 'order', FILAO_IDENTITY_URL: 'http://identity:8080/' })
    expect([config.identityUrl, config.identityInternalUrl]).toEqual(['http://identity:8080', 'http://identity:8080'])
  })

  it('names each wrong variable, and no value', () => {
    const read = () =>
      readConfig({ FILAO_SERVICE: 'order', FILAO_DATABASE_URL: 'mysql://u:hunter2@x/y', RATE_ORDERS: 'hunter3' })
    expect(read).toThrow(ConfigError)
    expect(read).toThrow(/FILAO_DATABASE_URL.*RATE_ORDERS/)
    expect(read).not.toThrow(/hunter/)
  })

  it('never prints a secret, however it is printed', () => {
    const config = readConfig({ FILAO_SERVICE: 'wallet', FILAO_DATABASE_URL: URL })
    const prints = [JSON.stringify(config), inspect(config, { depth: 9 }), `${config.databaseUrl}`, String(config)]
    expect(prints.join()).not.toContain('hunter2')
    expect(config.databaseUrl?.reveal()).toBe(URL)
  })

  it('reads secrets from files and refuses names that leave the folder', () => {
    const secretsDir = mkdtempSync(join(tmpdir(), 'secrets-'))
    writeFileSync(join(secretsDir, 'body-hash.key'), 'k')
    expect(readSecret({ secretsDir }, 'body-hash.key').toString()).toBe('k')
    expect(() => readSecret({ secretsDir }, '../passwd')).toThrow(ConfigError)
    expect(() => readSecret({ secretsDir }, 'missing')).toThrow(/missing cannot be read/)
    expect(() => readSecret({ secretsDir: undefined }, 'body-hash.key')).toThrow(/FILAO_SECRETS_DIR/)
  })
})
