/** OCSP (RFC 6960, profiled as RFC 5019): asking, and believing only the issuer or whom it authorised, while fresh. */
import { createHash } from 'node:crypto'
import {
  context,
  DerReader,
  MalformedAsn1,
  readBitStringBytes,
  readIntegerBytes,
  readOid,
  readOne,
  readSmallInteger,
  readTime,
  TAG,
  type Tlv,
} from '#pki/asn1/der'
import { OID } from '#pki/asn1/oids'
import { algorithm, nullValue, octetString, sequence } from '#pki/asn1/write'
import { encode } from '#pki/asn1/der'
import type { RevocationReason, RevocationOptions } from '#pki/path/revocation'
import { signatureProblem } from '#pki/path/validate'
import {
  parseAlgorithm,
  schemeOf,
  UnsupportedAlgorithm,
  verifySignature,
} from '#pki/x509/algorithm'
import {
  KEY_USAGE,
  parseExtensionList,
  publicKeyOf,
  tryParseCertificate,
  type Certificate,
} from '#pki/x509/certificate'
import { parseName } from '#pki/x509/name'

export type OcspAnswer =
  | { readonly status: 'good'; readonly der: Uint8Array }
  | { readonly status: 'revoked'; readonly at: Date; readonly der: Uint8Array }
  | { readonly status: 'unknown'; readonly reason: RevocationReason; readonly der?: Uint8Array }

const SKEW = 5 * 60_000
const LARGEST_RESPONSE = 262_144

