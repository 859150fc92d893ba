/** A certificate as people compare it. */
import type { SignerFacts } from '#pki/contract'
import { serialText, type Certificate } from '#pki/x509/certificate'
import { commonName, displayName } from '#pki/x509/name'

export function factsOf(certificate: Certificate, chain: readonly Certificate[]): SignerFacts {
  return {
    subject: displayName(certificate.subject),
    commonName: commonName(certificate.subject),
    serial: serialText(certificate),
    fingerprint: certificate.fingerprint,
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    chain: chain.map((item) => item.raw),
  }
}
