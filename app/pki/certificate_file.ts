/**
 * Reads the certificates of a file that a person chose: PEM with any number of blocks and text around them, one DER
 * certificate, or a PKCS#7 bundle (RFC 5652 §5, certificates only, BER or DER). Nothing here decides what they are good for.
 *
 * A file with a private key in it is refused as a whole, whatever else it holds: such a file was chosen by mistake, and
 * nothing of it must be kept.
 */
import {
  BER_LIMITS,
  berToDer,
  context,
  DerReader,
  MalformedAsn1,
  readOid,
  readOne,
  readTlv,
  TAG,
  type Tlv,
} from '#pki/asn1/der'
import { OID } from '#pki/asn1/oids'
import { pemBlock } from '#pki/x509/pem'
import { err, ok, type Result } from '#shared/result'

export interface FileLimits {
  /** Bytes of the file. */
  readonly bytes: number
  /** Certificates in it, duplicates counted. */
  readonly certificates: number
}

export const BUNDLE_LIMITS: FileLimits = { bytes: 2 * 1024 * 1024, certificates: 1000 }
export const SINGLE_LIMITS: FileLimits = { bytes: 64 * 1024, certificates: 20 }

export const FILE_PROBLEMS = [
  'empty',
  'too_large',
  'too_many',
  'private_key',
  'keystore',
  'unreadable',
  'no_certificate',
] as const
export type FileProblem = (typeof FILE_PROBLEMS)[number]

export interface CertificateFile {
  /** Each once, in the order of the file. What stands here may still be no certificate: parse it. */
  readonly certificates: readonly Uint8Array[]
  /** How many were in the file twice or more. */
  readonly duplicates: number
}

const PEM_MARK = '-----BEGIN '
const PEM_LABEL = /^([A-Z0-9 ]{1,40})-----/
const CERTIFICATE_LABELS = new Set(['CERTIFICATE', 'TRUSTED CERTIFICATE', 'X509 CERTIFICATE'])
const BUNDLE_LABELS = new Set(['PKCS7', 'CMS', 'PKCS #7 SIGNED DATA'])
/** A DER certificate is shorter than the file's cap; a bundle of a thousand needs more elements than a mail's signature. */
const BUNDLE_BER = { ...BER_LIMITS, elements: 400_000 }

/** Reads a file; `limits` cap what is looked at before anything is parsed. */
export function readCertificateFile(
  file: Uint8Array,
  limits: FileLimits
): Result<CertificateFile, { type: FileProblem }> {
  if (file.length === 0) return err({ type: 'empty' })
  const isPem = Buffer.from(file.buffer, file.byteOffset, file.byteLength).includes(PEM_MARK)
  // A picture or a document is no certificate, however large.
  if (!isPem && file[0] !== TAG.sequence) return err({ type: 'unreadable' })
  if (file.length > limits.bytes) return err({ type: 'too_large' })
  try {
    const found = isPem ? readPem(file, limits) : readBinary(file, limits)
    if (!Array.isArray(found)) return err(found)
    if (found.length === 0) return err({ type: 'no_certificate' })
    return ok(distinct(found))
  } catch (error) {
    if (error instanceof TooMany) return err({ type: 'too_many' })
    if (error instanceof MalformedAsn1) return err({ type: 'unreadable' })
    throw error
  }
}

class TooMany extends Error {}

type Found = Uint8Array[] | { type: FileProblem }

/** Blocks are walked by their marks, not by one expression over the whole file: its time stays linear in hostile ones. */
function readPem(file: Uint8Array, limits: FileLimits): Found {
  const text = Buffer.from(file.buffer, file.byteOffset, file.byteLength).toString('latin1')
  const found: Uint8Array[] = []
  for (let at = text.indexOf(PEM_MARK); at >= 0; at = text.indexOf(PEM_MARK, at)) {
    at += PEM_MARK.length
    const label = PEM_LABEL.exec(text.slice(at, at + 48))?.[1]
    if (label === undefined) continue
    // Also where its end is missing.
    if (label.includes('PRIVATE KEY')) return { type: 'private_key' }
    const start = at + label.length + 5
    const end = text.indexOf(`-----END ${label}-----`, start)
    if (end < 0) return { type: 'unreadable' }
    // `openssl x509 -trustout` writes settings of its own behind the certificate.
    if (CERTIFICATE_LABELS.has(label)) found.push(readTlv(fromBase64(text.slice(start, end))).raw)
    else if (BUNDLE_LABELS.has(label)) {
      found.push(...readBundle(fromBase64(text.slice(start, end)), limits))
    }
    if (found.length > limits.certificates) throw new TooMany()
    at = end
  }
  return found
}

