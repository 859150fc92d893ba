import { readTlv } from '#pki/asn1/der'
import { parseSignedData } from '#pki/cms/parse'

/** More signatures than this nobody's document has; what comes after is not looked at. */
const MOST_SEALS = 8
/** `/Contents <3082…>`: a signature's place in a PDF (ISO 32000-1 §12.8.1). */
const PLACE = /\/Contents\s*<([0-9A-Fa-f]{200,200000})>/g

/**
 * The certificates (DER) in the signatures that a PDF carries, however broken the file and they are. Says whose seal a file
 * bears, and nothing about whether it holds: that is `inspectSealedPdf`'s.
 */
export function sealCertificates(pdf: Uint8Array): Uint8Array[] {
  const text = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.length).toString('latin1')
  const found: Uint8Array[] = []
  let seals = 0
  for (const [, hex] of text.matchAll(PLACE)) {
    if (++seals > MOST_SEALS) break
    try {
      found.push(...parseSignedData(readTlv(Buffer.from(hex!, 'hex')).raw).certificates)
    } catch {
      // No signature, or one that was damaged.
    }
  }
  return found
}
