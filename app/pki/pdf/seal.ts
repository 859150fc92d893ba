/**
 * Sealing a PDF as PAdES (ETSI EN 319 142-1): baseline B-B, B-T when a time stamp authority is given, and the revocation
 * material of B-LT in a DSS that is written before signing, so that the file has one revision.
 *
 * The same input gives the same bytes, but for the signature's own value.
 */
import { createHash } from 'node:crypto'
import type { PDFDict } from '@cantoo/pdf-lib'
import {
  drawLinesOfText,
  PDFArray,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFString,
  rgb,
  StandardFonts,
  degrees,
  type PDFFont,
  type PDFPage,
  type PDFRef,
} from '@cantoo/pdf-lib'
import fontkit from '@pdf-lib/fontkit'
import { estimateLength, signDetached } from '#pki/cms/sign'
import type { Evidence, SignerPort, TimestampClient } from '#pki/contract'

export interface VisibleSeal {
  /** Page, counted from 0; negative counts from the end. */
  readonly page: number
  /** Lower left corner, width and height in points. */
  readonly rect: readonly [x: number, y: number, width: number, height: number]
  readonly lines: readonly string[]
  /** A TrueType or OpenType font to embed; Helvetica, not embedded, when there is none. */
  readonly font?: Uint8Array
}

export interface SealOptions {
  readonly signer: SignerPort
  /** Claimed signing time. */
  readonly at: Date
  readonly name: string
  readonly reason?: string
  readonly location?: string
  readonly contact?: string
  /** What may change later without breaking the certification: 1 nothing, 2 filling in and further signatures. */
  readonly docMdp: 1 | 2
  readonly visible: VisibleSeal
  readonly timestamp?: TimestampClient
  /** Certificates, CRLs and OCSP answers for long-term validation. */
  readonly validation?: Evidence
}

/** The document cannot be sealed: not a PDF, encrypted, or signed already. */
export class Unsealable extends Error {
  constructor(
    message: string,
    readonly reason: 'not_pdf' | 'signed_already' | 'signer_expired'
  ) {
    super(message)
    this.name = 'Unsealable'
  }
}

const BLANK = '**********'
const BYTE_RANGE = `/ByteRange [ 0 /${BLANK} /${BLANK} /${BLANK} ]`

/** Seals `pdf`; rejects with Unsealable, or with what the signer or the time stamp authority rejects with. */
export async function sealPdf(pdf: Uint8Array, options: SealOptions): Promise<Uint8Array> {
  if (options.at > options.signer.notAfter) throw new Unsealable('signer expired', 'signer_expired')
  const document = await open(pdf)
  const room = estimateLength(options.signer, options.timestamp !== undefined)
  await prepare(document, options, room)
  const draft = await document.save({
    useObjectStreams: false,
    addDefaultPage: false,
    updateFieldAppearances: false,
  })
  return fill(Buffer.from(draft), room, options)
}

async function open(pdf: Uint8Array): Promise<PDFDocument> {
  let document: PDFDocument
  try {
    document = await PDFDocument.load(pdf, { updateMetadata: false, throwOnInvalidObject: true })
  } catch {
    throw new Unsealable('cannot be read as a PDF', 'not_pdf')
  }
  if (Buffer.from(pdf.buffer, pdf.byteOffset, pdf.length).includes('/ByteRange')) {
    throw new Unsealable('carries a signature', 'signed_already')
  }
  return document
}

async function prepare(document: PDFDocument, options: SealOptions, room: number): Promise<void> {
  const { context, catalog } = document
  document.setModificationDate(options.at)
  const signature = context.register(signatureDictionary(document, options, room))
  const pages = document.getPages()
  const page = pages.at(options.visible.page)
  if (!page) throw new RangeError('no such page for the seal')
  const widget = context.register(await widgetDictionary(document, page, signature, options))
  page.node.addAnnot(widget)
  catalog.set(
    PDFName.of('AcroForm'),
    context.register(context.obj({ Fields: [widget], SigFlags: 3 }))
  )
  catalog.set(PDFName.of('Perms'), context.obj({ DocMDP: signature }))
  if (options.validation)
    catalog.set(PDFName.of('DSS'), validationStore(document, options.validation))
  await document.flush()
}

function signatureDictionary(document: PDFDocument, options: SealOptions, room: number): PDFDict {
  const { context } = document
  const range = PDFArray.withContext(context)
  range.push(PDFNumber.of(0))
  for (let i = 0; i < 3; i++) range.push(PDFName.of(BLANK))
  const parameters = context.obj({ Type: 'TransformParams', P: options.docMdp })
  parameters.set(PDFName.of('V'), PDFName.of('1.2'))
  const reference = context.obj({
    Type: 'SigRef',
    TransformMethod: 'DocMDP',
    TransformParams: parameters,
  })
  const dictionary = context.obj({
    Type: 'Sig',
    Filter: 'Adobe.PPKLite',
    SubFilter: 'ETSI.CAdES.detached',
    ByteRange: range,
    Contents: PDFHexString.of('0'.repeat(room * 2)),
    Reference: [reference],
    M: PDFString.of(pdfDate(options.at)),
    Name: PDFHexString.fromText(options.name),
  })
  const texts = { Reason: options.reason, Location: options.location, ContactInfo: options.contact }
  for (const [key, text] of Object.entries(texts)) {
    if (text) dictionary.set(PDFName.of(key), PDFHexString.fromText(text))
  }
  return dictionary
}

