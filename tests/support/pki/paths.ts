/**
 * Certificates and lists of any shape, also shapes that no library would make, written byte by byte and not by the code under test;
 * and the command's own cases to judge them by. What is not said is as RFC 5280 wants it.
 */
import {
  constants,
  createHash,
  generateKeyPairSync,
  sign,
  type KeyObject,
  type SignKeyObjectInput,
} from 'node:crypto'
import { judgeCase, type CaseResult } from '#pki/path/cases'
import {
  children,
  contentOf,
  nil,
  octets,
  oid,
  pem,
  seq,
  tlv,
  utcTime,
} from '#tests/support/pki/der'

export const NOW = new Date('2026-11-01T03:00:00Z')
export const days = (count: number) => new Date(NOW.getTime() + count * 86_400_000)

export interface Keys {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

export const ecKeys = (namedCurve = 'P-256'): Keys => generateKeyPairSync('ec', { namedCurve })

export interface Party {
  readonly der: Buffer
  readonly name: Buffer
  readonly keys: Keys
}

export interface Extension {
  readonly oid: string
  readonly value: Buffer
  readonly critical?: boolean
  /** Writes the criticality also where it is the default. */
  readonly spelledOut?: boolean
  /** The octet of the criticality. */
  readonly flag?: number
}

/** `CN=a,O=b` as a Name: types CN, O, OU, C, E; a value with `#tag:` in front is of that string type. */
export function dn(text: string): Buffer {
  const types: Record<string, string> = {
    CN: '2.5.4.3',
    O: '2.5.4.10',
    OU: '2.5.4.11',
    C: '2.5.4.6',
    E: '1.2.840.113549.1.9.1',
  }
  const parts = text === '' ? [] : text.split(',')
  return seq(
    ...parts.map((part) => {
      const [type = '', ...rest] = part.split('=')
      return tlv(0x31, seq(oid(types[type]!), text8(rest.join('='))))
    })
  )
}

function text8(value: string): Buffer {
  return tlv(0x0c, Buffer.from(value))
}

export const bits = (...numbers: number[]): Buffer => {
  const last = Math.max(...numbers)
  const bytes = Buffer.alloc((last >> 3) + 1)
  for (const number of numbers) bytes[number >> 3]! |= 0x80 >> (number & 7)
  return tlv(0x03, Buffer.from([7 - (last & 7)]), bytes)
}

const yes = tlv(0x01, Buffer.from([0xff]))
export const integer = (value: number) =>
  tlv(0x02, value > 127 ? Buffer.from([value >> 8, value & 255]) : Buffer.from([value]))
const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest()
/** Exporting a key costs more than signing with it. */
const exported = new WeakMap<KeyObject, { readonly spki: Buffer; readonly id: Buffer }>()
function exportOf({ publicKey }: Keys) {
  let entry = exported.get(publicKey)
  if (!entry) {
    const spki = publicKey.export({ type: 'spki', format: 'der' })
    entry = { spki, id: sha1(contentOf(children(spki)[1]!).subarray(1)) }
    exported.set(publicKey, entry)
  }
  return entry
}
const spkiOf = (keys: Keys) => exportOf(keys).spki
/** What a key identifier is made of (RFC 5280 §4.2.1.2). */
export const keyId = (keys: Keys) => exportOf(keys).id

export const ext = {
  ca: (pathLength?: number, critical = true): Extension => ({
    oid: '2.5.29.19',
    critical,
    value: seq(yes, ...(pathLength === undefined ? [] : [integer(pathLength)])),
  }),
  keyUsage: (...numbers: number[]): Extension => ({
    oid: '2.5.29.15',
    critical: true,
    value: bits(...numbers),
  }),
  purposes: (...oids: string[]): Extension => ({
    oid: '2.5.29.37',
    value: seq(...oids.map(oid)),
  }),
  names: (names: Buffer[], critical = false): Extension => ({
    oid: '2.5.29.17',
    critical,
    value: seq(...names),
  }),
  constraints: (permitted: Buffer[], excluded: Buffer[] = [], critical = true): Extension => ({
    oid: '2.5.29.30',
    critical,
    value: seq(
      ...(permitted.length > 0 ? [tlv(0xa0, ...permitted.map((base) => seq(base)))] : []),
      ...(excluded.length > 0 ? [tlv(0xa1, ...excluded.map((base) => seq(base)))] : [])
    ),
  }),
  policies: (...oids: string[]): Extension => ({
    oid: '2.5.29.32',
    value: seq(...oids.map((policy) => seq(oid(policy)))),
  }),
  mappings: (...pairs: [string, string][]): Extension => ({
    oid: '2.5.29.33',
    critical: true,
    value: seq(...pairs.map(([from, to]) => seq(oid(from), oid(to)))),
  }),
  points: (...points: Buffer[]): Extension => ({ oid: '2.5.29.31', value: seq(...points) }),
  unknown: (critical: boolean): Extension => ({ oid: '1.2.3.4.5.6', critical, value: nil }),
}

/** GeneralNames. */
export const general = {
  mail: (value: string) => tlv(0x81, Buffer.from(value)),
  dns: (value: string) => tlv(0x82, Buffer.from(value)),
  uri: (value: string) => tlv(0x86, Buffer.from(value)),
  ip: (...bytes: number[]) => tlv(0x87, Buffer.from(bytes)),
  directory: (name: Buffer) => tlv(0xa4, name),
  other: (type: string, value: Buffer) => tlv(0xa0, oid(type), tlv(0xa0, value)),
  utf8Mail: (value: string) =>
    tlv(0xa0, oid('1.3.6.1.5.5.7.8.9'), tlv(0xa0, tlv(0x0c, Buffer.from(value)))),
  registered: (type: string) => tlv(0x88, contentOf(oid(type))),
}

export const MAIL = '1.3.6.1.5.5.7.3.4'
export const KU = { sign: 0, certificates: 5, lists: 6 }

export interface CertificateShape {
  readonly name?: string | Buffer
  /** Itself when left out. */
  readonly issuer?: Party
  readonly issuerName?: Buffer
  readonly keys?: Keys
  readonly spki?: Buffer
  readonly serial?: Buffer
  /** 0 is version 1. */
  readonly version?: number | null
  readonly notBefore?: Date | Buffer
  readonly notAfter?: Date | Buffer
  /** An authority; else an end entity for mail. */
  readonly ca?: boolean
  /** Replace (by identifier) or take out (null) of the usual extensions, and add others behind them. */
  readonly extensions?: readonly (Extension | { readonly oid: string; readonly value: null })[]
  /** Exactly these. */
  readonly onlyExtensions?: readonly Extension[]
  readonly signature?: SignatureShape
  readonly innerAlgorithm?: Buffer
  readonly tail?: Buffer
  readonly uniqueId?: boolean
}

export interface SignatureShape {
  readonly algorithm: Buffer
  readonly sign: (tbs: Buffer, keys: Keys) => Buffer
}

const ECDSA: SignatureShape = {
  algorithm: seq(oid('1.2.840.10045.4.3.2')),
  sign: (tbs, keys) => sign('sha256', tbs, keys.privateKey),
}

export const RSA: SignatureShape = {
  algorithm: seq(oid('1.2.840.113549.1.1.11'), nil),
  sign: (tbs, keys) => sign('sha256', tbs, keys.privateKey),
}

export function signWith(
  algorithm: Buffer,
  hash: string | null,
  options: Partial<SignKeyObjectInput> = {}
): SignatureShape {
  return { algorithm, sign: (tbs, keys) => sign(hash, tbs, { key: keys.privateKey, ...options }) }
}

export const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING }

