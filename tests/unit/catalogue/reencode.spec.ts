import { deflateSync } from 'node:zlib'
import { test } from '@japa/runner'
import sharp from 'sharp'
import { MAX_IMAGE_BYTES, reencode } from '#catalogue/image/reencode'
import { imageKey, isImageKey } from '#catalogue/image/sizes'

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#7b4728' } })

/** A PNG that says it is `width` × `height`, of one colour: a few kilobytes for hundreds of megapixels. */
function bomb(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc(body))
    return Buffer.concat([length, body, sum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 0, 0, 0, 0], 8)
  const pixels = deflateSync(Buffer.alloc(1_000_000))
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff
  for (const byte of bytes) {
    value ^= byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  }
  return (value ^ 0xffffffff) >>> 0
}

test.group('Pictures', () => {
  for (const format of ['png', 'jpeg', 'webp'] as const) {
    test(`[R3.3] a ${format} becomes WebP in every size, without its metadata`, async ({
      assert,
    }) => {
      const sent = await plain(1024, 700)
        .withExif({ IFD0: { Copyright: 'rahasia-meta' } })
        .toFormat(format)
        .toBuffer()
      const drawn = await reencode(sent)
      assert.isTrue(drawn.ok)
      if (!drawn.ok) return
      for (const [size, bytes] of Object.entries(drawn.value.sizes)) {
        const meta = await sharp(bytes).metadata()
        assert.equal(`${meta.width}x${meta.height} ${meta.format}`, `${size} webp`)
        assert.isUndefined(meta.exif)
        assert.notInclude(bytes.toString('latin1'), 'rahasia-meta')
      }
    })
  }

  test('[R3.3] a picture that lies on its side is turned upright', async ({ assert }) => {
    const sent = await plain(400, 800).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    const drawn = await reencode(sent)
    assert.isTrue(drawn.ok && drawn.value.width === 800 && drawn.value.height === 400)
  })

  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600"><script>alert(1)</script></svg>'
  )
  const REFUSED: [string, () => Promise<Buffer> | Buffer, string][] = [
    ['an SVG', () => svg, 'unsupported'],
    [
      'an SVG with a PNG head',
      () => Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), svg]),
      'broken',
    ],
    ['a GIF', () => plain(400, 300).gif().toBuffer(), 'unsupported'],
    ['HTML', () => Buffer.from('<html><script>alert(1)</script>'), 'unsupported'],
    ['nothing', () => Buffer.alloc(0), 'empty'],
    ['too many bytes', () => Buffer.alloc(MAX_IMAGE_BYTES + 1, 0xff), 'too_large'],
    [
      'a PNG with a page behind it',
      async () =>
        Buffer.concat([
          await plain(400, 300).png().toBuffer(),
          Buffer.from('<script>alert(1)</script>'),
        ]),
      'trailing_data',
    ],
    [
      'a WebP with an archive behind it',
      async () =>
        Buffer.concat([
          await plain(400, 300).webp().toBuffer(),
          Buffer.from('PK\u0003\u0004archive'),
        ]),
      'trailing_data',
    ],
    [
      'a JPEG with a document behind it',
      async () => Buffer.concat([await plain(400, 300).jpeg().toBuffer(), Buffer.from('%PDF-1.7')]),
      'trailing_data',
    ],
    [
      'half a JPEG',
      async () => (await plain(2000, 1500).jpeg().toBuffer()).subarray(0, 400),
      'broken',
    ],
    ['a stamp', () => plain(100, 80).png().toBuffer(), 'too_small'],
    ['a decompression bomb', () => bomb(30_000, 30_000), 'too_many_pixels'],
  ]
  for (const [what, make, reason] of REFUSED) {
    test(`[R3.3] ${what} is refused: ${reason}`, async ({ assert }) => {
      const result = await reencode(await make())
      assert.isTrue(!result.ok)
      if (!result.ok) assert.equal(result.error.type, reason)
    })
  }

  test('keys say what they hold and nothing else passes for one', ({ assert }) => {
    assert.isTrue(isImageKey(imageKey('a'.repeat(64), '400x300')))
    for (const key of ['images/../x', 'images/aa/b.webp', 'documents/pks.pdf', ''])
      assert.isFalse(isImageKey(key))
  })
})
