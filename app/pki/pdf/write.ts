/** What writing into a PDF needs beside pdf-lib: streams, times, and the one place of a signature. */
import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import {
  decodePDFRawStream,
  PDFArray,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFRawStream,
  type PDFContext,
  type PDFDocument,
  type PDFPage,
  type PDFRef,
} from '@cantoo/pdf-lib'
import type { Evidence } from '#pki/contract'

/** The next level costs a third more of the time that a document takes, for a fiftieth of its size. */
const LEVEL = 3

type LiteralObject = NonNullable<Parameters<PDFContext['stream']>[1]>

/** A compressed stream; the same bytes always give the same stream. */
export function deflated(
  context: PDFContext,
  bytes: Uint8Array | string,
  dictionary: LiteralObject = {}
): PDFRawStream {
  const dict = context.obj({ ...dictionary, Filter: 'FlateDecode' })
  return PDFRawStream.of(dict, new Uint8Array(deflateSync(bytes, { level: LEVEL })))
}

/** `D:20261101030000Z` (ISO 32000-1 §7.9.4). */
export function pdfDate(at: Date): string {
  return `D:${at.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`
}

const BLANK = '**********'
const BYTE_RANGE = `/ByteRange [ 0 /${BLANK} /${BLANK} /${BLANK} ]`

/** The byte range before it is known: as long as the longest one. */
export function blankByteRange(context: PDFContext): PDFArray {
  const range = PDFArray.withContext(context)
  range.push(PDFNumber.of(0))
  for (let count = 0; count < 3; count++) range.push(PDFName.of(BLANK))
  return range
}

/** Contents before they are known: `room` bytes. */
export function blankContents(room: number): PDFHexString {
  return PDFHexString.of('0'.repeat(room * 2))
}

/** Puts a widget on a page and touches nothing else of it: pdf-lib's own way rewrites the page's content. */
export function addWidget(page: PDFPage, widget: PDFRef): void {
  const annotations = page.node.Annots()
  if (annotations) annotations.push(widget)
  else page.node.set(PDFName.of('Annots'), page.doc.context.obj([widget]))
}

/** A file that waits for its signature. */
export interface Unsigned {
  readonly file: Buffer
  /** SHA-256 of all that the signature will cover. */
  readonly digest: Uint8Array
  /** Where the contents' string begins, and how many bytes fit. */
  readonly begin: number
  readonly room: number
}

/** Writes the byte range of the one signature whose place is blank. Throws when there is not exactly one behind `from`. */
export function openSignature(file: Buffer, room: number, from = 0): Unsigned {
  const rangeAt = onlyPlace(file, BYTE_RANGE, from)
  const begin = onlyPlace(file, `<${'0'.repeat(room * 2)}>`, rangeAt)
  const end = begin + room * 2 + 2
  const range = `/ByteRange [ 0 ${begin} ${end} ${file.length - end} ]`
  file.write(range.padEnd(BYTE_RANGE.length), rangeAt, 'latin1')
  const digest = createHash('sha256')
    .update(file.subarray(0, begin))
    .update(file.subarray(end))
    .digest()
  return { file, digest, begin, room }
}

/** Puts a signature into its place; the rest of the room stays zero. */
export function closeSignature({ file, begin, room }: Unsigned, der: Uint8Array): Uint8Array {
  if (der.length > room) throw new Error('the signature is longer than the room reserved for it')
  file.write(
    Buffer.from(der.buffer, der.byteOffset, der.length).toString('hex'),
    begin + 1,
    'latin1'
  )
  return new Uint8Array(file.buffer, file.byteOffset, file.length)
}

function onlyPlace(file: Buffer, text: string, from: number): number {
  const place = file.indexOf(text, from, 'latin1')
  if (place < 0 || file.indexOf(text, place + 1, 'latin1') >= 0) {
    throw new Error('the place of the signature is not unique in the file')
  }
  return place
}

/** The lists of a document security store, and what each holds. */
export const STORE_KEYS = { Certs: 'certificates', CRLs: 'crls', OCSPs: 'ocsp' } as const

/** Adds to the document security store (EN 319 142-1 §5.4.2) what it does not hold yet. */
export function addValidationData(document: PDFDocument, evidence: Evidence): void {
  const { context, catalog } = document
  const former = catalog.lookupMaybe(PDFName.of('DSS'), PDFDict)
  const store = former ?? context.obj({ Type: 'DSS' })
  for (const [key, kind] of Object.entries(STORE_KEYS)) {
    const list = store.lookupMaybe(PDFName.of(key), PDFArray) ?? PDFArray.withContext(context)
    const held = new Set(list.asArray().map((ref) => hashOfStream(context, ref as PDFRef)))
    for (const der of evidence[kind]) {
      const hash = hashOf(der)
      if (held.has(hash)) continue
      held.add(hash)
      list.push(context.register(deflated(context, der)))
    }
    if (list.size() > 0) store.set(PDFName.of(key), list)
  }
  if (!former) catalog.set(PDFName.of('DSS'), context.register(store))
}

function hashOfStream(context: PDFContext, ref: PDFRef): string {
  const stream = context.lookup(ref)
  if (!(stream instanceof PDFRawStream)) throw new Error('the security store holds no stream')
  return hashOf(decodePDFRawStream(stream).decode())
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64')
}
