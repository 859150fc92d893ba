import { createHash } from 'node:crypto'
import { readTlv } from '#pki/asn1/der'
import type { Language } from '#core/http/surfaces'
import { checkPageOf } from '#pks/check_page'
import { sealTrust } from '#pki/main'
import { sealCertificates, sealSigner } from '#pki/pdf/seals'
import { validationData } from '#pki/pdf/validation'
import { mailAddresses } from '#pki/x509/certificate'
import { pemBlock } from '#pki/x509/pem'
import type Agreement from '#pks/models/agreement'
import type PksReply from '#pks/models/pks_reply'
import type PksVerdict from '#pks/models/pks_verdict'
import { guide, type GuideFacts, type OcspStep, type SealPlace } from '#pks/evidence/guide'
import { proofFor, type Proof } from '#pks/evidence/proof'
import {
  recordsOf,
  type AgreementRecords,
  type PinRecord,
  type PinWitness,
  type ReplyRecord,
} from '#pks/queries/evidence_records'
import { evidenceNameOf } from '#pks/queries/verdict_evidence'
import type { ZipEntry } from '#shared/zip'
import { get } from '#storage/main'

/** Who gets it: a partner gets its own agreement without what is ours alone. */
export type BundleReader = 'partner' | 'staff'

interface BundleFile extends ZipEntry {
  sha256: string
  /** What it is, for `manifest.json`. */
  what: string
}

const GUIDES: Record<Language, string> = { id: 'BACA-SAYA.txt', en: 'README.txt' }

export interface Bundle {
  /** Of the folder in it, and of the file. */
  name: string
  entries: ZipEntry[]
}

/**
 * Everything by which an agreement can be proven off line (R8.3), as the files of a ZIP: document and archive copies, replies as they
 * came, certificates, CRLs and OCSP answers, verdicts, what the audit log says, and how to check it all. A partner gets the reply that was
 * accepted, staff get every reply and who did what. The same state gives the same files.
 *
 * @returns null before there is a document
 */
export async function evidenceBundle(
  agreement: Agreement,
  reader: BundleReader
): Promise<Bundle | null> {
  if (!agreement.documentKey || !agreement.documentSha256) return null
  const pdf = await stored(agreement.documentKey)
  const records = await recordsOf(agreement, reader)
  const document = fixed(
    `document/${agreement.fileName}`,
    'the agreement as it was mailed, under the operator’s seal',
    pdf
  )
  const archives = records.archives.map(({ number, documentKey, sha256 }) =>
    lazy(`document/archive-${number}.pdf`, 'archive copy', documentKey, sha256)
  )
  const replies = records.replies.map((record) => ({ record, files: replyFiles(record, reader) }))
  const accepted = records.replies.find(({ reply }) => reply.status === 'accepted')
  const proven = accepted && (await provenReply(agreement, pdf, accepted))
  const seal = await sealFiles(agreement, pdf, records)
  const files = [
    document,
    ...archives,
    ...(seal?.files ?? []),
    ...replies.flatMap((reply) => reply.files),
    ...(proven?.files ?? []),
    ...restsOn(records.replies),
    json(
      'agreement.json',
      'what is on record about the agreement',
      agreementFacts(agreement, records)
    ),
    text(
      'audit.jsonl',
      'what the audit log says of it, an event a line',
      records.audit.map((event) => `${JSON.stringify(event)}\n`).join('')
    ),
  ]
  const facts: GuideFacts = {
    number: agreement.number,
    reader,
    document: { path: document.path, sha256: agreement.documentSha256, size: pdf.length },
    checkPage: '',
    seal: seal?.facts ?? null,
    reply: proven?.facts ?? null,
    replies: records.replies.length,
    acceptedAt: agreement.acceptedAt,
    holdsAccepted: accepted !== undefined,
    archives: archives.map(({ path }) => path),
  }
  const guides = (['id', 'en'] as const).map((language) =>
    text(
      GUIDES[language],
      'how to check all this',
      guide({ ...facts, checkPage: checkPageOf(agreement, language) }, language)
    )
  )
  const listed = [...guides, ...files]
  const manifest = json('manifest.json', 'this list', {
    format: 1,
    agreement: agreement.number,
    verification_number: agreement.verificationNumber,
    files: listed.map(({ path, sha256, what }) => ({ path, sha256, what })),
  })
  const all = [...listed, manifest]
  const sums = text(
    'SHA256SUMS',
    'for sha256sum -c',
    all.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('')
  )
  return {
    name: agreement.number,
    entries: [...all, sums].map(({ path, bytes }) => ({
      path: `${agreement.number}/${path}`,
      bytes,
    })),
  }
}

