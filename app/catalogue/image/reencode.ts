import { FairQueue } from '#shared/fair_queue'
import { err, ok, type Result } from '#shared/result'
import { IMAGE_SIZES, type ImageSize } from '#catalogue/image/sizes'

export const MAX_IMAGE_BYTES = 5 * 1024 * 1024
const MAX_PIXELS = 24_000_000
/** Weighed pixels: see {@link weigh}. */
const MAX_WEIGHT = 48_000_000
/** For one size of one picture, in a thread of libvips: the server goes on meanwhile. */
const MAX_SECONDS = 10
const [MIN_WIDTH, MIN_HEIGHT] = [320, 240]

export type ImageRefusal =
  | 'empty'
  | 'too_large'
  | 'unsupported'
  | 'trailing_data'
  | 'broken'
  | 'too_many_pixels'
  | 'too_small'
  | 'too_heavy'
  | 'busy'

export interface ReencodedImage<Size extends string = ImageSize> {
  /** Of the picture as it was sent, turned upright. */
  width: number
  height: number
  /** WebP bytes of each size; nothing of the sent file is in them but its pixels. */
  sizes: Record<Size, Buffer>
}

/** A size to draw a picture in; cropped to it, unless it is to fit inside whole. */
export interface Box {
  width: number
  height: number
  fit?: 'cover' | 'inside'
}

/**
 * Decodes a picture that a stranger sent and draws it anew in each size (R3.3). Only PNG, JPEG and WebP, told by their bytes and
 * not by their name; metadata, colour profiles, animation and whatever hides behind the picture are left behind.
 * What decoding would cost is read from the head and refused before anything is decoded; one picture is decoded at a time, owners in turn.
 *
 * @param owner who sent it, by any name: whose pictures wait for each other
 */
export function reencode(
  bytes: Buffer,
  owner: string
): Promise<Result<ReencodedImage, { type: ImageRefusal }>> {
  return reencodeIn(IMAGE_SIZES, bytes, owner)
}

/** As {@link reencode}, in other sizes, which are of one shape: the smaller are made from the largest. */
export async function reencodeIn<Size extends string>(
  boxes: Readonly<Record<Size, Box>>,
  bytes: Buffer,
  owner: string
): Promise<Result<ReencodedImage<Size>, { type: ImageRefusal }>> {
  if (bytes.length === 0) return err({ type: 'empty' })
  if (bytes.length > MAX_IMAGE_BYTES) return err({ type: 'too_large' })
  const kind = sniff(bytes)
  if (!kind) return err({ type: 'unsupported' })
  if (hasForeignTail(kind, bytes)) return err({ type: 'trailing_data' })
  const drawn = await QUEUE.run(owner, () => draw(boxes, kind, bytes))
  return drawn.ok ? drawn.value : drawn
}

type Kind = 'png' | 'jpeg' | 'webp'

async function draw<Size extends string>(
  boxes: Readonly<Record<Size, Box>>,
  kind: Kind,
  bytes: Buffer
): Promise<Result<ReencodedImage<Size>, { type: ImageRefusal }>> {
  const { default: sharp } = await import('sharp')
  sharp.concurrency(1)
  sharp.cache(false)
  let head
  try {
    head = await sharp(bytes, { limitInputPixels: false }).metadata()
  } catch {
    return err({ type: 'broken' })
  }
  if (head.format !== kind) return err({ type: 'unsupported' })
  const turned = (head.orientation ?? 1) >= 5
  const [width, height] = turned ? [head.height, head.width] : [head.width, head.height]
  if (width * height * (head.pages ?? 1) > MAX_PIXELS) return err({ type: 'too_many_pixels' })
  if (weigh(head) > MAX_WEIGHT) return err({ type: 'too_heavy' })
  if (width < MIN_WIDTH || height < MIN_HEIGHT) return err({ type: 'too_small' })
  try {
    const sizes = {} as Record<Size, Buffer>
    const listed = Object.entries<Box>(boxes) as [Size, Box][]
    const largest = listed.reduce((one, other) => (other[1].width > one[1].width ? other : one))[1]
    const { data, info } = await sharp(bytes, {
      limitInputPixels: MAX_PIXELS,
      failOn: 'error',
      pages: 1,
      sequentialRead: true,
    })
      .timeout({ seconds: MAX_SECONDS })
      .autoOrient()
      .resize({ fit: 'cover', withoutEnlargement: largest.fit === 'inside', ...largest })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true })
    const raw = { width: info.width, height: info.height, channels: info.channels }
    for (const [size, box] of listed) {
      sizes[size] = await sharp(data, { raw })
        .resize({ fit: 'cover', withoutEnlargement: box.fit === 'inside', ...box })
        .webp({ quality: 82 })
        .toBuffer()
    }
    return ok({ width, height, sizes })
  } catch {
    return err({ type: 'broken' })
  }
}

