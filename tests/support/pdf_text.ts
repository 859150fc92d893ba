import { decodePDFRawStream, PDFArray, PDFDocument, PDFName, PDFRawStream } from '@cantoo/pdf-lib'

/**
 * The text of a PDF whose fonts are the standard ones, as its pages draw it, without any white space: lines are cut where the page ends,
 * an address as well. No program beside Node is needed. Drawn with embedded fonts, a text is the numbers of their glyphs and reads as nothing.
 */
export async function standardFontText(bytes: Uint8Array): Promise<string> {
  const pdf = await PDFDocument.load(bytes)
  const drawn = pdf.getPages().map(({ node }) => {
    const contents = node.lookup(PDFName.of('Contents'))
    const streams = contents instanceof PDFArray ? contents.asArray() : [contents]
    return streams
      .map((stream) => pdf.context.lookup(stream))
      .filter((stream) => stream instanceof PDFRawStream)
      .map((stream) => Buffer.from(decodePDFRawStream(stream).decode()).toString('latin1'))
      .join('\n')
  })
  const latin = new TextDecoder('windows-1252')
  const shown = [...drawn.join('\n').matchAll(/<([0-9A-Fa-f]*)>\s*Tj/g)]
  return shown
    .map(([, hex]) => latin.decode(Buffer.from(hex!, 'hex')))
    .join('')
    .replaceAll(/\s/g, '')
}