/** A reply with the verdicts on it. */
function replyFiles({ reply, number, verdicts, pin }: ReplyRecord, reader: BundleReader) {
  const folder = `replies/${number}`
  return [
    lazy(`${folder}.eml`, 'the reply as it came, byte for byte', reply.rawKey, reply.rawSha256),
    ...verdicts.map((verdict, index) =>
      json(
        `${folder}/verdict-${index + 1}.json`,
        'a verdict on it, check by check',
        verdictFacts(verdict, reply, number)
      )
    ),
    ...(pin
      ? [
          json(
            `${folder}/pin.json`,
            'who compared the signer’s certificate with the partner, how, and who confirmed it',
            pinFacts(pin, reader)
          ),
        ]
      : []),
  ]
}

const KEPT = {
  certificates: { folder: 'certificates', ending: 'cer', what: 'certificate' },
  crls: { folder: 'lists', ending: 'crl', what: 'certificate revocation list' },
  ocsp: { folder: 'lists', ending: 'ors', what: 'OCSP answer' },
} as const

const keptPath = (kind: keyof typeof KEPT, key: string) =>
  `${KEPT[kind].folder}/${evidenceNameOf(key)}.${KEPT[kind].ending}`

/** What all the verdicts rest on, each file once and named by its hash: lists are large, and many verdicts share one. */
function restsOn(replies: readonly ReplyRecord[]): BundleFile[] {
  const files = new Map<string, BundleFile>()
  for (const { evidence } of replies.flatMap(({ verdicts }) => verdicts)) {
    for (const kind of ['certificates', 'crls', 'ocsp'] as const) {
      for (const key of evidence?.[kind] ?? []) {
        const path = keptPath(kind, key)
        files.set(path, lazy(path, KEPT[kind].what, key, evidenceNameOf(key)))
      }
    }
  }
  return [...files.values()]
}

/** The files by which OpenSSL proves the accepted reply, and what the text says of them; null when its signer is not at hand. */
async function provenReply(
  agreement: Agreement,
  pdf: Buffer,
  { reply, number, decisive, pin }: ReplyRecord
): Promise<{ files: BundleFile[]; facts: GuideFacts['reply'] } | null> {
  if (!decisive?.signer) return null
  const folder = `replies/${number}`
  const { certificates, crls, ocsp } = decisive.evidence ?? { certificates: [], crls: [], ocsp: [] }
  // A pinned certificate is its own anchor, whatever else came along.
  const pool = pin ? [pin.pin.bytes] : await Promise.all(certificates.map(stored))
  const { fingerprint } = decisive.signer
  const proof = await proofFor(fingerprint, pool, oneByOne(crls), reply.receivedAt.toJSDate())
  if (!proof) return null
  const raw = await stored(reply.rawKey)
  const answers = ocsp.map(async (key) => ({
    path: keptPath('ocsp', key),
    der: await stored(key),
  }))
  return {
    files: [
      text(`${folder}/certificates.pem`, 'every certificate of the verdict', bagOf(pool)),
      ...proofFiles(folder, proof),
    ],
    facts: {
      path: `${folder}.eml`,
      folder,
      proof,
      from: senderIn(raw, agreement.email),
      email:
        mailAddresses(proof.chain[0]!).find(
          (address) => address.toLowerCase() === agreement.email.toLowerCase()
        ) ?? null,
      holdsDocument: mayHold(raw, pdf),
      pin: pin && {
        channel: pin.pin.comparedChannel!,
        comparedAt: pin.pin.comparedAt!,
        pinnedAt: pin.pin.pinnedAt!,
      },
      crls: pin ? [] : crls.map((key) => keptPath('crls', key)),
      ocsp: pin ? [] : ocspSteps(folder, proof, await Promise.all(answers)),
    },
  }
}

