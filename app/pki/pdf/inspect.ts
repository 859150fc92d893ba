/**
 * Is this PDF under our seal, whole and unchanged? Stricter than PDF readers, which call a file valid whose padding or
 * later revision was altered: one revision, one signature, certification, every byte covered, then the signature and
 * its path (ISO 32000-1 §12.8.1, EN 319 142-1 §6.3).
 *
 * What the signature cannot cover, its own place in the file, must be as `seal.ts` writes it: the length of that place, which is
 * covered, says how much is in it, and every certificate and the time stamp must belong to the signer. That binds what is there,
 * and not how an ECDSA signature is written, which anybody can write in a second way: which file was issued says its hash alone.
 */
import { createHash, X509Certificate } from 'node:crypto'
import { encode, MalformedAsn1, readTlv, TAG } from '#pki/asn1/der'
import { OID } from '#pki/asn1/oids'
import {
  parseStrictSignedData,
  readAttributes,
  type SignedData,
  type SignerInfo,
} from '#pki/cms/parse'
import { TIMESTAMP_ROOM } from '#pki/cms/sign'
import { findSigner, verifySigner, type FoundSigner } from '#pki/cms/verify'
import type {
  Evidence,
  NamedCheck,
  Outcome,
  RevocationSource,
  SignerFacts,
  TrustStore,
} from '#pki/contract'
import { buildPath, type BuiltPath } from '#pki/path/build'
import { checkPathRevocation } from '#pki/path/revocation'
import { DOCUMENT_PURPOSE, signatureProblem } from '#pki/path/validate'
import {
  MalformedPdf,
  PdfFile,
  PdfName,
  PdfReference,
  PdfText,
  type PdfDictionary,
} from '#pki/pdf/reader'
import { factsOf } from '#pki/signer_facts'
import { judgeTimestamp } from '#pki/timestamp/token'
import { openTrust, trustFrom } from '#pki/trust_store'
import { publicKeyOf, tryParseCertificate, type Certificate } from '#pki/x509/certificate'

export const SEAL_CHECKS = [
  'structure',
  'coverage',
  'certification',
  'signature',
  'chain',
  'validity',
  'purpose',
  'revocation',
] as const
export type SealCheckName = (typeof SEAL_CHECKS)[number]

export const SEAL_REASONS = [
  'seal.not_pdf',
  'seal.malformed',
  'seal.unsigned',
  'seal.several_signatures',
  'seal.later_revision',
  'seal.padding',
  'seal.not_covered',
  'seal.not_certified',
  'seal.altered',
  'seal.signature',
  'seal.form',
  'seal.timestamp',
  'seal.other_signer',
  'seal.untrusted',
  'seal.expired',
  'seal.purpose',
  'seal.revoked',
  'seal.revocation_unknown',
  'skipped.structure',
  'skipped.coverage',
  'skipped.certification',
  'skipped.signature',
  'skipped.chain',
  'skipped.validity',
  'skipped.purpose',
] as const
export type SealReason = (typeof SEAL_REASONS)[number]
export type SealCheck = NamedCheck<SealCheckName, SealReason>

export interface SealOptions {
  readonly trust: TrustStore
  /** Authorities for the time stamp of a file that does not carry them itself; `trust` when left out. */
  readonly stampTrust?: TrustStore
  readonly at: Date
  /** Left out, revocation counts as passed: for callers who know the file by its hash. */
  readonly revocation?: RevocationSource
  /** SHA-256 fingerprints (lower-case hexadecimal) of the only certificates that may have sealed; any when left out. */
  readonly signers?: readonly string[]
}

export interface SealInspection {
  readonly valid: boolean
  readonly outcome: Outcome
  /** All of SEAL_CHECKS, in that order. */
  readonly checks: readonly SealCheck[]
  /** SHA-256 of the whole file, lower-case hexadecimal. */
  readonly sha256: string
  readonly signer?: SignerFacts
  /** What the seal says of itself; proves nothing until valid. */
  readonly claimed?: { readonly at: string | null; readonly docMdp: number | null }
  readonly evidence: Evidence
}

