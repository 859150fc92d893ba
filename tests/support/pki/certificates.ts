/** Certificates and revocation lists for tests, of any shape, made with @peculiar/x509 on the platform's keys. */
import 'reflect-metadata'
import { KeyObject, webcrypto } from 'node:crypto'
import type { Extension, X509Certificate } from '@peculiar/x509'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  CRLDistributionPointsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  X509CrlGenerator,
  X509CrlReason,
  type X509CrlEntryParams,
} from '@peculiar/x509'

export const EMAIL = '1.3.6.1.5.5.7.3.4'
export const DOCUMENT = '1.3.6.1.5.5.7.3.36'
export const SERVER = '1.3.6.1.5.5.7.3.1'

const crypto = webcrypto as webcrypto.Crypto
const KEYS = {
  p256: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  p384: { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
  p521: { name: 'ECDSA', namedCurve: 'P-521', hash: 'SHA-512' },
  rsa: rsa(2048),
  rsa1024: rsa(1024),
} as const
export type KeyKind = keyof typeof KEYS

function rsa(modulusLength: number) {
  const publicExponent = new Uint8Array([1, 0, 1])
  return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength, publicExponent }
}

export interface Identity {
  readonly certificate: X509Certificate
  readonly der: Uint8Array
  readonly keys: webcrypto.CryptoKeyPair
  readonly kind: KeyKind
  readonly privateKey: KeyObject
  readonly issuer: Identity | null
}

export interface Shape {
  readonly name: string
  readonly issuer?: Identity
  readonly kind?: KeyKind
  /** Reuses the key of another identity. */
  readonly keys?: webcrypto.CryptoKeyPair
  readonly ca?: boolean
  readonly pathLength?: number
  readonly keyUsage?: number | null
  readonly extendedKeyUsage?: string[] | null
  readonly emails?: string[]
  readonly crlUrl?: string
  readonly notBefore?: Date
  readonly notAfter?: Date
  readonly serial?: string
  readonly extensions?: Extension[]
}

export const AT = new Date('2026-11-01T03:00:00Z')
export const day = (days: number) => new Date(AT.getTime() + days * 86_400_000)

export async function makeIdentity(shape: Shape): Promise<Identity> {
  const kind = shape.kind ?? 'p256'
  const keys = shape.keys ?? (await crypto.subtle.generateKey(KEYS[kind], true, ['sign', 'verify']))
  const { issuer, ca } = shape
  const usage =
    shape.keyUsage === undefined
      ? ca
        ? KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign
        : KeyUsageFlags.digitalSignature
      : shape.keyUsage
  const eku = shape.extendedKeyUsage === undefined ? (ca ? null : [EMAIL]) : shape.extendedKeyUsage
  const extensions: Extension[] = [
    ...(ca ? [new BasicConstraintsExtension(true, shape.pathLength, true)] : []),
    ...(usage === null ? [] : [new KeyUsagesExtension(usage, true)]),
    ...(eku ? [new ExtendedKeyUsageExtension(eku)] : []),
    ...(shape.emails
      ? [
          new SubjectAlternativeNameExtension(
            shape.emails.map((value) => ({ type: 'email', value }))
          ),
        ]
      : []),
    ...(shape.crlUrl ? [new CRLDistributionPointsExtension([shape.crlUrl])] : []),
    await SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
    await AuthorityKeyIdentifierExtension.create(
      issuer?.keys.publicKey ?? keys.publicKey,
      false,
      crypto
    ),
    ...(shape.extensions ?? []),
  ]
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: shape.serial,
      subject: shape.name,
      issuer: issuer?.certificate.subjectName ?? shape.name,
      notBefore: shape.notBefore ?? day(-30),
      notAfter: shape.notAfter ?? day(300),
      signingAlgorithm: KEYS[issuer?.kind ?? kind],
      publicKey: keys.publicKey,
      signingKey: issuer?.keys.privateKey ?? keys.privateKey,
      extensions,
    },
    crypto
  )
  return {
    certificate,
    der: new Uint8Array(certificate.rawData),
    keys,
    kind,
    privateKey: KeyObject.from(keys.privateKey),
    issuer: issuer ?? null,
  }
}

export interface CrlShape {
  readonly revoked?: readonly (X509CrlEntryParams | Identity)[]
  readonly thisUpdate?: Date
  readonly nextUpdate?: Date
  readonly extensions?: Extension[]
  /** Signs with another key than the issuer's. */
  readonly signer?: Identity
}

export async function makeCrl(issuer: Identity, shape: CrlShape = {}): Promise<Uint8Array> {
  const signer = shape.signer ?? issuer
  const crl = await X509CrlGenerator.create(
    {
      issuer: issuer.certificate.subjectName,
      thisUpdate: shape.thisUpdate ?? day(-1),
      nextUpdate: shape.nextUpdate ?? day(6),
      signingAlgorithm: KEYS[signer.kind],
      signingKey: signer.keys.privateKey,
      extensions: shape.extensions ?? [],
      entries: (shape.revoked ?? []).map((entry) =>
        'certificate' in entry
          ? {
              serialNumber: entry.certificate.serialNumber,
              revocationDate: day(-2),
              reason: X509CrlReason.keyCompromise,
            }
          : entry
      ),
    },
    crypto
  )
  return new Uint8Array(crl.rawData)
}
