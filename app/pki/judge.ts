/**
 * The judgement of a reply to a PKS: may this mail publish a content?
 *
 *     const verdict = await judgeReply({
 *       raw, receivedAt, now,
 *       expected: { email, code, documentSha256 },
 *       trust, sealTrust, pinned, revocation,
 *     })
 *     verdict.outcome   // 'accepted' | 'rejected' | 'indeterminate'
 *     verdict.checks    // all eleven of REPLY_CHECKS, in that order, each passed, failed, indeterminate or skipped
 *     verdict.evidence  // the certificates, CRLs and OCSP answers that it rests on, DER
 *
 * Accepted only when every check passed. `indeterminate` (a revocation list that cannot be had) holds the reply: judge the
 * same bytes again later. A check is skipped only beside a failure, and names the check that it waits for. Every reason
 * that can occur is in REPLY_REASONS, for translations; `params` are the facts for its words.
 *
 * Pure: no clock, no database, no network but the `RevocationSource` that comes in. It never throws for what a stranger
 * sent. Before judging, callers use `readEnvelope` (which agreement?) and `isAutomaticReply` (ignore) of `mime/envelope`.
 */
import { createHash } from 'node:crypto'
import { MalformedAsn1 } from '#pki/asn1/der'
import { OID } from '#pki/asn1/oids'
import { parseSignedData, type SignedData } from '#pki/cms/parse'
import {
  findSigner,
  SIGNATURE_REASONS,
  SIGNER_REASONS,
  verifySigner,
  type FoundSigner,
} from '#pki/cms/verify'
import type {
  Evidence,
  NamedCheck,
  Outcome,
  RevocationSource,
  SignerFacts,
  TrustStore,
} from '#pki/contract'
import { isDeceptive, parseMailbox, sameAddress } from '#pki/mime/address'
import { headerText } from '#pki/mime/encoded_word'
import {
  canonicalLines,
  contentType,
  decodeBody,
  headerValues,
  MalformedMime,
  MIME_REASONS,
  openMessage,
  parseEntity,
  type Entity,
} from '#pki/mime/entity'
import { codesIn } from '#pki/mime/envelope'
import { findSignedMessage, hasName, SHAPE_REASONS, signedLeaves } from '#pki/mime/signed_message'
import { buildPath, type BuiltPath } from '#pki/path/build'
import { checkPathRevocation, REVOCATION_REASONS } from '#pki/path/revocation'
import {
  CHAIN_REASONS,
  EMAIL_PURPOSE,
  validateTrusted,
  PURPOSE_REASONS,
  VALIDITY_REASONS,
  type Finding,
} from '#pki/path/validate'
import { inspectSealedPdf, outcomeOf, type SealInspection } from '#pki/pdf/inspect'
import { factsOf } from '#pki/signer_facts'
import { openTrust } from '#pki/trust_store'
import { mailAddresses, type Certificate } from '#pki/x509/certificate'
import { commonName } from '#pki/x509/name'

export { extractCode, isAutomaticReply, readEnvelope, type Envelope } from '#pki/mime/envelope'

export const REPLY_CHECKS = [
  'structure',
  'signature',
  'signer',
  'chain',
  'validity',
  'purpose',
  'revocation',
  'sender',
  'code',
  'attachment',
  'document',
] as const
export type ReplyCheckName = (typeof REPLY_CHECKS)[number]

/** Why a check was not made: the one that it waits for did not pass. */
export const SKIP_REASONS = [
  'skipped.structure',
  'skipped.signature',
  'skipped.signer',
  'skipped.chain',
  'skipped.validity',
  'skipped.purpose',
  'skipped.attachment',
] as const

export const REPLY_REASONS = [
  ...MIME_REASONS,
  ...SHAPE_REASONS,
  ...SIGNATURE_REASONS,
  'signature.no_content',
  ...SIGNER_REASONS,
  ...CHAIN_REASONS,
  ...VALIDITY_REASONS,
  ...PURPOSE_REASONS,
  ...REVOCATION_REASONS,
  'sender.unknown',
  'sender.missing_from',
  'sender.several_from',
  'sender.malformed_from',
  'sender.deceptive_name',
  'sender.other_from',
  'sender.other_sender',
  'sender.not_in_certificate',
  'sender.only_in_subject',
  'code.unknown',
  'code.used',
  'code.missing_subject',
  'code.several_subjects',
  'code.missing',
  'code.wrong',
  'attachment.none',
  'attachment.several',
  'attachment.encoding',
  'attachment.inside_message',
  'document.unknown',
  'document.not_pdf',
  'document.unsigned',
  'document.altered',
  'document.padded',
  'document.later_revision',
  'document.other',
  'document.seal',
  ...SKIP_REASONS,
] as const
export type ReplyReason = (typeof REPLY_REASONS)[number]
export type ReplyCheck = NamedCheck<ReplyCheckName, ReplyReason>

