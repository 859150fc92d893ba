/**
 * The port of the PKI area: what others bring to sealing and judging, and what they get back.
 *
 * - `SignerPort`: the operator's sealing key. The file keystore of `plugins/pki/file_keystore` is the default; a KMS or a
 *   certified provider implements the same four members.
 * - `TrustStore`: certificates that staff trust; `trustFromFolder` and `trustFrom` in `#pki/trust_store` make one.
 * - `RevocationSource`: where CRLs and OCSP answers come from; `folder_revocation` reads a folder, `fetched_revocation`
 *   takes a guarded `fetch` and caches.
 * - `TimestampClient`: an RFC 3161 authority, optional.
 *
 * Everything below `app/pki` is pure: no framework, no clock, no network of its own. Instants come in as `Date`.
 */

/** Stands in the names of every CA that the development CA makes: what chains up to it is not for production. */
export const DEVELOPMENT_MARK = 'Etalase Development'

export type SigningAlgorithm = 'rsa-sha256' | 'ecdsa-sha256'

export interface SignerPort {
  /** DER, leaf first, as far up as the keystore knows. */
  readonly chain: readonly Uint8Array[]
  readonly notAfter: Date
  /** Made by the development CA: production refuses to start with it. */
  readonly isDevelopment: boolean
  readonly algorithm: SigningAlgorithm
  /** Upper bound of a signature's length in bytes. */
  readonly signatureLength: number
  /** Signs the bytes (not their hash): RSA PKCS#1 v1.5 or ECDSA (DER) with SHA-256. Rejects when the key cannot be used. */
  sign(bytes: Uint8Array): Promise<Uint8Array>
}

export interface TrustStore {
  /** DER of certificates that end a path. */
  readonly anchors: readonly Uint8Array[]
  /** DER of further certificates that may lie between, trusted no more than those of a message. */
  readonly intermediates: readonly Uint8Array[]
}

export interface CrlQuery {
  /** DER Name of the CRL's issuer. */
  readonly issuer: Uint8Array
  /** Addresses that the certificate (itself signed by a trusted CA) gives. */
  readonly urls: readonly string[]
  /** Addresses of delta lists (freshestCRL). */
  readonly deltaUrls: readonly string[]
}

export interface OcspQuery {
  readonly urls: readonly string[]
  /** DER OCSPRequest. */
  readonly request: Uint8Array
}

/** Hands over candidates only: their signature, issuer, scope and freshness are checked by whoever asked. */
export interface RevocationSource {
  /** DER of every CRL that may serve; empty when none can be had. Never rejects for a network's failure. */
  crlsFor(query: CrlQuery): Promise<readonly Uint8Array[]>
  /** DER of OCSP responses; empty when none can be had. */
  ocspFor?(query: OcspQuery): Promise<readonly Uint8Array[]>
}

export interface TimestampClient {
  /** A judged time stamp over a SHA-256 digest (RFC 3161). Rejects when the authority gives none that may be believed. */
  timestamp(sha256: Uint8Array): Promise<Timestamp>
}

/** A time stamp that was judged: see `#pki/timestamp/token`. */
export interface Timestamp {
  /** DER TimeStampToken. */
  readonly token: Uint8Array
  readonly at: Date
  /** Object identifier of the authority's policy. */
  readonly policy: string
  readonly signer: SignerFacts
  /** Certificates of the path, and the revocation data that was looked at. */
  readonly evidence: Evidence
}

export type CheckStatus = 'passed' | 'failed' | 'indeterminate' | 'skipped'

/** One named check. `reason` is a stable word for machines and translations, `params` the facts that go into the text. */
export interface NamedCheck<Name extends string, Reason extends string> {
  readonly name: Name
  readonly status: CheckStatus
  readonly reason?: Reason
  readonly params?: Readonly<Record<string, string>>
}

export type Outcome = 'accepted' | 'rejected' | 'indeterminate'

/** A certificate as people compare it. */
export interface SignerFacts {
  readonly subject: string
  readonly commonName: string
  /** Upper-case hexadecimal. */
  readonly serial: string
  /** SHA-256 of the DER, lower-case hexadecimal. */
  readonly fingerprint: string
  readonly notBefore: Date
  readonly notAfter: Date
  /** DER, leaf first, the anchor last when one was reached. */
  readonly chain: readonly Uint8Array[]
}

/** What the verdict rests on, for the evidence bundle. All DER. */
export interface Evidence {
  readonly certificates: readonly Uint8Array[]
  readonly crls: readonly Uint8Array[]
  readonly ocsp: readonly Uint8Array[]
}
