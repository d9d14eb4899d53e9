import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'

const PRESENT = 0x01
const VERIFIED = 0x04
const HAS_CREDENTIAL = 0x40

/** `RegistrationResponseJSON` of WebAuthn level 3. */
export interface MadeCredential {
  readonly id: string
  readonly rawId: string
  readonly type: 'public-key'
  readonly clientExtensionResults: Record<string, never>
  readonly response: {
    readonly clientDataJSON: string
    readonly attestationObject: string
    readonly transports: string[]
  }
}

/** `AuthenticationResponseJSON` of WebAuthn level 3. */
export interface ShownCredential {
  readonly id: string
  readonly rawId: string
  readonly type: 'public-key'
  readonly clientExtensionResults: Record<string, never>
  readonly response: { readonly clientDataJSON: string; readonly authenticatorData: string; readonly signature: string }
}

export interface AuthenticatorSettings {
  /** The site that the browser shows. */
  readonly origin: string
  /** The site that the credential is of; by default the host of the origin. */
  readonly rpId?: string
  /** False for one that keeps no count of its signatures, as those that are copied between devices. */
  readonly counts?: boolean
  /** False for one that did not ask for a finger or a number. */
  readonly verifies?: boolean
}

/** A browser with an authenticator that holds one passkey (ES256, attestation `none`): what people have, made of software. */
export class SoftwareAuthenticator {
  /** What the authenticator says that it has signed next. Set back, it is a copy of an earlier one. */
  signCount = 0
  private readonly id = randomBytes(32)
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })

  constructor(private readonly settings: AuthenticatorSettings) {}

  /** `navigator.credentials.create()`. */
  create({ challenge }: { readonly challenge: string }): MadeCredential {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(this.id.length)
    const aaguid = Buffer.alloc(16)
    const credential = Buffer.concat([aaguid, length, this.id, coseKey(this.keys.publicKey)])
    const authData = this.authenticatorData(HAS_CREDENTIAL, credential)
    const attestation = cborMap([
      [cborText('fmt'), cborText('none')],
      [cborText('attStmt'), cborMap([])],
      [cborText('authData'), cborBytes(authData)],
    ])
    const clientDataJSON = this.clientData('webauthn.create', challenge).toString('base64url')
    const response = { clientDataJSON, attestationObject: attestation.toString('base64url'), transports: ['internal'] }
    return { ...this.named(), response }
  }

  /** `navigator.credentials.get()`. */
  get({ challenge }: { readonly challenge: string }): ShownCredential {
    if (this.settings.counts !== false) this.signCount += 1
    const data = this.authenticatorData(0)
    const clientData = this.clientData('webauthn.get', challenge)
    const signature = sign('sha256', Buffer.concat([data, sha256(clientData)]), this.keys.privateKey)
    return {
      ...this.named(),
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
      },
    }
  }

  private named() {
    const id = this.id.toString('base64url')
    return { id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} }
  }

  private clientData(type: string, challenge: string): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.settings.origin, crossOrigin: false }))
  }

  /** WebAuthn level 3, 6.1. */
  private authenticatorData(flags: number, credential = Buffer.alloc(0)): Buffer {
    const { origin, rpId = new URL(origin).hostname, verifies = true } = this.settings
    const head = Buffer.alloc(5)
    head.writeUInt8(flags | PRESENT | (verifies ? VERIFIED : 0))
    head.writeUInt32BE(this.signCount, 1)
    return Buffer.concat([sha256(Buffer.from(rpId)), head, credential])
  }
}

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest()

/** The public key as RFC 9053 has it: EC2, ES256, P-256. */
function coseKey(key: KeyObject): Buffer {
  const { x, y } = key.export({ format: 'jwk' })
  return cborMap([
    [cborInteger(1), cborInteger(2)],
    [cborInteger(3), cborInteger(-7)],
    [cborInteger(-1), cborInteger(1)],
    [cborInteger(-2), cborBytes(Buffer.from(x!, 'base64url'))],
    [cborInteger(-3), cborBytes(Buffer.from(y!, 'base64url'))],
  ])
}

/** As much of CBOR (RFC 8949) as an attestation needs. */
function cborHead(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value])
  if (value < 0x100) return Buffer.from([(major << 5) | 24, value])
  return Buffer.from([(major << 5) | 25, value >> 8, value & 0xff])
}
const cborInteger = (value: number): Buffer => (value < 0 ? cborHead(1, -1 - value) : cborHead(0, value))
const cborBytes = (bytes: Buffer): Buffer => Buffer.concat([cborHead(2, bytes.length), bytes])
const cborText = (text: string): Buffer => Buffer.concat([cborHead(3, text.length), Buffer.from(text)])
const cborMap = (entries: readonly (readonly [Buffer, Buffer])[]): Buffer =>
  Buffer.concat([cborHead(5, entries.length), ...entries.flat()])