async function* oneByOne(keys: readonly string[]): AsyncGenerator<Buffer> {
  for (const key of keys) yield stored(key)
}

const bagOf = (ders: readonly Uint8Array[]) =>
  ders.map((der) => pemBlock('CERTIFICATE', der)).join('')

/** In an opaque message the document is within the CMS: there it cannot be seen from here. */
function mayHold(raw: Buffer, pdf: Buffer): boolean {
  const letters = raw.toString('latin1').replaceAll(/[\r\n]/g, '')
  return !/multipart\/signed/i.test(letters) || letters.includes(pdf.toString('base64'))
}

/** The registered address as the mail's sender writes it, in its brackets where it has some: what a look at the header must show. */
function senderIn(raw: Buffer, email: string): string | null {
  const head = raw.toString('latin1').split(/\r?\n\r?\n/, 1)[0]!
  const from = /^from:.*(?:\r?\n[ \t].*)*/im.exec(head)?.[0] ?? ''
  for (const wanted of [`<${email}>`, email]) {
    const at = from.toLowerCase().indexOf(wanted.toLowerCase())
    if (at >= 0) return from.slice(at, at + wanted.length)
  }
  return null
}

function proofFiles(folder: string, { chain, anchor, trust }: Proof): BundleFile[] {
  return [
    text(`${folder}/trust.pem`, 'the anchor and the lists, for -CAfile', trust),
    text(
      `${folder}/anchor.pem`,
      'the certificate at the end of the chain',
      pemBlock('CERTIFICATE', anchor.raw)
    ),
    ...chain.map(({ raw }, index) =>
      text(
        `${folder}/chain-${index + 1}.pem`,
        index === 0 ? 'the signer' : 'who issued the one before',
        pemBlock('CERTIFICATE', raw)
      )
    ),
  ]
}

/** Which certificate of the chain each answer is about; those about others are left out. */
function ocspSteps(
  folder: string,
  { chain }: Proof,
  answers: readonly { path: string; der: Uint8Array }[]
): OcspStep[] {
  return answers.flatMap(({ path, der }) => {
    const index = chain.findIndex(({ serial }) => Buffer.from(der).includes(serialTlv(serial)))
    if (index < 0 || index + 1 >= chain.length) return []
    const file = (place: number) => `${folder}/chain-${place}.pem`
    return [{ path, certificate: file(index + 1), issuer: file(index + 2) }]
  })
}

/** As an OCSP answer names a certificate: an INTEGER. */
const serialTlv = (serial: Uint8Array) => Buffer.from([0x02, serial.length, ...serial])

/** The seal's own chain, and the lists that the document carries for it: those were in force when it was sealed. */
async function sealFiles(
  agreement: Agreement,
  pdf: Buffer,
  { sealChain }: AgreementRecords
): Promise<{ files: BundleFile[]; facts: GuideFacts['seal'] } | null> {
  const place = findSeal(pdf)
  const leaf = sealSigner(pdf)
  if (!place || !leaf) return null
  const carried = await validationData(pdf)
  const { certificates, crls, ocsp } = carried ?? { certificates: [], crls: [], ocsp: [] }
  const trust = await sealTrust()
  const pool = [...sealCertificates(pdf), ...certificates, ...sealChain, ...trust.anchors]
  const proof = await proofFor(leaf.fingerprint, pool, crls, agreement.issuedAt!.toJSDate())
  if (!proof) return null
  const numbered = (name: string, what: string, ders: readonly Uint8Array[]) =>
    ders.map((der, index) => fixed(`seal/${name.replace('*', String(index + 1))}`, what, der))
  const lists = numbered('crl-*.der', 'certificate revocation list out of the document', crls)
  const answers = numbered('ocsp-*.der', 'OCSP answer out of the document', ocsp)
  const bag = [...sealCertificates(pdf), ...certificates]
  return {
    files: [
      text('seal/certificates.pem', 'the certificates that the document carries', bagOf(bag)),
      ...proofFiles('seal', proof),
      ...lists,
      ...answers,
    ],
    facts: {
      place,
      proof,
      level: agreement.sealLevel,
      crls: lists.map(({ path }) => path),
      ocsp: ocspSteps(
        'seal',
        proof,
        answers.map(({ path }, index) => ({ path, der: ocsp[index]! }))
      ),
    },
  }
}