/** Judges a file that a stranger may have made; never throws for its content. */
export async function inspectSealedPdf(
  pdf: Uint8Array,
  options: SealOptions
): Promise<SealInspection> {
  const report = new Report(createHash('sha256').update(pdf).digest('hex'))
  try {
    await judge(Buffer.from(pdf.buffer, pdf.byteOffset, pdf.length), options, report)
  } catch (error) {
    if (error instanceof MalformedPdf) report.fail('structure', `seal.${error.reason}`)
    else if (error instanceof MalformedAsn1) report.fail('signature', 'seal.signature')
    else throw error
  }
  return report.finish()
}

async function judge(file: Buffer, options: SealOptions, report: Report): Promise<void> {
  const seal = readSeal(file)
  if (typeof seal === 'string') return report.fail('structure', seal)
  report.pass('structure')
  report.claimed = { at: seal.claimedAt, docMdp: seal.docMdp }
  const [begin, end] = seal.gap
  const [zero, first, second, rest] = seal.byteRange
  const covered = zero === 0 && first === begin && second === end && end + rest! === file.length
  if (!covered || seal.byteRange.length !== 4) return report.fail('coverage', 'seal.not_covered')
  const cms = readTlv(seal.contents)
  if (seal.contents.subarray(cms.raw.length).some((byte) => byte !== 0)) {
    return report.fail('coverage', 'seal.padding')
  }
  report.pass('coverage')
  if (!seal.certified) return report.fail('certification', 'seal.not_certified')
  report.pass('certification')

  const data = parseStrictSignedData(cms.raw)
  const signer = findSigner(data)
  if (typeof signer === 'string' || data.content) return report.fail('signature', 'seal.signature')
  report.signer = factsOf(signer.certificate, [signer.certificate])
  const facts = verifySigner(data, signer, [file.subarray(0, begin), file.subarray(end)])
  if (facts === 'signature.digest_mismatch') return report.fail('signature', 'seal.altered')
  if (typeof facts === 'string' || !hasBinding(signer))
    return report.fail('signature', 'seal.signature')
  if (options.signers && !options.signers.includes(signer.certificate.fingerprint)) {
    return report.fail('signature', 'seal.other_signer')
  }
  const written = file.toString('latin1', begin + 1, end - 1)
  const isOwn = isOwnForm(data, signer) && fillsItsPlace(signer, cms.raw.length, seal.contents)
  if (written !== seal.contents.toString('hex') || !isOwn) {
    return report.fail('signature', 'seal.form')
  }
  const stamp = await judgeStamp(signer.info, seal.stored(), options)
  if (stamp === 'bad') return report.fail('signature', 'seal.timestamp')
  if (stamp === 'unknown') report.doubt('signature', 'seal.timestamp')
  else report.pass('signature')
  await judgePath(data, signer, options, report)
}

async function judgePath(
  data: SignedData,
  signer: FoundSigner,
  options: SealOptions,
  report: Report
): Promise<void> {
  const { anchors, intermediates } = openTrust(options.trust)
  const pool = [...signer.others, ...intermediates]
  const built = buildPath(signer.certificate, pool, anchors, {
    at: options.at,
    // Under our authorities are others, too; what a certificate is for may stay open only where it is known as ours.
    purpose: { ...DOCUMENT_PURPOSE, extendedKeyUsageOptional: options.signers !== undefined },
  })
  report.signer = factsOf(signer.certificate, [
    ...built.path,
    ...(built.anchor ? [built.anchor] : []),
  ])
  const has = (category: string) =>
    built.findings.some((finding) => finding.reason.startsWith(category))
  report.decide('chain', has('chain.'), 'seal.untrusted')
  report.decide('validity', has('validity.'), 'seal.expired')
  report.decide('purpose', has('purpose.'), 'seal.purpose')
  if (built.findings.length > 0 || !built.anchor) return
  if (!areOfPath(data.readable, [...built.path, built.anchor])) {
    return report.fail('signature', 'seal.form')
  }
  await judgeRevocation(built, pool, options, report)
}

