/**
 * Sealing a PDF as PAdES (ETSI EN 319 142-1): baseline B-B, B-T when a time stamp authority is given, and the certificates and
 * revocation data of B-LT in a DSS that is written before signing, so that the file has one revision.
 *
 * The same input gives the same bytes, but for the signature's own value.
 */
import {
  drawLinesOfText,
  degrees,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFString,
  rgb,
  StandardFonts,
  type PDFPage,
  type PDFRef,
} from '@cantoo/pdf-lib'
import { estimateLength, signDetached } from '#pki/cms/sign'
import type { Evidence, SignerPort, Timestamp, TimestampClient } from '#pki/contract'
import {
  addValidationData,
  addWidget,
  blankByteRange,
  blankContents,
  closeSignature,
  deflated,
  openSignature,
  pdfDate,
  type Unsigned,
} from '#pki/pdf/write'

/** What is seen in the seal's box: lines of plain text, or operators that somebody drew for its size. */
export type SealAppearance =
  | { readonly lines: readonly string[] }
  | { readonly operators: string; readonly fonts: Readonly<Record<string, PDFRef>> }

export interface VisibleSeal {
  /** Page, counted from 0; negative counts from the end. */
  readonly page: number
  /** Lower left corner, width and height in points. */
  readonly rect: readonly [x: number, y: number, width: number, height: number]
  readonly appearance: SealAppearance
}

/** What stands in the file beside the signature itself. */
export interface SealDescription {
  /** Claimed signing time. */
  readonly at: Date
  readonly name: string
  readonly reason?: string
  readonly location?: string
  readonly contact?: string
  /** What may change later without breaking the certification: 1 nothing, 2 filling in and further signatures. */
  readonly docMdp: 1 | 2
  readonly visible: VisibleSeal
  /** Certificates, CRLs and OCSP answers for long-term validation. */
  readonly validation?: Evidence
}

export interface SealOptions extends SealDescription {
  readonly signer: SignerPort
  readonly timestamp?: TimestampClient
}

/** The document cannot be sealed: not a PDF, encrypted, signed already, a form, or the key's certificate has ended. */
export class Unsealable extends Error {
  constructor(
    message: string,
    readonly reason:
      'not_pdf' | 'signed_already' | 'has_form' | 'signer_expired' | 'signer_not_yet_valid'
  ) {
    super(message)
    this.name = 'Unsealable'
  }
}

/**
 * The time stamp came from an authority whose certificates are not among the validation data that was written before: it is to
 * be sealed again with `evidence` among them.
 */
export class OtherAuthority extends Error {
  constructor(readonly evidence: Evidence) {
    super('the time stamp is of another authority than expected')
    this.name = 'OtherAuthority'
  }
}

/** An authority with several certificates is learned about one by one. */
const AUTHORITIES = 4

/**
 * Makes `attempt` again each time that its stamp came from another authority than expected, after that one was learned about. Rejects
 * with the OtherAuthority that is one too many, and with what `attempt` rejects with.
 */
export async function knowingItsAuthority<T>(
  attempt: () => Promise<T>,
  learn: (other: OtherAuthority) => void | Promise<void>
): Promise<T> {
  for (let left = AUTHORITIES; ; left--) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof OtherAuthority) || left === 0) throw error
      await learn(error)
    }
  }
}

/** Seals `pdf`; rejects with Unsealable, OtherAuthority, or with what the signer or the time stamp authority rejects with. */
export async function sealPdf(
  pdf: Uint8Array | PDFDocument,
  options: SealOptions
): Promise<Uint8Array> {
  const room = roomFor(options)
  return closeSignature(...(await sign(await prepareSeal(pdf, options, room), options)))
}

/** Bytes to reserve for the signature of this key. */
export function roomFor({ signer, timestamp, at }: SealOptions | Signing): number {
  if (at > signer.notAfter) throw new Unsealable('signer expired', 'signer_expired')
  return estimateLength(signer, timestamp !== undefined)
}

/** What signing asks for, without the document. */
export type Signing = Pick<SealOptions, 'signer' | 'timestamp' | 'validation' | 'at'>

async function sign(unsigned: Unsigned, options: Signing): Promise<[Unsigned, Uint8Array]> {
  return [unsigned, await signDigest(unsigned.digest, options)]
}

/** The signature over a prepared file's digest, its time stamp held against the validation data that is in the file. */
export async function signDigest(
  digest: Uint8Array,
  { signer, timestamp, validation }: Signing
): Promise<Uint8Array> {
  const { cms, timestamp: stamp } = await signDetached(digest, signer, timestamp)
  if (stamp && validation && !holds(validation, stamp)) throw new OtherAuthority(stamp.evidence)
  return cms
}

/** Are the certificates of the stamp's path among `validation`? */
export function holds(validation: Evidence, stamp: Timestamp): boolean {
  const held = new Set(validation.certificates.map((der) => Buffer.from(der).toString('base64')))
  return stamp.signer.chain.every((der) => held.has(Buffer.from(der).toString('base64')))
}