async function widgetDictionary(
  document: PDFDocument,
  page: PDFPage,
  signature: PDFRef,
  { visible }: SealOptions
): Promise<PDFDict> {
  const [x, y, width, height] = visible.rect
  return document.context.obj({
    Type: 'Annot',
    Subtype: 'Widget',
    FT: 'Sig',
    T: PDFString.of('Signature1'),
    V: signature,
    P: page.ref,
    // Print (4) and Locked (128): on paper the seal must be seen too.
    F: 132,
    Rect: [x, y, x + width, y + height],
    AP: { N: await appearance(document, visible) },
  })
}

/** A plain box with lines of text, as large as fits. */
async function appearance(document: PDFDocument, visible: VisibleSeal): Promise<PDFRef> {
  const { context } = document
  const [, , width, height] = visible.rect
  const font = await embedFont(document, visible.font)
  const padding = 6
  const widest = Math.max(1, ...visible.lines.map((line) => font.widthOfTextAtSize(line, 1)))
  const room = (height - 2 * padding) / Math.max(1, visible.lines.length)
  const size = Math.min(9, room / 1.3, (width - 2 * padding) / widest)
  const operators = drawLinesOfText(
    visible.lines.map((line) => font.encodeText(line)),
    {
      color: rgb(0.1, 0.12, 0.18),
      font: 'F1',
      size,
      rotate: degrees(0),
      xSkew: degrees(0),
      ySkew: degrees(0),
      x: padding,
      y: height - padding - size,
      lineHeight: size * 1.3,
    }
  )
  const box = `0.75 w 0.55 0.6 0.7 RG 0.97 0.98 1 rg 0.5 0.5 ${number(width - 1)} ${number(height - 1)} re B`
  const content = `q ${box} Q\n${operators.join('\n')}\n`
  return context.register(
    context.flateStream(content, {
      Type: 'XObject',
      Subtype: 'Form',
      FormType: 1,
      BBox: [0, 0, width, height],
      Resources: { Font: { F1: font.ref } },
    })
  )
}

function embedFont(document: PDFDocument, font: Uint8Array | undefined): Promise<PDFFont> {
  if (!font) return document.embedFont(StandardFonts.Helvetica)
  document.registerFontkit(fontkit)
  // Whole: this pdf-lib cannot cut fonts down with this fontkit; callers bring a font that is small already.
  return document.embedFont(font, { subset: false })
}

/** Document security store (EN 319 142-1 §5.4.2). */
function validationStore(document: PDFDocument, evidence: Evidence): PDFRef {
  const { context } = document
  const streams = (list: readonly Uint8Array[]) =>
    list.map((der) => context.register(context.flateStream(der)))
  return context.register(
    context.obj({
      Type: 'DSS',
      Certs: streams(evidence.certificates),
      CRLs: streams(evidence.crls),
      OCSPs: streams(evidence.ocsp),
    })
  )
}

/** Puts the byte range in, signs what it covers, and puts the signature in. */
async function fill(file: Buffer, room: number, options: SealOptions): Promise<Uint8Array> {
  const rangeAt = onlyPlace(file, BYTE_RANGE)
  const begin = onlyPlace(file, `<${'0'.repeat(room * 2)}>`)
  const end = begin + room * 2 + 2
  const range = `/ByteRange [ 0 ${begin} ${end} ${file.length - end} ]`
  file.write(range.padEnd(BYTE_RANGE.length), rangeAt, 'latin1')
  const digest = createHash('sha256')
    .update(file.subarray(0, begin))
    .update(file.subarray(end))
    .digest()
  const cms = await signDetached(digest, options.signer, options.timestamp)
  if (cms.length > room) throw new Error('the signature is longer than the room reserved for it')
  file.write(Buffer.from(cms).toString('hex'), begin + 1, 'latin1')
  return new Uint8Array(file.buffer, file.byteOffset, file.length)
}

function onlyPlace(file: Buffer, text: string): number {
  const place = file.indexOf(text, 0, 'latin1')
  if (place < 0 || file.indexOf(text, place + 1, 'latin1') >= 0) {
    throw new Error('the place of the signature is not unique in the file')
  }
  return place
}

function pdfDate(at: Date): string {
  return `D:${at.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`
}

function number(value: number): string {
  return value.toFixed(2)
}