/** Asks the responders that `certificate` names; null when it names none or the source knows no OCSP. */
export async function askOcsp(
  certificate: Certificate,
  issuer: Certificate,
  options: RevocationOptions
): Promise<OcspAnswer | null> {
  const urls = certificate.extensions.ocspUrls.filter((url) => /^https?:\/\//i.test(url))
  if (urls.length === 0 || !options.source.ocspFor) return null
  const responses = await options.source.ocspFor({
    urls,
    request: ocspRequest(certificate, issuer),
  })
  let answer: OcspAnswer = { status: 'unknown', reason: 'revocation.unavailable' }
  for (const der of responses) {
    const judged = judgeOcspResponse(der, certificate, issuer, options.now)
    if (judged.status === 'revoked') return judged
    if (judged.status === 'good' || answer.status === 'unknown') answer = judged
  }
  return answer
}

/** CertID by SHA-1, the one that every responder knows; it names a certificate and protects nothing. */
export function ocspRequest(certificate: Certificate, issuer: Certificate): Uint8Array {
  const id = sequence(
    algorithm(OID.sha1, nullValue()),
    octetString(digest('sha1', certificate.issuer.raw)),
    octetString(digest('sha1', keyBits(issuer))),
    encode(TAG.integer, [certificate.serial])
  )
  return sequence(sequence(sequence(sequence(id))))
}

/** Whether the bytes are an answer at all, which says nothing about whom to believe: not an error page, nor "try later". */
export function isOcspAnswer(der: Uint8Array): boolean {
  try {
    return openResponse(der) !== null
  } catch (error) {
    if (error instanceof MalformedAsn1) return false
    throw error
  }
}

/** Judges one DER OCSPResponse at `now`. */
export function judgeOcspResponse(
  der: Uint8Array,
  certificate: Certificate,
  issuer: Certificate,
  now: Date
): OcspAnswer {
  const no = (reason: RevocationReason): OcspAnswer => ({ status: 'unknown', reason, der })
  try {
    const basic = openResponse(der)
    if (!basic) return no('revocation.unavailable')
    const signer = findResponder(basic, issuer, now)
    if (!signer) return no('revocation.forged')
    const scheme = schemeOf(basic.algorithm)
    if (!verifySignature(scheme, publicKeyOf(signer), basic.data.raw, basic.signature)) {
      return no('revocation.forged')
    }
    // Its own revocation would have to be asked for first (RFC 6960 §4.2.2.2.1).
    if (signer !== issuer && !signer.extensions.ocspNoCheck) return no('revocation.unsupported')
    const about = basic.responses.filter((item) => isAbout(item.id, certificate, issuer))
    if (about.length === 0 || basic.unknownCritical || about.some((item) => item.unknownCritical)) {
      return no('revocation.scope')
    }
    if (basic.producedAt.getTime() > now.getTime() + SKEW) return no('revocation.stale')
    if (!about.every((item) => isFresh(item, now))) return no('revocation.stale')
    // Said twice, the worse counts.
    const revoked = about.find((item) => item.revokedAt !== null)
    if (revoked) return { status: 'revoked', at: revoked.revokedAt!, der }
    if (!about.every((item) => item.good)) return no('revocation.scope')
    // A responder may forget a certificate that has ended (RFC 6960 §4.4.4); archive cut-offs are not believed.
    const isInTime = about.every(({ thisUpdate }) => thisUpdate <= certificate.notAfter)
    return isInTime ? { status: 'good', der } : no('revocation.after_expiry')
  } catch (error) {
    if (error instanceof MalformedAsn1 || error instanceof UnsupportedAlgorithm) {
      return no('revocation.forged')
    }
    throw error
  }
}

/** RFC 6960 §4.2.2.1, RFC 5019 §4: begun, and with an end that is not reached yet. */
function isFresh({ thisUpdate, nextUpdate }: SingleResponse, now: Date): boolean {
  return (
    thisUpdate.getTime() <= now.getTime() + SKEW &&
    nextUpdate !== null &&
    nextUpdate.getTime() > now.getTime()
  )
}

/** What an OCSP response says, for people: nothing of it is checked here. */
export interface OcspFacts {
  readonly producedAt: Date
  readonly answers: readonly {
    readonly status: 'good' | 'revoked' | 'unknown'
    readonly thisUpdate: Date
    readonly nextUpdate: Date | null
  }[]
}

/** Reads a response that was kept as evidence; null for what is none. */
export function ocspFacts(der: Uint8Array): OcspFacts | null {
  try {
    const basic = openResponse(der)
    if (!basic) return null
    return {
      producedAt: basic.producedAt,
      answers: basic.responses.map(({ good, revokedAt, thisUpdate, nextUpdate }) => ({
        status: revokedAt ? 'revoked' : good ? 'good' : 'unknown',
        thisUpdate,
        nextUpdate,
      })),
    }
  } catch (error) {
    if (error instanceof MalformedAsn1 || error instanceof UnsupportedAlgorithm) return null
    throw error
  }
}

interface SingleResponse {
  readonly id: Tlv
  readonly good: boolean
  /** Null when not revoked. */
  readonly revokedAt: Date | null
  readonly thisUpdate: Date
  readonly nextUpdate: Date | null
  readonly unknownCritical: boolean
}

interface BasicResponse {
  readonly data: Tlv
  readonly responder: Tlv
  readonly producedAt: Date
  readonly responses: readonly SingleResponse[]
  readonly algorithm: ReturnType<typeof parseAlgorithm>
  readonly signature: Uint8Array
  readonly certificates: readonly Uint8Array[]
  readonly unknownCritical: boolean
}

function openResponse(der: Uint8Array): BasicResponse | null {
  if (der.length > LARGEST_RESPONSE) throw new MalformedAsn1('OCSP response too large')
  const outer = DerReader.inside(readOne(der))
  const code = readSmallInteger(outer.next(), TAG.enumerated)
  const bytes = outer.optional(context(0, true))
  outer.end()
  if (code !== 0 || !bytes) return null
  const holder = DerReader.inside(readOne(bytes.content))
  if (readOid(holder.next()) !== OID.ocspBasic) return null
  const basic = DerReader.inside(readOne(holder.next(TAG.octetString).content))
  holder.end()
  const data = basic.next(TAG.sequence)
  const signatureAlgorithm = parseAlgorithm(basic.next())
  const signature = readBitStringBytes(basic.next())
  const certificates = basic.optional(context(0, true))
  basic.end()

  const reader = DerReader.inside(data)
  const version = reader.optional(context(0, true))
  if (version && readSmallInteger(readOne(version.content)) !== 0)
    throw new MalformedAsn1('version')
  const responder = reader.next()
  const producedAt = readGeneralizedTime(reader.next())
  const responses = reader.sequence().rest(64).map(readSingle)
  const extensions = reader.optional(context(1, true))
  reader.end()
  return {
    data,
    responder,
    producedAt,
    responses,
    algorithm: signatureAlgorithm,
    signature,
    certificates: certificates
      ? DerReader.inside(readOne(certificates.content))
          .rest(8)
          .map((item) => item.raw)
      : [],
    unknownCritical: hasCritical(extensions),
  }
}

function readSingle(tlv: Tlv): SingleResponse {
  const reader = DerReader.inside(tlv)
  const id = reader.next(TAG.sequence)
  const status = reader.next()
  const thisUpdate = readGeneralizedTime(reader.next())
  const next = reader.optional(context(0, true))
  const extensions = reader.optional(context(1, true))
  reader.end()
  return {
    id,
    ...readStatus(status),
    thisUpdate,
    nextUpdate: next ? readGeneralizedTime(readOne(next.content)) : null,
    unknownCritical: hasCritical(extensions),
  }
}

/** CertStatus (RFC 6960 §4.2.1): `good [0] NULL`, `revoked [1] RevokedInfo`, `unknown [2] NULL`. */
function readStatus(status: Tlv): { readonly good: boolean; readonly revokedAt: Date | null } {
  if (status.tag === context(1, true)) {
    const reader = new DerReader(status.content)
    const revokedAt = readGeneralizedTime(reader.next())
    reader.optional(context(0, true))
    reader.end()
    return { good: false, revokedAt }
  }
  const good = status.tag === context(0, false)
  if ((!good && status.tag !== context(2, false)) || status.content.length > 0) {
    throw new MalformedAsn1('bad certificate status')
  }
  return { good, revokedAt: null }
}

function readGeneralizedTime(tlv: Tlv): Date {
  if (tlv.tag !== TAG.generalizedTime) throw new MalformedAsn1('not a GeneralizedTime')
  return readTime(tlv)
}

function hasCritical(tlv: Tlv | undefined): boolean {
  return tlv ? parseExtensionList(readOne(tlv.content)).some((item) => item.critical) : false
}

function isAbout(id: Tlv, certificate: Certificate, issuer: Certificate): boolean {
  const reader = DerReader.inside(id)
  const { oid } = parseAlgorithm(reader.next())
  const hash = oid === OID.sha1 ? 'sha1' : oid === OID.sha256 ? 'sha256' : null
  if (!hash) return false
  const name = reader.next(TAG.octetString).content
  const key = reader.next(TAG.octetString).content
  const serial = readIntegerBytes(reader.next())
  reader.end()
  return (
    Buffer.compare(name, digest(hash, certificate.issuer.raw)) === 0 &&
    Buffer.compare(key, digest(hash, keyBits(issuer))) === 0 &&
    Buffer.compare(serial, certificate.serial) === 0
  )
}

/** The issuer itself, or a responder that it certified for this (§4.2.2.2); rather one that needs no revocation check. */
function findResponder(basic: BasicResponse, issuer: Certificate, now: Date): Certificate | null {
  if (isNamed(basic.responder, issuer)) return issuer
  let found: Certificate | null = null
  for (const der of basic.certificates) {
    const candidate = tryParseCertificate(der)
    if (!candidate || !isNamed(basic.responder, candidate)) continue
    const { extendedKeyUsage, keyUsage, unknownCritical } = candidate.extensions
    const authorised =
      candidate.issuer.key === issuer.subject.key &&
      signatureProblem(candidate, issuer) === null &&
      extendedKeyUsage?.has(OID.ocspSigning) === true &&
      keyUsage?.has(KEY_USAGE.digitalSignature) !== false &&
      unknownCritical.length === 0 &&
      candidate.notBefore <= now &&
      now <= candidate.notAfter
    if (!authorised) continue
    if (candidate.extensions.ocspNoCheck) return candidate
    found ??= candidate
  }
  return found
}

function isNamed(responder: Tlv, certificate: Certificate): boolean {
  if (responder.tag === context(1, true)) {
    return parseName(readOne(responder.content)).key === certificate.subject.key
  }
  if (responder.tag !== context(2, true)) return false
  const hash = readOne(responder.content, TAG.octetString).content
  return Buffer.compare(hash, digest('sha1', keyBits(certificate))) === 0
}

/** The content of subjectPublicKey, which key hashes are made of. */
function keyBits(certificate: Certificate): Uint8Array {
  const reader = DerReader.inside(readOne(certificate.spki))
  reader.next()
  return readBitStringBytes(reader.next())
}

function digest(hash: 'sha1' | 'sha256', bytes: Uint8Array): Uint8Array {
  return createHash(hash).update(bytes).digest()
}
