/**
 * Archive copies (PAdES B-LTA, ETSI EN 319 142-1 §6.3): a later revision with fresh validation data and a document time stamp over
 * everything. The bytes of the former file stay as they are at the beginning: its hash can be taken from the copy. Certification
 * with P=1 allows exactly these two kinds of change (ISO 32000-2 §12.8.2.2).
 */
import { createHash } from 'node:crypto'
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFString } from '@cantoo/pdf-lib'
import { MalformedAsn1, readTlv } from '#pki/asn1/der'
import { TIMESTAMP_ROOM } from '#pki/cms/sign'
import type { Evidence, Timestamp, TimestampClient } from '#pki/contract'
import { holds, OtherAuthority } from '#pki/pdf/seal'
import {
  addValidationData,
  addWidget,
  blankByteRange,
  blankContents,
  closeSignature,
  openSignature,
  type Unsigned,
} from '#pki/pdf/write'
import {
  judgeTimestamp,
  type TimestampExpectation,
  type TimestampReason,
} from '#pki/timestamp/token'

export interface ArchiveCopyFile {
  readonly pdf: Uint8Array
  readonly timestamp: Timestamp
}

/**
 * A copy of `sealed` (a sealed PDF, or an earlier archive copy) with one more revision.
 *
 * @param validation what proves the signatures that are in the file so far, and this stamp; rejects with OtherAuthority where it does
 *   not hold the certificates of the authority that stamped
 */
export async function stampForArchive(
  sealed: Uint8Array,
  { timestamp, validation }: { timestamp: TimestampClient; validation: Evidence }
): Promise<ArchiveCopyFile> {
  const unsigned = await prepareArchiveCopy(sealed, validation)
  const stamp = await stampDigest(unsigned.digest, { timestamp, validation })
  return { pdf: closeSignature(unsigned, stamp.token), timestamp: stamp }
}

/** A stamp over a prepared copy's digest, held against the validation data that is in the copy. */
export async function stampDigest(
  digest: Uint8Array,
  { timestamp, validation }: { timestamp: TimestampClient; validation: Evidence }
): Promise<Timestamp> {
  const stamp = await timestamp.timestamp(digest)
  if (!holds(validation, stamp)) throw new OtherAuthority(stamp.evidence)
  return stamp
}

/** Everything but the stamp: the copy with its byte range, and the digest to be stamped. */
export async function prepareArchiveCopy(
  sealed: Uint8Array,
  validation: Evidence
): Promise<Unsigned> {
  const document = await PDFDocument.load(sealed, {
    updateMetadata: false,
    throwOnInvalidObject: true,
    forIncrementalUpdate: true,
  })
  addValidationData(document, validation)
  addTimestampField(document)
  const draft = Buffer.from(await document.commit({ useObjectStreams: false }))
  if (draft.compare(sealed, 0, sealed.length, 0, sealed.length) !== 0) {
    throw new Error('the former revision was changed')
  }
  return openSignature(draft, TIMESTAMP_ROOM, sealed.length)
}

function addTimestampField(document: PDFDocument): void {
  const { context, catalog } = document
  const form = catalog.lookup(PDFName.of('AcroForm'), PDFDict)
  const fields = form.lookup(PDFName.of('Fields'), PDFArray)
  const page = document.getPages().at(-1)!
  const stamp = context.register(
    context.obj({
      Type: 'DocTimeStamp',
      Filter: 'Adobe.PPKLite',
      SubFilter: 'ETSI.RFC3161',
      ByteRange: blankByteRange(context),
      Contents: blankContents(TIMESTAMP_ROOM),
    })
  )
  const widget = context.register(
    context.obj({
      Type: 'Annot',
      Subtype: 'Widget',
      FT: 'Sig',
      T: PDFString.of(`Timestamp${fields.size()}`),
      V: stamp,
      P: page.ref,
      // Print and Locked, as the seal; of no size, as it shows nothing.
      F: 132,
      Rect: [0, 0, 0, 0],
    })
  )
  addWidget(page, widget)
  fields.push(widget)
  form.set(PDFName.of('Fields'), fields)
}

export type ArchiveProblem = 'archive.original' | 'archive.structure' | TimestampReason

export interface ArchiveInspection {
  /** SHA-256 of the mailed file that the copy begins with, lower-case hexadecimal. */
  readonly originalSha256: string
  /** What the last time stamp says, or what is wrong with the copy. */
  readonly result: Timestamp | ArchiveProblem
}

const LAST_STAMP =
  /\/SubFilter \/ETSI\.RFC3161\s*\/ByteRange \[ 0 (\d{1,10}) (\d{1,10}) (\d{1,10}) \] *\s*\/Contents </g

/**
 * Judges an archive copy of our own making: that it begins with the mailed file (`originalLength` bytes of `originalSha256`), and that
 * its last revision is a time stamp over all of it. Never throws for its content.
 */
export async function inspectArchiveCopy(
  copy: Uint8Array,
  original: { readonly length: number; readonly sha256: string },
  expected: Omit<TimestampExpectation, 'digest' | 'nonce'>
): Promise<ArchiveInspection> {
  const file = Buffer.from(copy.buffer, copy.byteOffset, copy.length)
  const originalSha256 = createHash('sha256')
    .update(file.subarray(0, original.length))
    .digest('hex')
  const answer = (result: ArchiveInspection['result']) => ({ originalSha256, result })
  if (file.length <= original.length || originalSha256 !== original.sha256) {
    return answer('archive.original')
  }
  const found = [...file.toString('latin1', original.length).matchAll(LAST_STAMP)].at(-1)
  if (!found) return answer('archive.structure')
  const [begin, end, rest] = found.slice(1).map(Number) as [number, number, number]
  const gapAt = original.length + found.index + found[0].length - 1
  if (begin !== gapAt || end + rest !== file.length) return answer('archive.structure')
  const contents = file.toString('latin1', begin + 1, end - 1)
  if (file[end - 1] !== 0x3e || !/^([0-9a-f]{2})+$/.test(contents))
    return answer('archive.structure')
  const digest = createHash('sha256')
    .update(file.subarray(0, begin))
    .update(file.subarray(end))
    .digest()
  return answer(await judgeContents(Buffer.from(contents, 'hex'), { ...expected, digest }))
}

async function judgeContents(
  contents: Buffer,
  expected: TimestampExpectation
): Promise<Timestamp | ArchiveProblem> {
  try {
    const { raw } = readTlv(contents)
    if (contents.subarray(raw.length).some((byte) => byte !== 0)) return 'archive.structure'
    return await judgeTimestamp(raw, expected)
  } catch (error) {
    if (error instanceof MalformedAsn1) return 'timestamp.malformed'
    throw error
  }
}