const usual = (keys: Keys): SignatureShape =>
  keys.privateKey.asymmetricKeyType === 'ec' ? ECDSA : RSA

let count = 0

export function certificate(shape: CertificateShape = {}): Party {
  const { ca = false, issuer } = shape
  const keys = shape.keys ?? ecKeys()
  const name =
    shape.name === undefined || typeof shape.name === 'string'
      ? dn(shape.name ?? `CN=Nobody ${count}`)
      : shape.name
  const signer = issuer?.keys ?? keys
  const signature = shape.signature ?? usual(signer)
  const serial = shape.serial ?? Buffer.from([0x40, count >> 8, count++ & 255])
  const extensions = shape.onlyExtensions ?? usualExtensions(shape, keys, signer, ca)
  const time = (value: Date | Buffer) => (Buffer.isBuffer(value) ? value : utcTime(value))
  const version = shape.version === undefined ? 2 : shape.version
  const tbs = seq(
    ...(version === null ? [] : [tlv(0xa0, integer(version))]),
    tlv(0x02, serial),
    shape.innerAlgorithm ?? signature.algorithm,
    shape.issuerName ?? issuer?.name ?? name,
    seq(time(shape.notBefore ?? days(-30)), time(shape.notAfter ?? days(300))),
    name,
    shape.spki ?? spkiOf(keys),
    ...(shape.uniqueId ? [tlv(0x81, Buffer.from([0, 1]))] : []),
    ...(extensions.length > 0 ? [tlv(0xa3, seq(...extensions.map(written)))] : [])
  )
  const der = seq(
    tbs,
    signature.algorithm,
    tlv(0x03, Buffer.from([0]), signature.sign(tbs, signer)),
    ...(shape.tail ? [shape.tail] : [])
  )
  return { der, name, keys }
}