async function judgeRevocation(
  { path, anchor }: BuiltPath,
  pool: FoundSigner['others'],
  options: SealOptions,
  report: Report
): Promise<void> {
  if (!options.revocation) return report.pass('revocation')
  const source = options.revocation
  const status = await checkPathRevocation(path, anchor!, { now: options.at, source, pool })
  report.evidence = status.evidence
  if (status.status === 'good') report.pass('revocation')
  else if (status.status === 'revoked') report.fail('revocation', 'seal.revoked')
  else report.doubt('revocation', 'seal.revocation_unknown')
}

/** PAdES requires the ESS binding; `verifySigner` has compared it where it is there. */
function hasBinding({ info }: FoundSigner): boolean {
  return (
    info.signedAttributes !== null &&
    readAttributes(info.signedAttributes).has(OID.signingCertificateV2)
  )
}

/**
 * Nothing in the CMS message that the signature does not cover can be written otherwise: the version that RFC 5652 §5.1 gives
 * it, the signer's digest alone, algorithms as RFC 5754 §2 and §3 write them, the signer's issuer by the very bytes of its
 * certificate, no lists, and certificates that can be read, in DER's order. Whose those are is asked with the path.
 */
function isOwnForm(data: SignedData, { info, certificate }: FoundSigner): boolean {
  const { identifier, digestAlgorithm, signatureAlgorithm } = info
  const [digest] = data.digestAlgorithms
  const isRsa = publicKeyOf(certificate).type !== 'ec'
  return (
    data.version === (identifier.kind === 'issuer' ? 1 : 3) &&
    data.digestAlgorithms.length === 1 &&
    digest!.oid === digestAlgorithm.oid &&
    !digest!.parameters &&
    !digestAlgorithm.parameters &&
    isRsa === (signatureAlgorithm.parameters !== undefined) &&
    !data.hasLists &&
    (identifier.kind === 'key' ||
      Buffer.compare(identifier.issuer.raw, certificate.issuer.raw) === 0) &&
    data.readable.length === data.sent.length &&
    isAscending(data.sent)
  )
}

/** A SET OF in DER (X.690 §11.6), nothing in it twice. */
function isAscending(items: readonly Uint8Array[]): boolean {
  return items.every((item, place) => place === 0 || Buffer.compare(items[place - 1]!, item) < 0)
}

/**
 * Every certificate is one of the path, or belongs to it: another one for a key of the path, as renewed and cross-certified roots
 * have them, or one whose key signed what belongs. Each of these must be signed by another one or by itself, be it with an algorithm
 * that is too old for a path: roots are still about that signed themselves with SHA-1, and nobody relies on that signature.
 */
function areOfPath(sent: readonly Certificate[], path: readonly Certificate[]): boolean {
  const prints = new Set(path.map(({ fingerprint }) => fingerprint))
  const belonging = sent.filter(({ fingerprint }) => prints.has(fingerprint))
  let others = sent.filter(({ fingerprint }) => !prints.has(fingerprint))
  for (let found = true; found && others.length > 0;) {
    const more = others.filter(
      (item) =>
        (path.some((one) => hasSameKey(one, item)) ||
          belonging.some((one) => isIssuedBy(one, item))) &&
        [...path, ...sent].some((one) =>
          one === item ? item.selfIssued && isSigned(item, item) : isIssuedBy(item, one)
        )
    )
    belonging.push(...more)
    others = others.filter((item) => !more.includes(item))
    found = more.length > 0
  }
  return others.length === 0
}

function hasSameKey(one: Certificate, other: Certificate): boolean {
  return one.subject.key === other.subject.key && Buffer.compare(one.spki, other.spki) === 0
}

function isIssuedBy(certificate: Certificate, issuer: Certificate): boolean {
  return certificate.issuer.key === issuer.subject.key && isSigned(certificate, issuer)
}

function isSigned(certificate: Certificate, issuer: Certificate): boolean {
  const problem = signatureProblem(certificate, issuer)
  if (problem !== 'chain.algorithm') return problem === null
  try {
    const [signed, signer] = [certificate, issuer].map(
      ({ raw }) => new X509Certificate(Buffer.from(raw))
    )
    return signed!.verify(signer!.publicKey)
  } catch {
    // A key that OpenSSL cannot read signs nothing.
    return false
  }
}

