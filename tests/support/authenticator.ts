import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import type { UserKind } from '#identity/sessions/store'
import { publicId } from '#shared/public_id'

/** Bits of the authenticator data (WebAuthn §6.1). */
const [PRESENT, VERIFIED, MAY_SYNC, SYNCED, ATTESTED] = [0x01, 0x04, 0x08, 0x10, 0x40]

/** What a dishonest or broken authenticator does otherwise than a good one. */
export interface Twist {
  origin?: string
  rpId?: string
  type?: string
  crossOrigin?: boolean
  challenge?: string
  /** The user was there, and nobody looked who it was. */
  unverified?: boolean
  /** What it says its counter is. */
  count?: number
  /** Whose passkey it says it is; null for none. */
  handle?: string | null
  /** What it says which passkey it is. */
  id?: string
  /** Keeps quiet about (or claims) being kept on several devices. */
  maySync?: boolean
  /** Says who made it: by a certificate, or by the passkey itself. */
  attested?: { privateKey: KeyObject; der: Uint8Array } | 'by itself'
  forged?: boolean
}

type Algorithm = 'ES256' | 'ES384' | 'RS256' | 'EdDSA'

interface Options {
  challenge: string
  rp?: { id: string }
  rpId?: string
  user?: { id: string }
  allowCredentials?: { id: string }[]
}

/** An authenticator in software: one passkey, with a key that really signs. */
export class Authenticator {
  readonly id = randomBytes(32).toString('base64url')
  readonly #key: { publicKey: KeyObject; privateKey: KeyObject }
  #handle: string | null = null
  #count = 0

  constructor(
    readonly origin: string,
    readonly algorithm: Algorithm = 'ES256',
    readonly maySync = false
  ) {
    this.#key = keyPair(algorithm)
  }

  /** `navigator.credentials.create`, as its JSON. */
  create(options: Options, twist: Twist = {}): string {
    this.#handle = options.user!.id
    const id = Buffer.from(twist.id ?? this.id, 'base64url')
    const data = Buffer.concat([
      this.#head(options.rp!.id, twist, ATTESTED!),
      Buffer.alloc(16),
      uint16(id.length),
      id,
      coseKey(this.#key.publicKey, this.algorithm),
    ])
    const clientData = this.#clientData('webauthn.create', options, twist)
    const signed = Buffer.concat([data, sha256(clientData)])
    const format = twist.attested ? 'packed' : 'none'
    const statement = twist.attested ? this.#statement(signed, twist.attested) : new Map()
    const attestationObject = Buffer.concat([
      Buffer.from([0xa3]),
      cbor('fmt'),
      cbor(format),
      cbor('attStmt'),
      cbor(statement),
      cbor('authData'),
      cbor(data),
    ])
    return this.#answer(id.toString('base64url'), {
      clientDataJSON: clientData.toString('base64url'),
      attestationObject: attestationObject.toString('base64url'),
      transports: ['internal', 'made-up'],
    })
  }

  /** `navigator.credentials.get`, as its JSON. */
  get(options: Options, twist: Twist = {}): string {
    this.#count = twist.count ?? (this.#count > 0 || twist.count ? this.#count + 1 : 0)
    const data = this.#head(options.rpId!, twist, 0)
    const clientData = this.#clientData('webauthn.get', options, twist)
    const signed = Buffer.concat([data, sha256(clientData)])
    const handle = twist.handle === undefined ? this.#handle : twist.handle
    return this.#answer(twist.id ?? this.id, {
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: (twist.forged ? randomBytes(70) : this.#sign(signed)).toString('base64url'),
      ...(handle === null ? {} : { userHandle: handle }),
    })
  }

  #head(rpId: string, twist: Twist, bits: number): Buffer {
    const maySync = twist.maySync ?? this.maySync
    const flags =
      PRESENT! | (twist.unverified ? 0 : VERIFIED!) | (maySync ? MAY_SYNC! | SYNCED! : 0) | bits
    const count = Buffer.alloc(4)
    count.writeUInt32BE(this.#count)
    return Buffer.concat([sha256(Buffer.from(twist.rpId ?? rpId)), Buffer.from([flags]), count])
  }

  /** What says who made it (WebAuthn §8.2). */
  #statement(signed: Buffer, by: NonNullable<Twist['attested']>): Map<string, unknown> {
    const sig = by === 'by itself' ? this.#sign(signed) : sign('sha256', signed, by.privateKey)
    const fields: [string, unknown][] = [
      ['alg', -7],
      ['sig', sig],
    ]
    return new Map(by === 'by itself' ? fields : [...fields, ['x5c', [Buffer.from(by.der)]]])
  }

  #clientData(type: string, options: Options, twist: Twist): Buffer {
    return Buffer.from(
      JSON.stringify({
        type: twist.type ?? type,
        challenge: twist.challenge ?? options.challenge,
        origin: twist.origin ?? this.origin,
        crossOrigin: twist.crossOrigin ?? false,
      })
    )
  }

  #sign(bytes: Buffer): Buffer {
    return sign(this.algorithm === 'EdDSA' ? null : 'sha256', bytes, this.#key.privateKey)
  }

  #answer(id: string, response: Record<string, unknown>): string {
    return JSON.stringify({
      id,
      rawId: id,
      type: 'public-key',
      response,
      clientExtensionResults: {},
    })
  }
}