export interface ReplyExpectation {
  /** The partner's registered address. Null: unknown, so the check fails. */
  readonly email: string | null
  /** The secret code of the issued agreement. Null: no agreement has this code. */
  readonly code: string | null
  /** SHA-256 of the whole issued file, hexadecimal. */
  readonly documentSha256: string | null
  /** The code was used by an accepted reply already. */
  readonly codeUsed?: boolean
  /** When the agreement was sealed: the seal must have been valid then. `receivedAt` when left out. */
  readonly issuedAt?: Date
}

export interface ReplyToJudge {
  /** The message as received. */
  readonly raw: Uint8Array
  /** Certificates must be valid at this instant. */
  readonly receivedAt: Date
  /** The instant of the check, at which revocation lists must be fresh; `receivedAt` when left out. */
  readonly now?: Date
  readonly expected: ReplyExpectation
  /** Authorities for the partner's certificate. */
  readonly trust: TrustStore
  /** Authorities for our own seal. */
  readonly sealTrust: TrustStore
  /** SHA-256 fingerprints of the certificates that we ever sealed with; any under `sealTrust` when left out. */
  readonly sealSigners?: readonly string[]
  /** DER of certificates that staff pinned for this partner: these need no authority. */
  readonly pinned?: readonly Uint8Array[]
  readonly revocation: RevocationSource
}

export interface Verdict {
  readonly accepted: boolean
  readonly outcome: Outcome
  readonly checks: readonly ReplyCheck[]
  readonly signer?: SignerFacts
  readonly evidence: Evidence
}

/** Judges one reply; see the top of this file. */
export async function judgeReply(reply: ReplyToJudge): Promise<Verdict> {
  const sheet = new CheckSheet()
  const message = readMessage(reply.raw, sheet)
  if (message) {
    const signed = openSigned(message, sheet)
    checkCode(message, signed?.root ?? null, reply.expected, sheet)
    if (signed) {
      const document = checkAttachment(signed.leaves, sheet)
      if (document) await checkDocument(document, reply, sheet)
      if (signed.data) {
        const signer = checkSignature(signed.data, signed.content, signed.detached, sheet)
        if (signer) {
          checkSender(message, signed.root, signer.certificate, reply.expected, sheet)
          await checkPath(signer, reply, sheet)
        }
      }
    }
  }
  return sheet.verdict()
}

/** The verdict on a mail that is made to be judged for ever; see `judging.ts`. */
export function tooComplex(): Verdict {
  const sheet = new CheckSheet()
  sheet.fail('structure', 'structure.too_complex')
  return sheet.verdict()
}

/** Collects the checks; what is not said at the end was skipped for the first failure that it hangs on. */
class CheckSheet {
  readonly #checks = new Map<ReplyCheckName, ReplyCheck>()
  readonly #certificates = new Map<string, Uint8Array>()
  signer?: SignerFacts
  crls: readonly Uint8Array[] = []
  ocsp: readonly Uint8Array[] = []

  pass(name: ReplyCheckName, params?: Record<string, string>): void {
    this.#checks.set(name, { name, status: 'passed', ...(params && { params }) })
  }

  fail(name: ReplyCheckName, reason: ReplyReason, params?: Record<string, string>): void {
    this.#checks.set(name, { name, status: 'failed', reason, ...(params && { params }) })
  }

  doubt(name: ReplyCheckName, reason: ReplyReason, params?: Record<string, string>): void {
    this.#checks.set(name, { name, status: 'indeterminate', reason, ...(params && { params }) })
  }

  passed(name: ReplyCheckName): boolean {
    return this.#checks.get(name)?.status === 'passed'
  }

  keep(certificates: readonly Uint8Array[]): void {
    for (const der of certificates) {
      this.#certificates.set(createHash('sha256').update(der).digest('hex'), der)
    }
  }

