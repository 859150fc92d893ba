import {
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server'
import {
  COSEALG,
  decodeAttestationObject,
  decodeClientDataJSON,
} from '@simplewebauthn/server/helpers'
import type Passkey from '#identity/models/passkey'
import type { RelyingParty } from './relying_party.js'

/** What every authenticator of today has one of; nothing else is asked for, nothing else is taken. */
export const ALGORITHMS: number[] = [COSEALG.ES256, COSEALG.EdDSA, COSEALG.RS256]

/** WebAuthn §4: no authenticator's identifier of a credential is longer. */
const LONGEST_ID = 1023

/** A passkey as its authenticator made it. */
export interface MadeCredential {
  id: string
  publicKey: string
  signCount: number
  transports: string[]
  mayBeSynced: boolean
  isSynced: boolean
}

/** What a good signature says beside that it is good. */
export interface Assertion {
  signCount: number
  mayBeSynced: boolean
  isSynced: boolean
}

/**
 * Reads what a browser made of `navigator.credentials.create` and checks it (WebAuthn §7.1): our challenge, origin and host, the user
 * verified, an algorithm that was asked for. Of statements about the authenticator's make only those without certificates are read:
 * no decision hangs on them, and a certificate would name addresses for us to fetch.
 *
 * @returns null for whatever is not a credential made for us just now
 */
export async function verifyMade(
  party: RelyingParty,
  challenge: string,
  sent: string
): Promise<MadeCredential | null> {
  const response = readSent(sent, ['clientDataJSON', 'attestationObject'])
  if (!response) return null
  return orNull(async () => {
    const made = response as unknown as RegistrationResponseJSON
    if (isFramed(made.response.clientDataJSON) || isCertified(made)) return null
    const { verified, registrationInfo: info } = await verifyRegistrationResponse({
      response: made,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    })
    // The identifier that is kept is the one in the signed data; the one beside it is only what was said.
    if (!verified || info.credential.id !== made.id) return null
    if (Buffer.from(made.id, 'base64url').length > LONGEST_ID) return null
    return {
      id: info.credential.id,
      publicKey: Buffer.from(info.credential.publicKey).toString('base64url'),
      signCount: info.credential.counter,
      transports: knownTransports(made.response.transports),
      mayBeSynced: info.credentialDeviceType === 'multiDevice',
      isSynced: info.credentialBackedUp,
    }
  })
}

/** What a browser made of `navigator.credentials.get`, unchecked: which passkey it names, and whose it says it is. */
export function readAssertion(
  sent: string
): { id: string; handle: string | null; response: AuthenticationResponseJSON } | null {
  const response = readSent(sent, ['clientDataJSON', 'authenticatorData', 'signature'])
  if (!response) return null
  const { userHandle } = response.response
  return {
    id: response.id,
    handle: typeof userHandle === 'string' && userHandle !== '' ? userHandle : null,
    response: response as unknown as AuthenticationResponseJSON,
  }
}

/** Checks a signature (WebAuthn §7.2) by the key of a passkey. Its counter is for the caller to judge, who holds the row. */
export async function verifyAssertion(
  party: RelyingParty,
  challenge: string,
  response: AuthenticationResponseJSON,
  passkey: Passkey
): Promise<Assertion | null> {
  return orNull(async () => {
    if (isFramed(response.response.clientDataJSON)) return null
    const { verified, authenticationInfo: info } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
        // The package compares before it has looked at the signature: anybody could then tell a copy's tale.
        counter: 0,
      },
    })
    if (!verified) return null
    return {
      signCount: info.newCounter,
      mayBeSynced: info.credentialDeviceType === 'multiDevice',
      isSynced: info.credentialBackedUp,
    }
  })
}

/** Who a passkey says its owner is (`user.handle`): nothing that names a person. */
export function handleOf(kind: string, account: { publicId: string }): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(`${kind}:${account.publicId}`))
}

interface Sent {
  id: string
  rawId: string
  type: string
  response: Record<string, unknown>
}

/** Text of a form as the JSON of a credential whose `fields` are text; null for anything else. */
function readSent(sent: string, fields: readonly string[]): Sent | null {
  const value = parse(sent) as Sent | null
  if (typeof value?.id !== 'string' || typeof value.response !== 'object') return null
  const { response } = value
  return response && fields.every((field) => typeof response[field] === 'string') ? value : null
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The package throws what it has against a credential, whatever that is: it is somebody's input that is wrong, not we. */
async function orNull<T>(check: () => Promise<T | null>): Promise<T | null> {
  try {
    return await check()
  } catch {
    return null
  }
}

/** Made inside a frame of another site? We are shown in none (`frame-ancestors`). */
function isFramed(clientData: string): boolean {
  return decodeClientDataJSON(clientData).crossOrigin === true
}

function isCertified({ response }: RegistrationResponseJSON): boolean {
  const statement = decodeAttestationObject(
    new Uint8Array(Buffer.from(response.attestationObject, 'base64url'))
  )
  const format = statement.get('fmt')
  if (format === 'none') return false
  return format !== 'packed' || statement.get('attStmt').get('x5c') !== undefined
}

const TRANSPORTS = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']

function knownTransports(said: unknown): string[] {
  return Array.isArray(said) ? TRANSPORTS.filter((one) => said.includes(one)) : []
}
