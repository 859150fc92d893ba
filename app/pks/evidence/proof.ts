import { X509Certificate } from 'node:crypto'
import { MalformedAsn1 } from '#pki/asn1/der'
import { tryParseCertificate, type Certificate } from '#pki/x509/certificate'
import { parseCrl, type Crl } from '#pki/x509/crl'

/** What `openssl` needs to check a signature by itself. */
export interface Proof {
  /** The signer first, the anchor last. */
  chain: readonly Certificate[]
  anchor: Certificate
  /** Anchor and lists as one PEM file, for `-CAfile`. */
  trust: string
  /** At which instant it can be checked: everything that it rests on was good then. */
  at: Date
  /** How far the lists reach: `-crl_check_all`, `-crl_check`, or nothing. */
  revocation: '' | ' -crl_check' | ' -crl_check_all'
}

/**
 * Puts together how a signature can be proven later.
 *
 * @param leaf SHA-256 of the signer's certificate
 * @param pool DER of every certificate at hand
 * @param lists DER of every CRL at hand
 * @param at when the signature came; the proof may be dated later, when a list is younger
 * @returns null when the signer's certificate is not at hand, or can be read by nobody
 */
export function proofFor(
  leaf: string,
  pool: readonly Uint8Array[],
  lists: readonly Uint8Array[],
  at: Date
): Proof | null {
  const certificates = pool.map(tryParseCertificate).filter((item) => item !== null)
  const chain = climb(leaf, certificates)
  const anchor = chain.at(-1)
  if (!anchor) return null
  const crls = lists.map(tryParseCrl).filter((crl) => crl !== null && isPlain(crl)) as Crl[]
  const above = chain.length > 1 ? chain.slice(0, -1) : chain
  const listsOf = ({ issuer }: Certificate) => crls.filter((crl) => crl.issuer.key === issuer.key)
  const used = crls.filter((crl) => above.some(({ issuer }) => issuer.key === crl.issuer.key))
  const begins = [at, ...used.map(({ thisUpdate }) => thisUpdate)].map((date) => date.getTime())
  const moment = new Date(Math.ceil(Math.max(...begins) / 1000) * 1000)
  const isValid = chain.every(
    ({ notBefore, notAfter }) => notBefore <= moment && notAfter >= moment
  )
  const isFresh = used.every(({ nextUpdate }) => nextUpdate === null || nextUpdate > moment)
  const usable = isValid && isFresh && chain.length > 1
  const covered = (certificate: Certificate) => usable && listsOf(certificate).length > 0
  // `-crl_check_all` looks at the anchor, too, which a self-issued one's own list covers.
  const all = above.every(covered) && anchor.selfIssued && covered(anchor)
  const revocation = all ? ' -crl_check_all' : covered(chain[0]!) ? ' -crl_check' : ''
  return {
    chain,
    anchor,
    trust: [
      pem('CERTIFICATE', anchor.raw),
      ...(revocation ? used.map(({ raw }) => pem('X509 CRL', raw)) : []),
    ].join(''),
    at: revocation ? moment : at,
    revocation,
  }
}

/** RFC 7468, lines of 64 characters. */
export function pem(label: 'CERTIFICATE' | 'X509 CRL', der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .match(/.{1,64}/g)!
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

/** Up from the signer by names and signatures, to a certificate of its own or as far as it goes. */
function climb(leaf: string, pool: readonly Certificate[]): Certificate[] {
  const chain: Certificate[] = []
  let next = pool.find(({ fingerprint }) => fingerprint === leaf)
  while (next) {
    const below: Certificate = next
    chain.push(below)
    if (below.selfIssued) break
    next = pool.find((item) => !chain.includes(item) && issued(item, below))
  }
  return chain
}

function issued(issuer: Certificate, certificate: Certificate): boolean {
  if (issuer.subject.key !== certificate.issuer.key) return false
  try {
    return new X509Certificate(certificate.raw).verify(new X509Certificate(issuer.raw).publicKey)
  } catch {
    return false
  }
}

/** Neither a delta nor an indirect list, of which `openssl cms` would have to be told. */
function isPlain({ deltaBase, issuingPoint }: Crl): boolean {
  return !deltaBase && !issuingPoint?.indirect
}

function tryParseCrl(der: Uint8Array): Crl | null {
  try {
    return parseCrl(der)
  } catch (error) {
    if (error instanceof MalformedAsn1) return null
    throw error
  }
}