function keyPair(algorithm: Algorithm) {
  if (algorithm === 'RS256') return generateKeyPairSync('rsa', { modulusLength: 2048 })
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519')
  return generateKeyPairSync('ec', { namedCurve: algorithm === 'ES256' ? 'P-256' : 'P-384' })
}

/** A public key as COSE writes it (RFC 9053). */
function coseKey(key: KeyObject, algorithm: Algorithm): Buffer {
  const jwk = key.export({ format: 'jwk' }) as Record<string, string>
  const part = (name: string) => Buffer.from(jwk[name]!, 'base64url')
  const fields: Record<Algorithm, () => [number, unknown][]> = {
    ES256: () => [
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, part('x')],
      [-3, part('y')],
    ],
    ES384: () => [
      [1, 2],
      [3, -35],
      [-1, 2],
      [-2, part('x')],
      [-3, part('y')],
    ],
    RS256: () => [
      [1, 3],
      [3, -257],
      [-1, part('n')],
      [-2, part('e')],
    ],
    EdDSA: () => [
      [1, 1],
      [3, -8],
      [-1, 6],
      [-2, part('x')],
    ],
  }
  return cbor(new Map(fields[algorithm]()))
}

/** As much of CBOR (RFC 8949) as a passkey takes. */
function cbor(value: unknown): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  if (typeof value === 'string') {
    const bytes = Buffer.from(value)
    return Buffer.concat([head(3, bytes.length), bytes])
  }
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(cbor)])
  const entries = [...(value as Map<unknown, unknown>)]
  return Buffer.concat([head(5, entries.length), ...entries.flat().map(cbor)])
}

function head(major: number, count: number): Buffer {
  const high = major << 5
  if (count < 24) return Buffer.from([high | count])
  return count < 256
    ? Buffer.from([high | 24, count])
    : Buffer.concat([Buffer.from([high | 25]), uint16(count)])
}

function uint16(count: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(count)
  return bytes
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}

/** A passkey of somebody that no authenticator has, as its row. */
export function passkeyRow(kind: UserKind, userId: number) {
  const id = publicId()
  return {
    public_id: id,
    created_at: 0,
    updated_at: 0,
    user_kind: kind,
    user_id: userId,
    name: 'Ponsel lama',
    rp_id: 'mitra.localhost',
    credential_id: id,
    public_key: id,
    sign_count: 0,
    transports: '[]',
    may_be_synced: 0,
    is_synced: 0,
  }
}
