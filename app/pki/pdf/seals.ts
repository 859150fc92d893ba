import { readTlv } from '#pki/asn1/der'
import { parseSignedData, type SignedData } from '#pki/cms/parse'
import { findSigner } from '#pki/cms/verify'
import type { Certificate } from '#pki/x509/certificate'

/** More signatures than this nobody's document has; what comes after is not looked at. */
const MOST_SEALS = 8
/** `/Contents <3082…>`: a signature's place in a PDF (ISO 32000-1 §12.8.1). */
const PLACE = /\/Contents\s*<([0-9A-Fa-f]{200,200000})>/g

/**
 * The certificates (DER) in the signatures that a PDF carries, however broken the file and they are. Says whose seal a file
 * bears, and nothing about whether it holds: that is `inspectSealedPdf`'s.
 */
export function sealCertificates(pdf: Uint8Array): Uint8Array[] {
  return signaturesIn(pdf).flatMap(({ certificates }) => certificates)
}

/** The certificate of who made the first signature in a PDF; null where there is none that can be read. Checks nothing. */
export function sealSigner(pdf: Uint8Array): Certificate | null {
  const [data] = signaturesIn(pdf)
  const signer = data && findSigner(data)
  return !signer || typeof signer === 'string' ? null : signer.certificate
}

function signaturesIn(pdf: Uint8Array): SignedData[] {
  const text = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.length).toString('latin1')
  const found: SignedData[] = []
  let places = 0
  for (const [, hex] of text.matchAll(PLACE)) {
    if (++places > MOST_SEALS) break
    try {
      found.push(parseSignedData(readTlv(Buffer.from(hex!, 'hex')).raw))
    } catch {
      // No signature, or one that was damaged.
    }
  }
  return found
}
