import type { DevelopmentCa } from '#pki/development_ca'
import type { RevocationSource, SignerPort, TimestampClient, TrustStore } from '#pki/contract'

/** Authorities that settings name: staff see them, and change them on the machine. */
export interface FixedTrust {
  readonly source: 'folder' | 'development'
  readonly purpose: 'email' | 'seal' | 'both'
  readonly store: TrustStore
}

/** What `providers/pki_provider.ts` binds: the operator's key, whom it trusts, and where revocation data comes from. */
export interface Pki {
  /** The sealing key. Rejects when the keystore cannot be opened. */
  signer(): Promise<SignerPort>
  /** Authorities for partners' e-mail certificates. */
  trustStore(): Promise<TrustStore>
  /** Authorities for our own seal. */
  sealTrust(): Promise<TrustStore>
  /** The part of both that settings name (TRUST_DIR, the development CA), without what staff trust. */
  fixedTrust(): Promise<readonly FixedTrust[]>
  revocation(): Promise<RevocationSource>
  /** Where time stamps come from; null where none is configured. */
  timestampAuthority(): Promise<TimestampClient | null>
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

/** Authorities that settings name. */
export const fixedTrust = () => bound().fixedTrust()

/** Where CRLs and OCSP answers come from. */
export const revocation = () => bound().revocation()

/** Where time stamps come from, or null. */
export const timestampAuthority = () => bound().timestampAuthority()

/** The CA of a development machine, or null in production. */
export const developmentCa = () => bound().developmentCa()
