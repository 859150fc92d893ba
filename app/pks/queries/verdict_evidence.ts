import { ocspFacts, type OcspFacts } from '#pki/path/ocsp'
import { tryParseCertificate, type Certificate } from '#pki/x509/certificate'
import { tryParseCrl, type Crl } from '#pki/x509/crl'
import type PksReply from '#pks/models/pks_reply'
import PksVerdict from '#pks/models/pks_verdict'
import { get } from '#storage/main'

interface Kept {
  /** SHA-256 of the DER, lower-case hexadecimal: its name in the evidence. */
  sha256: string
  /** Bytes; null when the file is gone. */
  size: number | null
}

export interface VerdictEvidence {
  /** The signer first, then whoever issued the one before. */
  chain: (Kept & { certificate: Certificate })[]
  /** What else came along or was looked at. */
  others: (Kept & { certificate: Certificate | null })[]
  crls: (Kept & { crl: Crl | null })[]
  ocsp: (Kept & { facts: OcspFacts | null })[]
}

/** What a verdict rests on, read from the files that were kept with it. */
export async function evidenceOf(verdict: PksVerdict): Promise<VerdictEvidence> {
  const keys = verdict.evidence ?? { certificates: [], crls: [], ocsp: [] }
  const [certificates, crls, ocsp] = [
    await filesOf(keys.certificates),
    await filesOf(keys.crls),
    await filesOf(keys.ocsp),
  ]
  const read = certificates.map(({ bytes, ...kept }) => ({
    ...kept,
    certificate: bytes && tryParseCertificate(bytes),
  }))
  const chain = chainFrom(verdict.signer?.fingerprint, read)
  return {
    chain,
    others: read.filter((item) => !chain.some(({ sha256 }) => sha256 === item.sha256)),
    crls: crls.map(({ bytes, ...kept }) => ({ ...kept, crl: bytes && tryParseCrl(bytes) })),
    ocsp: ocsp.map(({ bytes, ...kept }) => ({ ...kept, facts: bytes && ocspFacts(bytes) })),
  }
}

type Found = Kept & { certificate: Certificate | null }

/** By name, as far as it goes: the verdict has judged the signatures, this only sets them in order. */
function chainFrom(signer: string | undefined, pool: readonly Found[]): VerdictEvidence['chain'] {
  const chain: VerdictEvidence['chain'] = []
  let next = pool.find(({ sha256 }) => sha256 === signer)
  while (next?.certificate && chain.length < 12) {
    const { certificate } = next
    chain.push({ ...next, certificate })
    if (certificate.selfIssued) break
    next = pool.find(
      (item) =>
        item.certificate?.subject.key === certificate.issuer.key &&
        !chain.some(({ sha256 }) => sha256 === item.sha256)
    )
  }
  return chain
}

async function filesOf(keys: readonly string[]): Promise<(Kept & { bytes: Buffer | null })[]> {
  return Promise.all(
    keys.map(async (key) => {
      const bytes = await get(key)
      return { sha256: evidenceNameOf(key), size: bytes?.length ?? null, bytes }
    })
  )
}

/** SHA-256 of a kept file, which is its name. */
export const evidenceNameOf = (key: string) =>
  key
    .split('/')
    .at(-1)!
    .replace(/\.der$/, '')

export interface EvidenceFile {
  kind: 'certificates' | 'crls' | 'ocsp'
  bytes: Buffer | null
}

/** One file of the evidence of a reply's verdicts, by its name; null when it is no part of them. */
export async function evidenceFile(reply: PksReply, sha256: string): Promise<EvidenceFile | null> {
  const verdicts = await PksVerdict.query().where('reply_id', reply.id)
  for (const { evidence } of verdicts) {
    for (const kind of ['certificates', 'crls', 'ocsp'] as const) {
      const key = evidence?.[kind].find((item) => evidenceNameOf(item) === sha256)
      if (key) return { kind, bytes: await get(key) }
    }
  }
  return null
}
