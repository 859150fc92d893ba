/** Certificate revocation lists (RFC 5280 §5), read strictly and without an object per entry. */
import {
  context,
  DerReader,
  MalformedAsn1,
  readBitStringBytes,
  readIntegerBytes,
  readOne,
  readSmallInteger,
  readTime,
  readTlv,
  TAG,
  type Tlv,
} from '#pki/asn1/der'
import { OID } from '#pki/asn1/oids'
import { parseAlgorithm, type AlgorithmIdentifier } from '#pki/x509/algorithm'
import { parseExtensionList, type Extension } from '#pki/x509/certificate'
import {
  parseDistributionPoints,
  parseIssuingDistributionPoint,
  type DistributionPoint,
  type IssuingDistributionPoint,
} from '#pki/x509/distribution_point'
import { parseGeneralNames } from '#pki/x509/general_name'
import { parseName, type Name } from '#pki/x509/name'

export interface RevokedEntry {
  /** When the certificate was revoked; says nothing about whether it is (a date in the future revokes, too). */
  readonly date: Date
  /** CRLReason (RFC 5280 §5.3.1): 6 on hold, 8 taken off (in a delta list only). */
  readonly reason: number
}

export interface Crl {
  readonly raw: Uint8Array
  readonly tbs: Uint8Array
  readonly issuer: Name
  readonly thisUpdate: Date
  readonly nextUpdate: Date | null
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Uint8Array
  readonly authorityKeyId?: Uint8Array
  /** Content octets of the CRL number. */
  readonly number?: Uint8Array
  /** Content octets of the base CRL's number: this is a delta list. */
  readonly deltaBase?: Uint8Array
  readonly issuingPoint?: IssuingDistributionPoint
  /** DER of the issuing distribution point: a delta list must carry the same one as its base. */
  readonly issuingPointRaw?: Uint8Array
  readonly freshestCrl?: readonly DistributionPoint[]
  /** Certificates that ended since then stay on the list (X.509 §9.5.2.8, expiredCertsOnCRL); without it they may be dropped. */
  readonly keepsExpiredSince?: Date
  /** Unknown critical extensions of the list or of any entry: the list must not be used (§5.2, §5.3). */
  readonly unknownCritical: readonly string[]
  /** Object identifiers of the list's critical extensions, known or not. */
  readonly critical: ReadonlySet<string>
  /** Some entry names the issuer of its certificate (§5.3.3), as only an indirect list may. */
  readonly namesIssuers: boolean
  /**
   * Looks a certificate up by its serial number (content octets) and the key of its issuer's name. In a list whose entries name
   * issuers, an entry without one goes on with the one before it, and the first with the list's own (§5.3.3).
   */
  find(serial: Uint8Array, issuerKey: string): RevokedEntry | null
  /** Whether one certificate is listed twice. Walks the whole list, once. */
  hasDuplicates(): boolean
}

const LARGEST_CRL = 32 * 1024 * 1024

export function parseCrl(der: Uint8Array): Crl {
  if (der.length > LARGEST_CRL) throw new MalformedAsn1('CRL too large')
  const outer = DerReader.inside(readOne(der))
  const tbs = outer.next(TAG.sequence)
  const signatureAlgorithm = parseAlgorithm(outer.next())
  const signature = readBitStringBytes(outer.next())
  outer.end()

  const reader = DerReader.inside(tbs)
  const versionField = reader.optional(TAG.integer)
  const version = versionField ? readSmallInteger(versionField) + 1 : 1
  if (versionField && version !== 2) throw new MalformedAsn1('bad CRL version')
  const inner = parseAlgorithm(reader.next())
  if (Buffer.compare(inner.raw, signatureAlgorithm.raw) !== 0) {
    throw new MalformedAsn1('signature algorithms differ')
  }
  const issuer = parseName(reader.next())
  const thisUpdate = readTime(reader.next())
  const hasNext = reader.peek() === TAG.utcTime || reader.peek() === TAG.generalizedTime
  const nextUpdate = hasNext ? readTime(reader.next()) : null
  const entries = reader.optional(TAG.sequence)?.content ?? new Uint8Array()
  const extensionField = reader.optional(context(0, true))
  reader.end()
  if (extensionField && version !== 2) throw new MalformedAsn1('extensions in an old version')
  const list = extensionField ? parseExtensionList(readOne(extensionField.content)) : []

  const { unknown, namesIssuers } = scanEntries(entries)
  const owner = issuer.key
  let duplicates: boolean | undefined
  return {
    raw: der,
    tbs: tbs.raw,
    issuer,
    thisUpdate,
    nextUpdate,
    signatureAlgorithm,
    signature,
    ...interpret(list),
    unknownCritical: [...unknown, ...unknownOf(list)],
    critical: new Set(list.filter((item) => item.critical).map((item) => item.oid)),
    namesIssuers,
    find: (serial, issuerKey) =>
      namesIssuers
        ? findNamedEntry(entries, serial, issuerKey, owner, thisUpdate)
        : issuerKey === owner
          ? findEntry(entries, serial, thisUpdate)
          : null,
    hasDuplicates: () => (duplicates ??= hasDuplicates(entries, owner)),
  }
}

