/** May this key seal now? Its certificates are judged as a reader of the document will judge them, before it signs anything. */
import type { Evidence, RevocationSource, TrustStore } from '#pki/contract'
import { buildPath, type BuiltPath } from '#pki/path/build'
import { checkPathRevocation, type RevocationReason } from '#pki/path/revocation'
import { DOCUMENT_PURPOSE, type PathReason } from '#pki/path/validate'
import { openTrust } from '#pki/trust_store'
import { parseCertificate } from '#pki/x509/certificate'

/** `unknown`: whether it is revoked could not be learned. */
export const SIGNER_STATES = ['good', 'unknown', 'expired', 'revoked', 'untrusted'] as const
export type SignerState = (typeof SIGNER_STATES)[number]

export interface SignerExamination {
  readonly state: SignerState
  readonly reason: PathReason | RevocationReason | null
  /** The whole path, and the revocation data looked at: what a DSS holds for long-term validation. */
  readonly evidence: Evidence
}

/**
 * Examines a signer's chain (DER, leaf first) for document signing at `at`. Anything but `good` must not sign; `unknown` may be
 * asked again later.
 */
export async function examineSigner(
  chain: readonly Uint8Array[],
  { trust, revocation, at }: { trust: TrustStore; revocation: RevocationSource; at: Date }
): Promise<SignerExamination> {
  const [leaf, ...others] = chain.map((der) => parseCertificate(der))
  const { anchors, intermediates } = openTrust(trust)
  const pool = [...others, ...intermediates]
  const built = buildPath(leaf!, pool, anchors, { at, purpose: DOCUMENT_PURPOSE })
  const certificates = [...built.path, ...(built.anchor ? [built.anchor] : [])].map(
    ({ raw }) => raw
  )
  const broken = stateOfPath(built)
  if (broken) return { ...broken, evidence: { certificates, crls: [], ocsp: [] } }
  const status = await checkPathRevocation(built.path, built.anchor!, {
    now: at,
    source: revocation,
    pool,
  })
  return {
    state: status.status,
    reason: status.reason ?? null,
    evidence: {
      ...status.evidence,
      certificates: [...certificates, ...status.evidence.certificates],
    },
  }
}

function stateOfPath({ findings }: BuiltPath): Omit<SignerExamination, 'evidence'> | null {
  const [first] = findings
  if (!first) return null
  const ended = findings.find(({ reason }) => reason.endsWith('expired'))
  if (ended) return { state: 'expired', reason: ended.reason }
  return { state: 'untrusted', reason: first.reason }
}

/** Both together, each piece once. */
export function mergeEvidence(...parts: readonly Evidence[]): Evidence {
  const merge = (pick: (part: Evidence) => readonly Uint8Array[]) => [
    ...new Map(
      parts.flatMap(pick).map((der) => [Buffer.from(der).toString('base64'), der] as const)
    ).values(),
  ]
  return {
    certificates: merge((part) => part.certificates),
    crls: merge((part) => part.crls),
    ocsp: merge((part) => part.ocsp),
  }
}