function usualExtensions(
  shape: CertificateShape,
  keys: Keys,
  signer: Keys,
  ca: boolean
): Extension[] {
  const usualOnes: Extension[] = [
    { oid: '2.5.29.14', value: octets(keyId(keys)) },
    { oid: '2.5.29.35', value: seq(tlv(0x80, keyId(signer))) },
    ...(ca
      ? [ext.ca(), ext.keyUsage(KU.certificates, KU.lists)]
      : [
          ext.keyUsage(KU.sign),
          ext.purposes(MAIL),
          ext.names([general.mail('budi@mitra.example')]),
        ]),
  ]
  for (const change of shape.extensions ?? []) {
    const place = usualOnes.findIndex((item) => item.oid === change.oid)
    if (change.value === null) {
      if (place >= 0) usualOnes.splice(place, 1)
    } else if (place >= 0) usualOnes[place] = change
    else usualOnes.push(change)
  }
  return usualOnes
}

function written({ oid: type, critical = false, spelledOut, value, flag }: Extension): Buffer {
  const octet = flag ?? (critical ? 0xff : spelledOut ? 0 : undefined)
  const criticality = octet === undefined ? [] : [tlv(0x01, Buffer.from([octet]))]
  return seq(oid(type), ...criticality, octets(value))
}

export const authority = (shape: CertificateShape = {}) => certificate({ ...shape, ca: true })

/** A root, an authority below it, and an end entity below that, each as asked. */
export function family(
  shapes: { root?: CertificateShape; ca?: CertificateShape; leaf?: CertificateShape } = {}
) {
  const root = authority({ name: 'CN=Root', ...shapes.root })
  const ca = authority({ name: 'CN=Authority', issuer: root, ...shapes.ca })
  const leaf = certificate({ name: 'CN=Budi', issuer: ca, ...shapes.leaf })
  return { root, ca, leaf }
}

export interface EntryShape {
  readonly serial: Buffer
  readonly extensions?: readonly Extension[]
  readonly date?: Date
}

export interface ListShape {
  readonly issuerName?: Buffer
  readonly signer?: Keys
  readonly thisUpdate?: Date
  readonly nextUpdate?: Date | null
  readonly entries?: readonly EntryShape[]
  readonly number?: number | null
  readonly extensions?: readonly Extension[]
  readonly withoutKeyId?: boolean
  /** 1 is version 2; null leaves it out. */
  readonly version?: number | null
}

