import { createHash } from 'node:crypto'
import { readTlv } from '#pki/asn1/der'
import type { Language } from '#core/http/surfaces'
import { checkPageOf } from '#pks/check_page'
import { sealTrust } from '#pki/main'
import { sealCertificates, sealSigner } from '#pki/pdf/seals'
import { mailAddresses } from '#pki/x509/certificate'
import type Agreement from '#pks/models/agreement'
import type PksVerdict from '#pks/models/pks_verdict'
import { guide, type GuideFacts, type SealPlace } from '#pks/evidence/guide'
import { pem, proofFor, type Proof } from '#pks/evidence/proof'
import { recordsOf, type AgreementRecords, type ReplyRecord } from '#pks/queries/evidence_records'
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
 * came, certificates, CRLs and OCSP answers, verdicts, and how to check them. Staff also get the verdicts of every other reply and what the
 * audit log says. The same state gives the same files.
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
  const replies = await Promise.all(records.replies.map(replyFiles))
  const accepted = replies.find(({ record }) => record.reply.status === 'accepted')
  const seal = await sealFiles(agreement, pdf, records, accepted ?? null)
  const files = [
    document,
    ...archives,
    ...(seal?.files ?? []),
    ...replies.flatMap((reply) => reply.files),
    json(
      'agreement.json',
      'what is on record about the agreement',
      agreementFacts(agreement, records)
    ),
    ...(reader === 'staff'
      ? [
          text(
            'audit.jsonl',
            'what the audit log says of it, an event a line',
            records.audit.map((event) => `${JSON.stringify(event)}\n`).join('')
          ),
        ]
      : []),
  ]
  const facts: GuideFacts = {
    number: agreement.number,
    document: { path: document.path, sha256: agreement.documentSha256, size: pdf.length },
    checkPage: '',
    seal: seal && { place: seal.place, proof: seal.proof },
    reply: accepted?.proof
      ? await replyGuide(agreement, pdf, { ...accepted, proof: accepted.proof })
      : null,
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

interface ReplyFiles {
  record: ReplyRecord
  folder: string
  files: BundleFile[]
  proof: Proof | null
  crls: BundleFile[]
  ocsp: { file: BundleFile; der: Buffer }[]
}

/** A reply with everything that its verdicts rest on. */
async function replyFiles(record: ReplyRecord): Promise<ReplyFiles> {
  const { reply, number, verdicts } = record
  const folder = `replies/${number}`
  const union = (kind: 'certificates' | 'crls' | 'ocsp') =>
    Promise.all(
      [...new Set(verdicts.flatMap(({ evidence }) => evidence?.[kind] ?? []))].map(stored)
    )
  const [certificates, lists, answers] = [
    await union('certificates'),
    await union('crls'),
    await union('ocsp'),
  ]
  const decisive = verdicts.findLast(({ outcome }) => outcome === 'accepted') ?? verdicts.at(-1)
  const proof = decisive?.signer
    ? proofFor(decisive.signer.fingerprint, certificates, lists, reply.receivedAt.toJSDate())
    : null
  const crls = lists.map((der, index) =>
    fixed(`${folder}/crl-${index + 1}.der`, 'certificate revocation list', der)
  )
  const ocsp = answers.map((der, index) => ({
    file: fixed(`${folder}/ocsp-${index + 1}.der`, 'OCSP answer', der),
    der,
  }))
  const bag = certificates.map((der) => pem('CERTIFICATE', der)).join('')
  return {
    record,
    folder,
    proof,
    crls,
    ocsp,
    files: [
      lazy(`${folder}.eml`, 'the reply as it came, byte for byte', reply.rawKey, reply.rawSha256),
      ...(bag ? [text(`${folder}/certificates.pem`, 'every certificate of the verdict', bag)] : []),
      ...(proof ? proofFiles(folder, proof) : []),
      ...crls,
      ...ocsp.map(({ file }) => file),
      ...verdicts.map((verdict, index) =>
        json(`${folder}/verdict-${index + 1}.json`, 'a verdict on it, check by check', {
          ...verdictFacts(verdict, record),
        })
      ),
    ],
  }
}

function proofFiles(folder: string, { chain, anchor, trust }: Proof): BundleFile[] {
  return [
    text(`${folder}/trust.pem`, 'the anchor and the lists, for -CAfile', trust),
    text(
      `${folder}/anchor.pem`,
      'the authority at the end of the chain',
      pem('CERTIFICATE', anchor.raw)
    ),
    ...chain.map(({ raw }, index) =>
      text(
        `${folder}/chain-${index + 1}.pem`,
        index === 0 ? 'the signer' : 'who issued the one before',
        pem('CERTIFICATE', raw)
      )
    ),
  ]
}

async function replyGuide(
  agreement: Agreement,
  pdf: Buffer,
  { record, folder, proof, crls, ocsp }: ReplyFiles & { proof: Proof }
): Promise<GuideFacts['reply']> {
  const raw = await stored(record.reply.rawKey)
  const letters = raw.toString('latin1').replaceAll(/[\r\n]/g, '')
  // In an opaque message the document is within the CMS: there it cannot be seen from here.
  const isDetached = /multipart\/signed/i.test(letters)
  return {
    path: `replies/${record.number}.eml`,
    folder,
    proof,
    email:
      mailAddresses(proof.chain[0]!).find(
        (address) => address.toLowerCase() === agreement.email.toLowerCase()
      ) ?? null,
    holdsDocument: !isDetached || letters.includes(pdf.toString('base64')),
    crls: crls.map(({ path }) => path),
    ocsp: ocsp.flatMap(({ file, der }) => {
      const index = proof.chain.findIndex(({ serial }) => der.includes(serialTlv(serial)))
      return index < 0 || index + 1 >= proof.chain.length
        ? []
        : [
            {
              path: file.path,
              certificate: `${folder}/chain-${index + 1}.pem`,
              issuer: `${folder}/chain-${index + 2}.pem`,
            },
          ]
    }),
  }
}

/** As an OCSP answer names a certificate: an INTEGER. */
const serialTlv = (serial: Uint8Array) => Buffer.from([0x02, serial.length, ...serial])

/** The seal's own chain: from the file, the lists from the accepted verdict, which looked at the seal, too. */
async function sealFiles(
  agreement: Agreement,
  pdf: Buffer,
  { sealChain }: AgreementRecords,
  accepted: ReplyFiles | null
): Promise<{ files: BundleFile[]; place: SealPlace; proof: Proof } | null> {
  const place = findSeal(pdf)
  const leaf = sealSigner(pdf)
  if (!place || !leaf) return null
  const trust = await sealTrust()
  const pool = [...sealCertificates(pdf), ...sealChain, ...trust.anchors]
  const lists = accepted ? await Promise.all(accepted.crls.map(({ bytes }) => bytes())) : []
  const at = accepted?.proof?.at ?? agreement.issuedAt!.toJSDate()
  const proof = proofFor(
    leaf.fingerprint,
    pool,
    lists,
    leaf.notAfter > at ? at : agreement.issuedAt!.toJSDate()
  )
  return proof && { place, proof, files: proofFiles('seal', proof) }
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

function verdictFacts(verdict: PksVerdict, { reply, number }: ReplyRecord) {
  const hashes = (keys: readonly string[] = []) => keys.map((key) => /([0-9a-f]{64})/.exec(key)![1])
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
