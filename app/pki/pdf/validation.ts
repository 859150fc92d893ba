/** Reading the document security store (EN 319 142-1 §5.4.2) of a file back. */
import {
  decodePDFRawStream,
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFName,
  PDFRawStream,
} from '@cantoo/pdf-lib'
import type { Evidence } from '#pki/contract'
import { STORE_KEYS } from '#pki/pdf/write'

/**
 * The certificates and revocation data that a PDF carries for its signatures. Says nothing about what they are worth: whoever uses
 * one checks it.
 *
 * @returns null when the file has no such store, or cannot be read
 */
export async function validationData(pdf: Uint8Array): Promise<Evidence | null> {
  try {
    const document = await PDFDocument.load(pdf, { updateMetadata: false })
    const store = document.catalog.lookupMaybe(PDFName.of('DSS'), PDFDict)
    if (!store) return null
    const found: Record<keyof Evidence, Uint8Array[]> = { certificates: [], crls: [], ocsp: [] }
    for (const [key, kind] of Object.entries(STORE_KEYS)) {
      const list = store.lookupMaybe(PDFName.of(key), PDFArray)?.asArray() ?? []
      for (const item of list) {
        const stream = document.context.lookup(item)
        if (stream instanceof PDFRawStream) found[kind].push(decodePDFRawStream(stream).decode())
      }
    }
    return found
  } catch {
    // Damaged: the file's own hash says so, too.
    return null
  }
}