export function list(issuer: Party, shape: ListShape = {}): Buffer {
  const keys = shape.signer ?? issuer.keys
  const { algorithm, sign: signed } = usual(keys)
  const { number = 1, nextUpdate = days(6), version = 1 } = shape
  const extensions: Extension[] = [
    ...(shape.withoutKeyId ? [] : [{ oid: '2.5.29.35', value: seq(tlv(0x80, keyId(keys))) }]),
    ...(number === null ? [] : [{ oid: '2.5.29.20', value: integer(number) }]),
    ...(shape.extensions ?? []),
  ]
  const tbs = seq(
    ...(version === null ? [] : [integer(version)]),
    algorithm,
    shape.issuerName ?? issuer.name,
    utcTime(shape.thisUpdate ?? days(-1)),
    ...(nextUpdate ? [utcTime(nextUpdate)] : []),
    ...(shape.entries?.length
      ? [
          seq(
            ...shape.entries.map((entry) =>
              seq(
                tlv(0x02, entry.serial),
                utcTime(entry.date ?? days(-2)),
                ...(entry.extensions ? [seq(...entry.extensions.map(written))] : [])
              )
            )
          ),
        ]
      : []),
    ...(extensions.length > 0 ? [tlv(0xa0, seq(...extensions.map(written)))] : [])
  )
  return seq(tbs, algorithm, tlv(0x03, Buffer.from([0]), signed(tbs, keys)))
}

/** The content octets of a certificate's serial number. */
export const serialOf = (party: Party) => contentOf(children(children(party.der)[0]!)[1]!)

/** Extensions of lists. */
export const listExt = {
  point: (...fields: Buffer[]): Extension => ({
    oid: '2.5.29.28',
    critical: true,
    value: seq(...fields),
  }),
  indirect: tlv(0x84, Buffer.from([0xff])),
  /** Certificates that ended since then stay on the list. */
  keepsExpired: (since: Date): Extension => ({ oid: '2.5.29.60', value: utcTime(since) }),
  deltaOf: (base: number): Extension => ({
    oid: '2.5.29.27',
    critical: true,
    value: integer(base),
  }),
  issuerOf: (party: Party): Extension => ({
    oid: '2.5.29.29',
    critical: true,
    value: seq(general.directory(party.name)),
  }),
  reason: (code: number): Extension => ({
    oid: '2.5.29.21',
    value: tlv(0x0a, Buffer.from([code])),
  }),
}

/** A DistributionPoint: its full name and the issuer of its list. */
export function point(name: Buffer | null, crlIssuer?: Buffer): Buffer {
  return seq(
    ...(name ? [tlv(0xa0, tlv(0xa0, name))] : []),
    ...(crlIssuer ? [tlv(0xa2, general.directory(crlIssuer))] : [])
  )
}

export interface CaseShape {
  readonly trust: readonly (Party | Buffer)[]
  readonly chain: readonly (Party | Buffer)[]
  readonly crls?: readonly Buffer[]
  readonly at?: string
  readonly purpose?: string | null
  readonly policies?: object
  readonly revocation?: string
  readonly profile?: 'relying' | 'strict'
}

/** The line of a case. */
export function line(shape: CaseShape): string {
  const certificates = (items: readonly (Party | Buffer)[]) =>
    items.map((item) => pem('CERTIFICATE', Buffer.isBuffer(item) ? item : item.der))
  return JSON.stringify({
    id: 'a case',
    trust: certificates(shape.trust),
    chain: certificates(shape.chain),
    crls: (shape.crls ?? []).map((der) => pem('X509 CRL', der)),
    at: shape.at ?? NOW.toISOString(),
    purpose: shape.purpose === undefined ? 'emailProtection' : shape.purpose,
    policies: shape.policies ?? null,
    revocation: shape.revocation ?? (shape.crls ? 'require' : 'off'),
  })
}

export async function judged(shape: CaseShape): Promise<CaseResult> {
  return judgeCase(line(shape), { now: NOW, ...(shape.profile && { profile: shape.profile }) })
}

/** The reason of a refusal, or `accepted`. */
export async function verdict(shape: CaseShape): Promise<string> {
  return (await judged(shape)).reason ?? 'accepted'
}

/** The verdict on a family, root trusted. */
export async function familyVerdict(
  shapes: Parameters<typeof family>[0] = {},
  shape: Partial<CaseShape> = {}
): Promise<string> {
  const { root, ca, leaf } = family(shapes)
  return verdict({ trust: [root], chain: [leaf, ca], ...shape })
}