const known = new WeakMap<Uint8Array, Crl | null>()

/** Reads a list, or answers null where it is malformed. Sources hand over the same bytes again and again: they are read once. */
export function tryParseCrl(der: Uint8Array): Crl | null {
  let crl = known.get(der)
  if (crl === undefined) {
    try {
      crl = parseCrl(der)
    } catch (error) {
      if (!(error instanceof MalformedAsn1)) throw error
      crl = null
    }
    known.set(der, crl)
  }
  return crl
}

const KNOWN = new Set<string>([
  OID.authorityKeyIdentifier,
  OID.crlNumber,
  OID.deltaCrlIndicator,
  OID.issuingDistributionPoint,
  OID.freshestCrl,
  OID.expiredCertsOnCrl,
])
const KNOWN_IN_ENTRIES = new Set<string>([
  OID.reasonCode,
  OID.invalidityDate,
  OID.certificateIssuer,
])

function unknownOf(list: readonly Extension[], allowed: ReadonlySet<string> = KNOWN): string[] {
  return list.filter((item) => item.critical && !allowed.has(item.oid)).map((item) => item.oid)
}

function interpret(list: readonly Extension[]): Partial<Crl> {
  const value = (oid: string) => {
    const found = list.find((item) => item.oid === oid)
    return found && readOne(found.value)
  }
  const keyId = value(OID.authorityKeyIdentifier)
  const id = keyId && DerReader.inside(keyId).optional(context(0, false))
  const number = value(OID.crlNumber)
  const base = value(OID.deltaCrlIndicator)
  const point = value(OID.issuingDistributionPoint)
  const freshest = value(OID.freshestCrl)
  const expired = value(OID.expiredCertsOnCrl)
  return {
    ...(id && { authorityKeyId: id.content }),
    ...(number && { number: readIntegerBytes(number) }),
    ...(base && { deltaBase: readIntegerBytes(base) }),
    ...(point && {
      issuingPoint: parseIssuingDistributionPoint(point),
      issuingPointRaw: point.raw,
    }),
    ...(freshest && { freshestCrl: parseDistributionPoints(freshest) }),
    ...(expired && { keepsExpiredSince: readTime(expired) }),
  }
}

/** Walks every entry once: well-formed, which unknown critical entry extensions there are, and whether any names an issuer. */
function scanEntries(entries: Uint8Array): { unknown: string[]; namesIssuers: boolean } {
  const unknown: string[] = []
  let namesIssuers = false
  for (let offset = 0; offset < entries.length;) {
    const plain = plainEntryLength(entries, offset)
    if (plain > 0) {
      offset += plain
      continue
    }
    const entry = readTlv(entries, offset)
    offset += entry.raw.length
    const { extensions } = readEntry(entry)
    unknown.push(...unknownOf(extensions, KNOWN_IN_ENTRIES))
    reasonOf(extensions)
    namesIssuers ||= namedIssuer(extensions) !== undefined
    if (unknown.length > 16) break
  }
  return { unknown, namesIssuers }
}

interface Entry {
  readonly serial: Uint8Array
  readonly date: Tlv
  readonly extensions: readonly Extension[]
}

function readEntry(entry: Tlv): Entry {
  const reader = DerReader.inside(entry)
  const serial = readIntegerBytes(reader.next())
  const date = reader.next()
  const extensions = reader.done ? [] : parseExtensionList(reader.next())
  reader.end()
  return { serial, date, extensions }
}

/** Who is listed is revoked, also where the entry's date is none: it then counts from the list's own. */
function revokedBy({ date, extensions }: Entry, thisUpdate: Date): RevokedEntry {
  return { date: readTimeOr(date, thisUpdate), reason: reasonOf(extensions) }
}

function readTimeOr(tlv: Tlv, fallback: Date): Date {
  try {
    return readTime(tlv)
  } catch (error) {
    if (error instanceof MalformedAsn1) return fallback
    throw error
  }
}