/** Our own seal has one form; a file that was altered is none of ours. */
function findSeal(pdf: Buffer): SealPlace | null {
  const range = /\/ByteRange\s*(\[\s*0 (\d+) (\d+) (\d+)\s*\])/.exec(pdf.toString('latin1'))
  if (!range) return null
  const [begin, end] = [Number(range[2]), Number(range[3])]
  const hex = pdf.toString('latin1', begin + 1, end - 1)
  return {
    byteRange: range[1]!,
    begin,
    end,
    length: readTlv(Buffer.from(hex, 'hex')).raw.length,
  }
}

function agreementFacts(agreement: Agreement, { amends }: AgreementRecords) {
  const instant = (at: Agreement['issuedAt']) => at?.toUTC().toISO() ?? null
  return {
    number: agreement.number,
    verification_number: agreement.verificationNumber,
    amends,
    status: agreement.status,
    issued_at: instant(agreement.issuedAt),
    sent_at: instant(agreement.sentAt),
    accepted_at: instant(agreement.acceptedAt),
    ended_at: instant(agreement.endedAt),
    ended_reason: agreement.endedReason,
    registered_address: agreement.email,
    document_sha256: agreement.documentSha256,
    seal_level: agreement.sealLevel,
  }
}

function verdictFacts(verdict: PksVerdict, reply: PksReply, number: number) {
  const hashes = (keys: readonly string[] = []) => keys.map(evidenceNameOf)
  return {
    reply: number,
    reply_sha256: reply.rawSha256,
    received_at: reply.receivedAt.toUTC().toISO(),
    received_by: reply.source,
    judged_at: verdict.judgedAt.toUTC().toISO(),
    judged_by: verdict.judgedBy ? 'staff' : 'machine',
    outcome: verdict.outcome,
    checks: verdict.checks,
    signer: verdict.signer,
    rests_on: {
      certificates: hashes(verdict.evidence?.certificates),
      crls: hashes(verdict.evidence?.crls),
      ocsp: hashes(verdict.evidence?.ocsp),
    },
  }
}

/** What was said on the telephone, and by whom, is staff's; a partner gets roles and pseudonyms. */
function pinFacts({ pin, comparedBy, pinnedBy }: PinRecord, reader: BundleReader) {
  const instant = (at: typeof pin.pinnedAt) => at?.toUTC().toISO() ?? null
  const isForStaff = reader === 'staff'
  const who = ({ role, publicId, name }: PinWitness) => ({
    role,
    public_id: publicId,
    ...(isForStaff && { name }),
  })
  return {
    certificate_sha256: pin.sha256,
    registered_address: pin.email,
    uploaded_at: instant(pin.createdAt),
    compared_at: instant(pin.comparedAt),
    compared_by_way_of: pin.comparedChannel,
    compared_by: who(comparedBy),
    ...(isForStaff && { note: pin.comparedNote }),
    confirmed_at: instant(pin.pinnedAt),
    confirmed_by: who(pinnedBy),
    ended_at: instant(pin.endedAt),
    ended_by: pin.endedByKind,
  }
}

function fixed(path: string, what: string, bytes: Uint8Array): BundleFile {
  return { path, what, sha256: sha256Of(bytes), bytes: async () => bytes }
}

function text(path: string, what: string, content: string): BundleFile {
  return fixed(path, what, Buffer.from(content))
}

function json(path: string, what: string, content: unknown): BundleFile {
  return text(path, what, `${JSON.stringify(content, null, 2)}\n`)
}

/** Large, and its hash is known: read when its turn comes. */
function lazy(path: string, what: string, key: string, sha256: string): BundleFile {
  return { path, what, sha256, bytes: () => stored(key) }
}

async function stored(key: string): Promise<Buffer> {
  const bytes = await get(key)
  if (!bytes) throw new Error(`${key} is gone`)
  return bytes
}

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