/** The PAdES baseline level that these ingredients make. */
export function levelOf({ timestamp, validation }: Signing): 'B-B' | 'B-T' | 'B-LT' {
  if (!timestamp) return 'B-B'
  return validation ? 'B-LT' : 'B-T'
}

/** Everything but the signature: the file with its byte range, and the digest to be signed. */
export async function prepareSeal(
  pdf: Uint8Array | PDFDocument,
  description: SealDescription,
  room: number
): Promise<Unsigned> {
  const document = pdf instanceof PDFDocument ? pdf : await open(pdf)
  await prepare(document, description, room)
  const draft = await document.save({
    useObjectStreams: false,
    addDefaultPage: false,
    updateFieldAppearances: false,
    objectsPerTick: Infinity,
  })
  return openSignature(Buffer.from(draft.buffer, draft.byteOffset, draft.length), room)
}

async function open(pdf: Uint8Array): Promise<PDFDocument> {
  let document: PDFDocument
  try {
    document = await PDFDocument.load(pdf, { updateMetadata: false, throwOnInvalidObject: true })
    document.getPageCount()
  } catch {
    throw new Unsealable('cannot be read as a PDF', 'not_pdf')
  }
  if (Buffer.from(pdf.buffer, pdf.byteOffset, pdf.length).includes('/ByteRange')) {
    throw new Unsealable('carries a signature', 'signed_already')
  }
  // Certified as "nothing may change", its fields could never be filled in, and they are none of ours to judge later.
  if (document.catalog.lookupMaybe(PDFName.of('AcroForm'), PDFDict)) {
    throw new Unsealable('carries a form', 'has_form')
  }
  return document
}

async function prepare(
  document: PDFDocument,
  description: SealDescription,
  room: number
): Promise<void> {
  const { context, catalog } = document
  document.setModificationDate(description.at)
  const signature = context.register(signatureDictionary(document, description, room))
  const page = document.getPages().at(description.visible.page)
  if (!page) throw new RangeError('no such page for the seal')
  const widget = context.register(await widgetDictionary(document, page, signature, description))
  addWidget(page, widget)
  catalog.set(
    PDFName.of('AcroForm'),
    context.register(context.obj({ Fields: [widget], SigFlags: 3 }))
  )
  catalog.set(PDFName.of('Perms'), context.obj({ DocMDP: signature }))
  if (description.validation) addValidationData(document, description.validation)
  await document.flush()
}

function signatureDictionary(
  document: PDFDocument,
  description: SealDescription,
  room: number
): PDFDict {
  const { context } = document
  const parameters = context.obj({ Type: 'TransformParams', P: description.docMdp })
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
    ByteRange: blankByteRange(context),
    Contents: blankContents(room),
    Reference: [reference],
    M: PDFString.of(pdfDate(description.at)),
    Name: PDFHexString.fromText(description.name),
  })
  const { reason: Reason, location: Location, contact: ContactInfo } = description
  for (const [key, text] of Object.entries({ Reason, Location, ContactInfo })) {
    if (text) dictionary.set(PDFName.of(key), PDFHexString.fromText(text))
  }
  return dictionary
}

async function widgetDictionary(
  document: PDFDocument,
  page: PDFPage,
  signature: PDFRef,
  { visible }: SealDescription
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

async function appearance(document: PDFDocument, visible: VisibleSeal): Promise<PDFRef> {
  const { context } = document
  const [, , width, height] = visible.rect
  const { operators, fonts } =
    'lines' in visible.appearance
      ? await plainBox(document, visible.appearance.lines, width, height)
      : visible.appearance
  return context.register(
    deflated(context, operators, {
      Type: 'XObject',
      Subtype: 'Form',
      FormType: 1,
      BBox: [0, 0, width, height],
      Resources: { Font: { ...fonts } },
    })
  )
}

/** A plain box with lines of text in Helvetica, as large as fits. */
async function plainBox(
  document: PDFDocument,
  lines: readonly string[],
  width: number,
  height: number
): Promise<{ operators: string; fonts: Record<string, PDFRef> }> {
  const font = await document.embedFont(StandardFonts.Helvetica)
  const padding = 6
  const widest = Math.max(1, ...lines.map((line) => font.widthOfTextAtSize(line, 1)))
  const room = (height - 2 * padding) / Math.max(1, lines.length)
  const size = Math.min(9, room / 1.3, (width - 2 * padding) / widest)
  const text = drawLinesOfText(
    lines.map((line) => font.encodeText(line)),
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
  const number = (value: number) => value.toFixed(2)
  const box = `0.75 w 0.55 0.6 0.7 RG 0.97 0.98 1 rg 0.5 0.5 ${number(width - 1)} ${number(height - 1)} re B`
  return { operators: `q ${box} Q\n${text.join('\n')}\n`, fonts: { F1: font.ref } }
}