/** Beside the signature itself, what may be longer than was thought when the place was made (see `estimateLength`). */
const SPARE = 64 + 16
const LONGEST = { rsa: 512, ec: 160 } as const

/**
 * Is in the place what it was made for? Its length is covered by the signature: a certificate less, or the time stamp gone, leaves more
 * of it empty than the sealer would.
 */
function fillsItsPlace(
  { info, certificate }: FoundSigner,
  length: number,
  { length: place }: Buffer
): boolean {
  const stamp = info.unsignedAttributes
  const longest = LONGEST[publicKeyOf(certificate).type === 'ec' ? 'ec' : 'rsa']
  const spare = SPARE + Math.max(0, longest - info.signature.length)
  const empty = place - length + (stamp ? stamp.length - TIMESTAMP_ROOM : 0)
  return empty <= spare
}

/**
 * PAdES knows one unsigned attribute, the time stamp, there once (EN 319 142-1 §6.3), and it must be one of this signature. Whose it may be
 * says the file itself where it carries validation data: the sealer put its authority's certificates there, and signed them. Without,
 * somebody must trust the authority: of a stranger's nobody can tell when it was put there.
 */
async function judgeStamp(
  info: SignerInfo,
  stored: readonly Uint8Array[],
  options: SealOptions
): Promise<'good' | 'bad' | 'unknown'> {
  if (!info.unsignedAttributes) return 'good'
  const attributes = readAttributes(encode(TAG.set, [info.unsignedAttributes]))
  const [token, ...more] = attributes.get(OID.timeStampToken) ?? []
  if (!token || more.length > 0 || attributes.size > 1) return 'bad'
  const digest = createHash('sha256').update(info.signature).digest()
  if (stored.length === 0) {
    const trust = options.stampTrust ?? options.trust
    const stamp = await judgeTimestamp(token.raw, { digest, trust })
    if (typeof stamp !== 'string') return 'good'
    return stamp === 'timestamp.untrusted' ? 'unknown' : 'bad'
  }
  const stamp = await judgeTimestamp(token.raw, { digest, trust: trustFrom(stored) })
  const isStored = (der: Uint8Array) => stored.some((one) => Buffer.compare(one, der) === 0)
  return typeof stamp !== 'string' && stamp.signer.chain.every(isStored) ? 'good' : 'bad'
}

interface Seal {
  readonly byteRange: readonly number[]
  readonly contents: Buffer
  /** Place of the contents' string in the file, delimiters included. */
  readonly gap: readonly [number, number]
  readonly certified: boolean
  readonly docMdp: number | null
  readonly claimedAt: string | null
  /** DER of the certificates in the document security store, which the signature covers. */
  stored(): Uint8Array[]
}

function readSeal(file: Buffer): Seal | SealReason {
  const place = file.indexOf('/ByteRange')
  if (place < 0) return file.toString('latin1', 0, 5) === '%PDF-' ? 'seal.unsigned' : 'seal.not_pdf'
  const pdf = new PdfFile(file)
  if (file.indexOf('/ByteRange', place + 1) >= 0) return 'seal.several_signatures'
  const catalog = pdf.dictionary(pdf.trailer.get('Root'))
  if (!catalog.has('AcroForm')) return 'seal.unsigned'
  const form = pdf.dictionary(catalog.get('AcroForm'))
  const [first, ...more] = pdf.list(form.get('Fields'))
  if (first === undefined) return 'seal.unsigned'
  if (more.length > 0) return 'seal.several_signatures'
  const field = pdf.dictionary(first)
  if (!isName(field, 'FT', 'Sig') || !field.has('V')) return 'seal.unsigned'
  if (field.has('Kids')) return 'seal.several_signatures'

  const signature = pdf.dictionary(field.get('V'))
  const contents = signature.get('Contents')
  const byteRange = signature.get('ByteRange')
  const known = isName(signature, 'SubFilter', 'ETSI.CAdES.detached')
  if (!known || !(contents instanceof PdfText) || !Array.isArray(byteRange)) return 'seal.malformed'
  const docMdp = readDocMdp(pdf, signature)
  const permissions = catalog.has('Perms')
    ? pdf.dictionary(catalog.get('Perms')).get('DocMDP')
    : undefined
  const reference = field.get('V')
  const certified =
    docMdp !== null &&
    reference instanceof PdfReference &&
    reference.equals(permissions) &&
    form.get('SigFlags') === 3
  const claimed = signature.get('M')
  return {
    byteRange: byteRange.map((value) => (typeof value === 'number' ? value : Number.NaN)),
    contents: contents.bytes,
    gap: [contents.begin, contents.end],
    certified,
    docMdp,
    claimedAt: claimed instanceof PdfText ? claimed.bytes.toString('latin1').slice(0, 32) : null,
    stored: () => readStored(pdf, catalog),
  }
}