function reasonOf(extensions: readonly Extension[]): number {
  const code = extensions.find((item) => item.oid === OID.reasonCode)
  return code ? readSmallInteger(readOne(code.value), TAG.enumerated) : 0
}

/** Names of issuers that were read last, by their bytes: tens of thousands of entries name a few. */
const issuerNames = new Map<string, string>()
const MOST_ISSUER_NAMES = 64

/** The key of the one directory name that a certificateIssuer holds (§5.3.3). */
function namedIssuer(extensions: readonly Extension[]): string | undefined {
  const extension = extensions.find((item) => item.oid === OID.certificateIssuer)
  if (!extension) return undefined
  const bytes = Buffer.from(extension.value).toString('latin1')
  let key = issuerNames.get(bytes)
  if (key === undefined) {
    key = readIssuerName(extension)
    if (issuerNames.size >= MOST_ISSUER_NAMES) issuerNames.clear()
    issuerNames.set(bytes, key)
  }
  return key
}

function readIssuerName(extension: Extension): string {
  const names = parseGeneralNames(readOne(extension.value)).filter(
    (name) => name.kind === 'directory'
  )
  if (names.length !== 1) throw new MalformedAsn1('bad certificate issuer')
  return names[0]!.name.key
}

/** SEQUENCE of one Extension: reasonCode, not critical, an ENUMERATED of one byte; that byte is what follows. */
const REASON = Uint8Array.from(Buffer.from('300c300a0603551d1504030a01', 'hex'))

/**
 * The length of an entry of the shapes that nearly all entries have (serial number, UTCTime, perhaps a reason), or 0
 * for any other: the lists of public authorities have a hundred thousand of them, and one look without objects is enough.
 */
function plainEntryLength(bytes: Uint8Array, at: number): number {
  const length = bytes[at + 1]!
  const serial = bytes[at + 3]!
  if (bytes[at] !== TAG.sequence || bytes[at + 2] !== TAG.integer) return 0
  if (length >= 0x80 || serial === 0 || serial > 32 || at + 2 + length > bytes.length) return 0
  const time = at + 4 + serial
  const rest = length - (2 + serial + 15)
  if (bytes[time] !== TAG.utcTime || bytes[time + 1] !== 13) return 0
  if (rest === 0) return 2 + length
  if (rest !== REASON.length + 1) return 0
  for (let i = 0; i < REASON.length; i++) if (bytes[time + 15 + i] !== REASON[i]) return 0
  return 2 + length
}

function findEntry(entries: Uint8Array, wanted: Uint8Array, thisUpdate: Date): RevokedEntry | null {
  if (!mayHold(entries, wanted)) return null
  for (let offset = 0; offset < entries.length;) {
    const entry = readTlv(entries, offset)
    offset += entry.raw.length
    if (Buffer.compare(readTlv(entry.content).content, wanted) !== 0) continue
    return revokedBy(readEntry(entry), thisUpdate)
  }
  return null
}

/** The bytes of a listed serial number are in the list: most certificates are cleared by one search. */
function mayHold(entries: Uint8Array, serial: Uint8Array): boolean {
  const encoded = Buffer.from([TAG.integer, serial.length, ...serial])
  const haystack = Buffer.from(entries.buffer, entries.byteOffset, entries.length)
  return serial.length >= 0x80 || haystack.includes(encoded)
}

/** All entries with the name of the issuer that each counts under. */
function* namedEntries(entries: Uint8Array, owner: string): Generator<Entry & { issuer: string }> {
  let issuer = owner
  for (let offset = 0; offset < entries.length;) {
    const tlv = readTlv(entries, offset)
    offset += tlv.raw.length
    const entry = readEntry(tlv)
    issuer = namedIssuer(entry.extensions) ?? issuer
    yield { ...entry, issuer }
  }
}

function findNamedEntry(
  entries: Uint8Array,
  serial: Uint8Array,
  issuerKey: string,
  owner: string,
  thisUpdate: Date
): RevokedEntry | null {
  if (!mayHold(entries, serial)) return null
  for (const entry of namedEntries(entries, owner)) {
    if (entry.issuer === issuerKey && Buffer.compare(entry.serial, serial) === 0) {
      return revokedBy(entry, thisUpdate)
    }
  }
  return null
}

function hasDuplicates(entries: Uint8Array, owner: string): boolean {
  const seen = new Set<string>()
  for (const { issuer, serial } of namedEntries(entries, owner)) {
    const key = `${Buffer.from(serial).toString('hex')} ${issuer}`
    if (seen.has(key)) return true
    seen.add(key)
  }
  return false
}
