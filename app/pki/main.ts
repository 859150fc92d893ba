import type { DevelopmentCa } from '#pki/development_ca'
import type { RevocationSource, SignerPort, TrustStore } from '#pki/contract'

/** What `providers/pki_provider.ts` binds: the operator's key, whom it trusts, and where revocation data comes from. */
export interface Pki {
  /** The sealing key. Rejects when the keystore cannot be opened. */
  signer(): Promise<SignerPort>
  /** Authorities for partners' e-mail certificates. */
  trustStore(): Promise<TrustStore>
  /** Authorities for our own seal. */
  sealTrust(): Promise<TrustStore>
  revocation(): Promise<RevocationSource>
  /** Outside production only, else null. */
  developmentCa(): Promise<DevelopmentCa | null>
}

let current: Pki | undefined

/** Puts a PKI in place, and gives back the way to undo it. Called by the provider, and by tests. */
export function bindPki(pki: Pki): () => void {
  const before = current
  current = pki
  return () => void (current = before)
}

function bound(): Pki {
  if (!current) throw new Error('the PKI is bound by the pki provider')
  return current
}

/** The operator's sealing key. See {@link Pki.signer}. */
export const signer = () => bound().signer()

/** Authorities for partners' certificates. */
export const trustStore = () => bound().trustStore()

/** Authorities for our own seal. */
export const sealTrust = () => bound().sealTrust()

/** Where CRLs and OCSP answers come from. */
export const revocation = () => bound().revocation()

/** The CA of a development machine, or null in production. */
export const developmentCa = () => bound().developmentCa()