/** Heads of a block (`Proc-Type: …`) belong to keys; a certificate has none, so other characters are a mistake. */
function fromBase64(body: string): Uint8Array {
  const packed = body.replaceAll(/\s/g, '')
  if (packed.length === 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed))
    throw new MalformedAsn1('bad base64')
  return Buffer.from(packed, 'base64')
}

function readBinary(file: Uint8Array, limits: FileLimits): Found {
  const kind = kindOf(file)
  if (kind === 'keystore' || kind === 'private_key') return { type: kind }
  if (kind === 'bundle') return readBundle(file, limits)
  return [readOne(file, TAG.sequence).raw]
}

/**
 * What a binary file is, told by its first elements alone: PKCS#12 begins with version 3 and a ContentInfo (RFC 7292 §4),
 * PKCS#8 with version 0 or 1 (RFC 5958 §2), a PKCS#1 or SEC 1 key with a version, too; an encrypted key with its algorithm
 * and one OCTET STRING; CMS with an object identifier; a certificate with its tbsCertificate, which holds many elements.
 */
function kindOf(file: Uint8Array): 'keystore' | 'private_key' | 'bundle' | 'certificate' {
  const head = insideOf(file)
  const first = file[head]
  if (first === TAG.oid) return 'bundle'
  if (first === TAG.integer) {
    const length = file[head + 1] ?? 0
    const version = length === 1 ? file[head + 2] : undefined
    return version === 3 && file[head + 3] === TAG.sequence ? 'keystore' : 'private_key'
  }
  if (first === TAG.sequence) {
    const inner = insideOf(file.subarray(head))
    // EncryptedPrivateKeyInfo: SEQUENCE { OID, … }, OCTET STRING.
    if (file[head + inner] === TAG.oid) return 'private_key'
  }
  return 'certificate'
}

/** Offset of the content of the element at the beginning, of definite or indefinite length. */
function insideOf(bytes: Uint8Array): number {
  const length = bytes[1] ?? 0
  return length > 0x80 ? 2 + (length & 0x7f) : 2
}

/** The certificates of a SignedData; its signature, where it has one, means nothing here. */
function readBundle(bytes: Uint8Array, limits: FileLimits): Uint8Array[] {
  const message = DerReader.inside(readOne(berToDer(bytes, BUNDLE_BER)))
  if (readOid(message.next()) !== OID.signedData) throw new MalformedAsn1('not a bundle')
  const signed = DerReader.inside(readOne(message.next(context(0, true)).content))
  signed.next(TAG.integer)
  signed.next(TAG.set)
  signed.next(TAG.sequence)
  const list = signed.optional(context(0, true))
  if (!list) return []
  const reader = new DerReader(list.content)
  const found: Tlv[] = []
  while (!reader.done) {
    found.push(reader.next())
    if (found.length > limits.certificates) throw new TooMany()
  }
  // Other choices of CertificateChoices are attribute certificates and relics (§10.2.2).
  return found.filter(({ tag }) => tag === TAG.sequence).map(({ raw }) => raw)
}

function distinct(found: readonly Uint8Array[]): CertificateFile {
  const seen = new Map<string, Uint8Array>()
  for (const der of found) {
    const key = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('latin1')
    if (!seen.has(key)) seen.set(key, der)
  }
  return { certificates: [...seen.values()], duplicates: found.length - seen.size }
}

/** Puts files of any accepted kind into one PEM bundle, in their order; the first that cannot be read is named by its place. */
export function joinCertificateFiles(
  files: readonly Uint8Array[]
): Result<Buffer, { type: 'unreadable_file'; file: number; problem: FileProblem }> {
  const blocks: string[] = []
  for (const [file, bytes] of files.entries()) {
    const read = readCertificateFile(bytes, BUNDLE_LIMITS)
    if (!read.ok) return err({ type: 'unreadable_file', file, problem: read.error.type })
    blocks.push(...read.value.certificates.map((der) => pemBlock('CERTIFICATE', der)))
  }
  return ok(Buffer.from(blocks.join('')))
}
