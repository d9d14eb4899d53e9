import { Controller, Get, Module, Post } from '@nestjs/common'
import { identityStandIn, type IdentityStandIn } from '../testing/identity-stand-in'
import { createApp, type ServiceApp } from '../app/create-app'
import { Roles, SingleFactor, StepUp } from './access'

@Controller('v1/vault')
@Roles('client', 'treasury')
class VaultController {
  @Get()
  look(): unknown {
    return {}
  }

  @Post('open')
  @StepUp()
  open(): unknown {
    return {}
  }

  @Get('door')
  @SingleFactor()
  door(): unknown {
    return {}
  }
}

@Module({ controllers: [VaultController] })
class VaultModule {}

let identity: IdentityStandIn
let service: ServiceApp
beforeAll(async () => {
  identity = await identityStandIn()
  const environment = { FILAO_IDENTITY_URL: identity.url, LOG_LEVEL: 'silent' }
  service = await createApp(VaultModule, { service: 'order', environment })
})
afterAll(async () => {
  await service.close()
  await identity.close()
})

const NOW_SECONDS = Math.floor(Date.now() / 1000)
const asked = async (method: 'GET' | 'POST', url: string, claims: object): Promise<unknown> => {
  const authorization = `Bearer ${await identity.token(claims as never)}`
  const { statusCode, body } = await service.app.inject({ method, url, headers: { authorization } })
  return statusCode < 300 ? statusCode : (JSON.parse(body) as { code: string }).code
}
const password = { amr: ['pwd'], second_factor_time: undefined }
const shown = (secondsAgo: number) => ({ amr: ['pwd', 'mfa'], second_factor_time: NOW_SECONDS - secondsAgo })

describe('a client', () => {
  const client = { roles: ['client'] }
  it('needs no second factor for what does not ask for it', async () => {
    expect(await asked('GET', '/v1/vault', { ...client, ...password })).toBe(200)
  })
  it.each([
    ['never', password, 'step-up-required'],
    ['just now', shown(0), 201],
    ['nearly five minutes ago', shown(290), 201],
    ['more than five minutes ago', shown(302), 'step-up-required'],
  ])('who has shown it %s: %s', async (_when, claims, answer) => {
    expect(await asked('POST', '/v1/vault/open', { ...client, ...claims })).toBe(answer)
  })
})

describe('staff', () => {
  const staff = { roles: ['treasury'] }
  it('do nothing before they have ever shown one', async () => {
    expect(await asked('GET', '/v1/vault', { ...staff, ...password })).toBe('second-factor-required')
    expect(await asked('POST', '/v1/vault/open', { ...staff, ...password })).toBe('second-factor-required')
  })
  it('go on once they have shown one', async () => {
    expect(await asked('GET', '/v1/vault', { ...staff, ...shown(0) })).toBe(200)
    expect(await asked('POST', '/v1/vault/open', { ...staff, ...shown(0) })).toBe(201)
  })
  it('but what they need to enrol one', async () => {
    expect(await asked('GET', '/v1/vault/door', { ...staff, ...password })).toBe(200)
  })
  it('go on with one that was shown hours ago, but for what asks for it anew', async () => {
    expect(await asked('GET', '/v1/vault', { ...staff, ...shown(20_000) })).toBe(200)
    expect(await asked('POST', '/v1/vault/open', { ...staff, ...shown(20_000) })).toBe('step-up-required')
  })
})

it('a program with an API key has nothing to show', async () => {
  expect(await asked('POST', '/v1/vault/open', { amr: ['api_key'], second_factor_time: undefined })).toBe(
    'step-up-required',
  )
})

it('who may not call a route hears of that, and not of a second factor', async () => {
  expect(await asked('POST', '/v1/vault/open', { roles: ['support'], ...password })).toBe('forbidden')
})