  verdict(): Verdict {
    const checks = REPLY_CHECKS.map((name) => this.#checks.get(name) ?? this.#skip(name))
    const outcome = outcomeOf(checks)
    return {
      accepted: outcome === 'accepted',
      outcome,
      checks,
      ...(this.signer && { signer: this.signer }),
      evidence: {
        certificates: [...this.#certificates.values()],
        crls: this.crls,
        ocsp: this.ocsp,
      },
    }
  }

  #skip(name: ReplyCheckName): ReplyCheck {
    const because = DEPENDS[name].find((other) => !this.passed(other)) ?? 'structure'
    return { name, status: 'skipped', reason: `skipped.${because}` }
  }
}

type Prerequisite =
  'structure' | 'signature' | 'signer' | 'chain' | 'validity' | 'purpose' | 'attachment'

const DEPENDS: Record<ReplyCheckName, readonly Prerequisite[]> = {
  structure: [],
  signature: ['structure', 'signer'],
  signer: ['structure', 'signature'],
  chain: ['structure', 'signer', 'signature'],
  validity: ['structure', 'signer', 'signature'],
  purpose: ['structure', 'signer', 'signature'],
  revocation: ['structure', 'signer', 'signature', 'chain', 'validity', 'purpose'],
  sender: ['structure', 'signer', 'signature'],
  code: ['structure'],
  attachment: ['structure', 'signature'],
  document: ['structure', 'attachment'],
}

function readMessage(raw: Uint8Array, sheet: CheckSheet): Entity | null {
  try {
    return openMessage(raw)
  } catch (error) {
    if (!(error instanceof MalformedMime)) throw error
    sheet.fail('structure', error.reason)
    return null
  }
}

interface Signed {
  /** The signed entity; programs that protect headers repeat those of the message in it (RFC 9788). */
  readonly root: Entity
  readonly leaves: readonly Entity[]
  /** The bytes that the signature is over. */
  readonly content: Buffer
  readonly detached: boolean
  /** Null when the CMS message cannot be read. */
  readonly data: SignedData | null
}

function openSigned(message: Entity, sheet: CheckSheet): Signed | null {
  try {
    const shape = findSignedMessage(message)
    if (typeof shape === 'string') {
      sheet.fail('structure', shape)
      return null
    }
    const data = readCms(shape.cms, sheet)
    const detached = shape.kind === 'detached'
    const content = detached ? shape.content : data?.content && Buffer.from(data.content)
    if (!content) {
      if (data) sheet.fail('signature', 'signature.no_content')
      sheet.pass('structure')
      return null
    }
    const root = parseEntity(canonicalLines(content))
    const leaves = signedLeaves(root)
    if (typeof leaves === 'string') {
      sheet.fail('structure', leaves)
      return null
    }
    sheet.pass('structure')
    return { root, leaves, content, detached, data }
  } catch (error) {
    if (!(error instanceof MalformedMime)) throw error
    sheet.fail('structure', error.reason)
    return null
  }
}

function readCms(cms: Uint8Array, sheet: CheckSheet): SignedData | null {
  try {
    return parseSignedData(cms)
  } catch (error) {
    if (!(error instanceof MalformedAsn1)) throw error
    sheet.fail('signature', 'signature.malformed')
    return null
  }
}

function checkSignature(
  data: SignedData,
  content: Uint8Array,
  detached: boolean,
  sheet: CheckSheet
): FoundSigner | null {
  const signer = findSigner(data)
  if (typeof signer === 'string') {
    sheet.fail('signer', signer)
    return null
  }
  const params = signerParams(signer.certificate)
  sheet.signer = factsOf(signer.certificate, [signer.certificate])
  sheet.keep([signer.certificate.raw])
  sheet.pass('signer', params)
  if (detached && data.content) {
    sheet.fail('signature', 'signature.embedded_content')
    return signer
  }
  const facts = verifySigner(data, signer, content)
  if (typeof facts === 'string') sheet.fail('signature', facts, params)
  else sheet.pass('signature')
  return signer
}

function signerParams(certificate: Certificate): Record<string, string> {
  const { subject, issuer, fingerprint } = certificate
  return { subject: commonName(subject), issuer: commonName(issuer), fingerprint }
}

async function checkPath(
  signer: FoundSigner,
  reply: ReplyToJudge,
  sheet: CheckSheet
): Promise<void> {
  const { certificate, others } = signer
  if (isPinned(certificate, reply)) return checkPinned(certificate, reply, sheet)
  const { anchors, intermediates } = openTrust(reply.trust)
  const pool = [...others, ...intermediates]
  const options = { at: reply.receivedAt, purpose: EMAIL_PURPOSE }
  const built = buildPath(certificate, pool, anchors, options)
  const chain = [...built.path, ...(built.anchor ? [built.anchor] : [])]
  sheet.signer = factsOf(certificate, chain)
  sheet.keep(chain.map((item) => item.raw))
  report(built.findings, sheet)
  const clean = built.anchor !== null && built.findings.length === 0
  if (clean && sheet.passed('signature')) await checkRevocation(built, pool, reply, sheet)
}

/**
 * Only a self-issued certificate can be pinned (R6.3): what an authority issued it can also revoke, and a pin must not speak louder, not
 * even where a mail leaves the authority's certificates out.
 */
function isPinned(certificate: Certificate, { pinned = [] }: ReplyToJudge): boolean {
  return certificate.selfIssued && pinned.some((der) => Buffer.compare(der, certificate.raw) === 0)
}

/** A certificate that two members of the staff compared by another channel stands for itself. */
function checkPinned(certificate: Certificate, reply: ReplyToJudge, sheet: CheckSheet): void {
  const findings = validateTrusted(certificate, {
    at: reply.receivedAt,
    purpose: { ...EMAIL_PURPOSE, extendedKeyUsageOptional: true, allowCa: true },
  })
  report(findings, sheet)
  if (sheet.passed('chain')) sheet.pass('chain', { how: 'pinned' })
  if (findings.length === 0 && sheet.passed('signature'))
    sheet.pass('revocation', { how: 'pinned' })
}

/** The first finding of each kind becomes the reason of its check. */
function report(findings: readonly Finding[], sheet: CheckSheet): void {
  for (const name of ['chain', 'validity', 'purpose'] as const) {
    const finding = findings.find(({ reason }) => reason.startsWith(`${name}.`))
    if (!finding) sheet.pass(name)
    else {
      sheet.fail(name, finding.reason, {
        certificate: commonName(finding.certificate.subject),
        issuer: commonName(finding.certificate.issuer),
        notBefore: finding.certificate.notBefore.toISOString(),
        notAfter: finding.certificate.notAfter.toISOString(),
      })
    }
  }
}

async function checkRevocation(
  { path, anchor }: BuiltPath,
  pool: readonly Certificate[],
  reply: ReplyToJudge,
  sheet: CheckSheet
): Promise<void> {
  const now = reply.now ?? reply.receivedAt
  const status = await checkPathRevocation(path, anchor!, { now, source: reply.revocation, pool })
  sheet.keep(status.evidence.certificates)
  sheet.crls = status.evidence.crls
  sheet.ocsp = status.evidence.ocsp
  if (status.status === 'good') return sheet.pass('revocation')
  const params = {
    certificate: status.certificate ? commonName(status.certificate.subject) : '',
    issuer: status.certificate ? commonName(status.certificate.issuer) : '',
    ...(status.revokedAt && { revokedAt: status.revokedAt.toISOString() }),
  }
  if (status.status === 'revoked') sheet.fail('revocation', status.reason!, params)
  else sheet.doubt('revocation', status.reason!, params)
}

/**
 * One From with one mailbox (RFC 5322 §3.6.2), the registered address, no other Sender, and the certificate's own address
 * (RFC 8551 §3.1, RFC 5280 §4.2.1.6, RFC 9598): never the one in its subject. A From inside the signed part must agree.
 * Resent fields (RFC 5322 §3.6.6) say how a mail travelled and bind nobody.
 */
function checkSender(
  message: Entity,
  root: Entity,
  certificate: Certificate,
  { email }: ReplyExpectation,
  sheet: CheckSheet
): void {
  if (email === null) return sheet.fail('sender', 'sender.unknown')
  const [value, ...more] = headerValues(message, 'from')
  if (value === undefined) return sheet.fail('sender', 'sender.missing_from')
  if (more.length > 0) return sheet.fail('sender', 'sender.several_from')
  const from = parseMailbox(value)
  if (!from) return sheet.fail('sender', 'sender.malformed_from')
  if (!sameAddress(from.address, email)) {
    return sheet.fail('sender', 'sender.other_from', { from: from.address, expected: email })
  }
  if (isDeceptive(from)) return sheet.fail('sender', 'sender.deceptive_name')
  const repeated = headerValues(root, 'from').map((item) => parseMailbox(item))
  if (repeated.some((item) => !item || !sameAddress(item.address, email))) {
    return sheet.fail('sender', 'sender.other_from', { from: from.address, expected: email })
  }
  const others = headerValues(message, 'sender').map((item) => parseMailbox(item))
  if (others.length > 1 || others.some((item) => !item || !sameAddress(item.address, email))) {
    return sheet.fail('sender', 'sender.other_sender', { from: from.address })
  }
  const addresses = mailAddresses(certificate)
  if (addresses.some((address) => sameAddress(address, email))) return sheet.pass('sender')
  const inSubject = certificate.subject.attributes.some(
    ({ type, text }) => type === OID.emailAddress && text !== null && sameAddress(text, email)
  )
  const reason =
    inSubject && addresses.length === 0 ? 'sender.only_in_subject' : 'sender.not_in_certificate'
  sheet.fail('sender', reason, { expected: email, certificate: addresses.join(', ').slice(0, 500) })
}

/** The code in the one Subject (RFC 5322 §3.6.5); a Subject inside the signed part must hold it too. */
function checkCode(
  message: Entity,
  root: Entity | null,
  expected: ReplyExpectation,
  sheet: CheckSheet
): void {
  const [subject, ...more] = headerValues(message, 'subject')
  if (subject === undefined) return sheet.fail('code', 'code.missing_subject')
  if (more.length > 0) return sheet.fail('code', 'code.several_subjects')
  if (expected.code === null) return sheet.fail('code', 'code.unknown')
  const codes = codesIn(headerText(subject))
  if (codes.length === 0) return sheet.fail('code', 'code.missing')
  const repeated = root ? headerValues(root, 'subject') : []
  const { code } = expected
  const holds = (value: string) => codesIn(headerText(value)).includes(code)
  if (!codes.includes(code) || !repeated.every(holds)) return sheet.fail('code', 'code.wrong')
  if (expected.codeUsed) return sheet.fail('code', 'code.used')
  sheet.pass('code')
}

function checkAttachment(leaves: readonly Entity[], sheet: CheckSheet): Buffer | null {
  try {
    if (leaves.some((leaf) => contentType(leaf).type.startsWith('message/'))) {
      sheet.fail('attachment', 'attachment.inside_message')
      return null
    }
    const documents = leaves.map(readPdf).filter((document) => document !== null)
    const [document] = documents
    if (!document || documents.length > 1) {
      const reason = document ? 'attachment.several' : 'attachment.none'
      sheet.fail('attachment', reason, { count: String(documents.length) })
      return null
    }
    sheet.pass('attachment')
    return document
  } catch (error) {
    if (!(error instanceof MalformedMime)) throw error
    sheet.fail('attachment', 'attachment.encoding')
    return null
  }
}

/**
 * The decoded body of a leaf that is a PDF by its type, one of its names or its first bytes, else null. What hides behind
 * another type counts as well, so that "exactly one" holds for every program that sniffs.
 */
function readPdf(leaf: Entity): Buffer | null {
  const { type } = contentType(leaf)
  if (/^application\/(x-)?pdf$/.test(type) || hasName(leaf, '.pdf')) return decodeBody(leaf)
  return looksLikePdf(leaf) ? decodeBody(leaf) : null
}

/** By its first bytes, decoded as loosely as any program would: text that breaks the rules of its encoding is still text. */
function looksLikePdf(leaf: Entity): boolean {
  const encoding = headerValues(leaf, 'content-transfer-encoding').join().toLowerCase()
  const start = leaf.body.toString('latin1', 0, 8192)
  const text = encoding.includes('base64')
    ? Buffer.from(start, 'base64').toString('latin1')
    : encoding.includes('quoted')
      ? start
          .replace(/=[ \t]*\r\n/g, '')
          .replace(/=([0-9a-f]{2})/gi, (_, hex: string) =>
            String.fromCharCode(Number.parseInt(hex, 16))
          )
      : start
  return text.slice(0, 1024).includes('%PDF-')
}

async function checkDocument(pdf: Buffer, reply: ReplyToJudge, sheet: CheckSheet): Promise<void> {
  const { documentSha256, issuedAt } = reply.expected
  if (documentSha256 === null) return sheet.fail('document', 'document.unknown')
  const seal = await inspectSealedPdf(pdf, {
    trust: reply.sealTrust,
    at: issuedAt ?? reply.receivedAt,
    ...(reply.sealSigners && { signers: reply.sealSigners }),
  })
  const params = { sha256: seal.sha256, expected: documentSha256.toLowerCase() }
  if (seal.sha256 !== documentSha256.toLowerCase()) {
    return sheet.fail('document', whyDifferent(seal), params)
  }
  // Whose time stamp it has may be open: these are the issued bytes.
  if (seal.outcome === 'rejected') return sheet.fail('document', 'document.seal', params)
  sheet.pass('document', { sha256: seal.sha256 })
}

/** Not the issued bytes: the seal tells what became of them. */
function whyDifferent(seal: SealInspection): ReplyReason {
  if (seal.outcome !== 'rejected') return 'document.other'
  switch (seal.checks.find((check) => check.status === 'failed')?.reason) {
    case 'seal.not_pdf':
      return 'document.not_pdf'
    case 'seal.unsigned':
      return 'document.unsigned'
    case 'seal.later_revision':
    case 'seal.several_signatures':
      return 'document.later_revision'
    case 'seal.padding':
      return 'document.padded'
    default:
      return 'document.altered'
  }
}
