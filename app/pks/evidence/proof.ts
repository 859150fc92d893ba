import { X509Certificate } from 'node:crypto'
import { MalformedAsn1 } from '#pki/asn1/der'
import { schemeOf, UnsupportedAlgorithm, verifySignature } from '#pki/x509/algorithm'
import { publicKeyOf, tryParseCertificate, type Certificate } from '#pki/x509/certificate'
import { tryParseCrl, type Crl } from '#pki/x509/crl'
import { pemBlock } from '#pki/x509/pem'

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
 * @param lists DER of every CRL at hand: looked at one by one, and let go when they are of no use here
 * @param at when the signature came; the proof may be dated later, when a list is younger
 * @returns null when the signer's certificate is not at hand, or can be read by nobody
 */
export async function proofFor(
  leaf: string,
  pool: readonly Uint8Array[],
  lists: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  at: Date
): Promise<Proof | null> {
  const certificates = pool.map(tryParseCertificate).filter((item) => item !== null)
  const chain = climb(leaf, certificates)
  const anchor = chain.at(-1)
  if (!anchor) return null
  const used: { crl: Crl; issuer: Certificate }[] = []
  for await (const der of lists) {
    const crl = tryParseCrl(der)
    const issuer = crl && isPlain(crl) && chain.find((item, place) => mayList(item, place, crl))
    if (issuer) used.push({ crl, issuer })
  }
  const above = chain.length > 1 ? chain.slice(0, -1) : chain
  const begins = [at, ...used.map(({ crl }) => crl.thisUpdate)].map((date) => date.getTime())
  const moment = new Date(Math.ceil(Math.max(...begins) / 1000) * 1000)
  const isValid = chain.every(
    ({ notBefore, notAfter }) => notBefore <= moment && notAfter >= moment
  )
  const isFresh = used.every(({ crl }) => crl.nextUpdate === null || crl.nextUpdate > moment)
  const usable = isValid && isFresh && chain.length > 1
  const covered = (certificate: Certificate) => {
    const issuer = chain[chain.indexOf(certificate) + 1] ?? certificate
    return usable && used.some((list) => list.issuer === issuer)
  }
  // `-crl_check_all` looks at the anchor, too, which a self-issued one's own list covers.
  const all = above.every(covered) && anchor.selfIssued && covered(anchor)
  const revocation = all ? ' -crl_check_all' : covered(chain[0]!) ? ' -crl_check' : ''
  return {
    chain,
    anchor,
    trust: [
      pemBlock('CERTIFICATE', anchor.raw),
      ...(revocation ? used.map(({ crl }) => pemBlock('X509 CRL', crl.raw)) : []),
    ].join(''),
    at: revocation ? moment : at,
    revocation,
  }
}

/** Has this certificate of the chain issued the list? By its key: authorities share names. The signer itself issues none. */
function mayList(certificate: Certificate, place: number, crl: Crl): boolean {
  if (place === 0 || certificate.subject.key !== crl.issuer.key) return false
  try {
    const scheme = schemeOf(crl.signatureAlgorithm)
    return verifySignature(scheme, publicKeyOf(certificate), crl.tbs, crl.signature)
  } catch (error) {
    if (error instanceof UnsupportedAlgorithm || error instanceof MalformedAsn1) return false
    throw error
  }
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