const MOST_STORED = 64
const LARGEST_CERTIFICATE = 65_536

function readStored(pdf: PdfFile, catalog: PdfDictionary): Uint8Array[] {
  if (!catalog.has('DSS')) return []
  const store = pdf.dictionary(catalog.get('DSS'))
  if (!store.has('Certs')) return []
  const streams = pdf.list(store.get('Certs'))
  if (streams.length > MOST_STORED) throw new MalformedPdf('too many certificates')
  return streams
    .map((item) => pdf.stream(item, LARGEST_CERTIFICATE))
    .filter((der) => tryParseCertificate(der) !== null)
}

function readDocMdp(pdf: PdfFile, signature: PdfDictionary): number | null {
  if (!signature.has('Reference')) return null
  const [only] = pdf.list(signature.get('Reference'))
  if (only === undefined) return null
  const reference = pdf.dictionary(only)
  if (!isName(reference, 'TransformMethod', 'DocMDP')) return null
  const level = pdf.dictionary(reference.get('TransformParams')).get('P')
  return level === 1 || level === 2 ? level : null
}

function isName(dictionary: PdfDictionary, key: string, wanted: string): boolean {
  const value = dictionary.get(key)
  return value instanceof PdfName && value.name === wanted
}

class Report {
  readonly #checks = new Map<SealCheckName, SealCheck>()
  signer?: SignerFacts
  claimed?: SealInspection['claimed']
  evidence: Evidence = { certificates: [], crls: [], ocsp: [] }

  constructor(readonly sha256: string) {}

  pass(name: SealCheckName): void {
    this.#checks.set(name, { name, status: 'passed' })
  }

  fail(name: SealCheckName, reason: SealReason): void {
    this.#checks.set(name, { name, status: 'failed', reason })
  }

  doubt(name: SealCheckName, reason: SealReason): void {
    this.#checks.set(name, { name, status: 'indeterminate', reason })
  }

  decide(name: SealCheckName, failed: boolean, reason: SealReason): void {
    if (failed) this.fail(name, reason)
    else this.pass(name)
  }

  finish(): SealInspection {
    const because = SEAL_CHECKS.find((name) => this.#checks.get(name)?.status === 'failed')
    const checks = SEAL_CHECKS.map(
      (name): SealCheck =>
        this.#checks.get(name) ?? { name, status: 'skipped', reason: skippedFor(because) }
    )
    const outcome = outcomeOf(checks)
    return {
      valid: outcome === 'accepted',
      outcome,
      checks,
      sha256: this.sha256,
      ...(this.signer && { signer: this.signer }),
      ...(this.claimed && { claimed: this.claimed }),
      evidence: this.evidence,
    }
  }
}

/** What was not looked at waits for the first check that failed; the last one holds up none. */
function skippedFor(failed: SealCheckName | undefined): SealReason {
  return failed && failed !== 'revocation' ? `skipped.${failed}` : 'skipped.structure'
}

/** Any failure rejects, else any doubt holds, else every check must have passed. */
export function outcomeOf(checks: readonly { readonly status: string }[]): Outcome {
  if (checks.every(({ status }) => status === 'passed')) return 'accepted'
  if (checks.some(({ status }) => status === 'failed')) return 'rejected'
  return checks.some(({ status }) => status === 'indeterminate') ? 'indeterminate' : 'rejected'
}