function sniff(bytes: Buffer): Kind | null {
  if (bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])))
    return 'png'
  if (bytes.length > 3 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg'
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP')
    return 'webp'
  return null
}

/**
 * Does another file hide behind the picture? Every format says where it ends; the makers of phones put blank space, and copies of the
 * picture, behind that: pictures may follow, documents, pages and archives may not.
 */
function hasForeignTail(kind: Kind, bytes: Buffer): boolean {
  if (kind === 'webp') return bytes.length - (bytes.readUInt32LE(4) + 8) > 1
  const end = kind === 'png' ? endOfPng(bytes) : endOfJpeg(bytes)
  // Not whole: decoding says so.
  if (end === null || end >= bytes.length) return false
  if (kind === 'png') return true
  const tail = bytes.subarray(end)
  const next = tail.findIndex((byte) => byte !== 0)
  return next !== -1 && sniff(tail.subarray(next)) !== 'jpeg'
}

/** Chunk by chunk: four bytes of length, a name, data, a sum (PNG, 5.3). */
function endOfPng(bytes: Buffer): number | null {
  for (let at = 8; at + 12 <= bytes.length;) {
    const next = at + 12 + bytes.readUInt32BE(at)
    if (bytes.toString('latin1', at + 4, at + 8) === 'IEND') return next
    at = next
  }
  return null
}

/** Segment by segment, and through the coded data of each scan, where `ff` is escaped (ITU T.81, B.1). */
function endOfJpeg(bytes: Buffer): number | null {
  for (let at = 2; at + 1 < bytes.length;) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1]!
    if (marker === 0xd9) return at + 2
    if (marker === 0xff) {
      at++
      continue
    }
    const isBare = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)
    if (!isBare && at + 4 > bytes.length) return null
    at += isBare ? 2 : 2 + bytes.readUInt16BE(at + 2)
    if (marker !== 0xda) continue
    while (at + 1 < bytes.length && !(bytes[at] === 0xff && isMarker(bytes[at + 1]!))) at++
  }
  return null
}

/** Within coded data: neither an escaped byte, nor a restart, nor filling. */
function isMarker(byte: number): boolean {
  return byte !== 0x00 && byte !== 0xff && !(byte >= 0xd0 && byte <= 0xd7)
}

/** Decoding takes tens of megabytes: two pictures at once would cost the memory of both. */
const QUEUE = new FairQueue({ ofOne: 3, together: 12 })

/**
 * What decoding costs, in pixels of an ordinary picture. One that comes in passes is held whole: an interlaced PNG takes about four
 * times as long, a progressive JPEG twice; 16 bits a channel are twice the bytes.
 */
function weigh(head: {
  width: number
  height: number
  format: string
  isProgressive?: boolean
  depth?: string
}): number {
  const passes = head.isProgressive ? (head.format === 'png' ? 4 : 2) : 1
  return head.width * head.height * passes * (head.depth === 'ushort' ? 2 : 1)
}
