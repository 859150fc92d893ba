import { deflateSync } from 'node:zlib'
import { test } from '@japa/runner'
import sharp from 'sharp'
import { MAX_IMAGE_BYTES, reencode as reencodeOf } from '#catalogue/image/reencode'
import { imageKey, isImageKey } from '#catalogue/image/sizes'

const reencode = (bytes: Buffer) => reencodeOf(bytes, 'tests')

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#7b4728' } })

/** Pixels that do not compress to nothing. */
function noisy(width: number, height: number) {
  const pixels = Buffer.alloc(width * height * 3)
  for (let index = 0; index < pixels.length; index++) pixels[index] = (index * 7919) >> 3
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}

/** An animation of so many frames. */
function frames(count: number, width: number, height: number): Promise<Buffer> {
  const colours = Array.from({ length: count }, (_, index) =>
    Buffer.alloc(width * height * 3, (index * 97) % 256)
  )
  return sharp(Buffer.concat(colours), {
    raw: { width, height: height * count, channels: 3, pageHeight: height },
    limitInputPixels: false,
  })
    .webp({ effort: 0, loop: 0 })
    .toBuffer()
}

/** The middle pixel of a picture. */
async function middleOf(bytes: Buffer): Promise<number[]> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true })
  const at = ((info.height >> 1) * info.width + (info.width >> 1)) * info.channels
  return [...data.subarray(at, at + 3)]
}

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
    [
      'a JPEG with an archive behind it that holds the end of a picture',
      async () =>
        Buffer.concat([
          await plain(400, 300).jpeg().toBuffer(),
          Buffer.from('PK\u0003\u0004'),
          Buffer.from([0xff, 0xd9]),
        ]),
      'trailing_data',
    ],
    [
      'a JPEG with HTML behind it',
      async () =>
        Buffer.concat([
          await plain(400, 300).jpeg({ progressive: true }).toBuffer(),
          Buffer.from('<html><script>alert(1)</script>'),
        ]),
      'trailing_data',
    ],
    ['a GIF that is a script', () => Buffer.from('GIF89a/*\u0001*/=1;alert(1)//'), 'unsupported'],
    [
      'half a PNG',
      async () => {
        const whole = await noisy(800, 600).png().toBuffer()
        return whole.subarray(0, whole.length >> 1)
      },
      'broken',
    ],
    [
      'half a WebP',
      async () => {
        const whole = await noisy(800, 600).webp().toBuffer()
        return whole.subarray(0, whole.length >> 1)
      },
      'broken',
    ],
    [
      'a JPEG of nothing but its head',
      () => Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]),
      'broken',
    ],
    ['a TIFF', () => plain(400, 300).tiff().toBuffer(), 'unsupported'],
    ['an AVIF', () => plain(400, 300).avif({ effort: 0 }).toBuffer(), 'unsupported'],
    ['a WebP of many frames', () => frames(60, 1000, 800), 'too_many_pixels'],
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

  test('[R3.3] CMYK becomes the colours that people see', async ({ assert }) => {
    const sent = await plain(640, 480).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer()
    assert.equal((await sharp(sent).metadata()).space, 'cmyk')
    const drawn = await reencode(sent)
    if (!drawn.ok) return assert.fail(drawn.error.type)
    for (const [index, value] of (await middleOf(drawn.value.sizes['400x300'])).entries())
      assert.approximately(value, [0x7b, 0x47, 0x28][index]!, 40)
  })

  test('[R3.3] what is transparent stands on white', async ({ assert }) => {
    const clear = { r: 0, g: 0, b: 0, alpha: 0 }
    const sent = await sharp({
      create: { width: 640, height: 480, channels: 4, background: clear },
    })
      .png()
      .toBuffer()
    const drawn = await reencode(sent)
    if (!drawn.ok) return assert.fail(drawn.error.type)
    assert.deepEqual(await middleOf(drawn.value.sizes['160x120']), [255, 255, 255])
    assert.isFalse((await sharp(drawn.value.sizes['160x120']).metadata()).hasAlpha)
  })

  test('[R3.3] of a short animation the first frame is taken', async ({ assert }) => {
    const drawn = await reencode(await frames(3, 640, 480))
    if (!drawn.ok) return assert.fail(drawn.error.type)
    const meta = await sharp(drawn.value.sizes['800x600']).metadata()
    assert.equal(meta.pages ?? 1, 1)
  })

  test('[R3.3] blank space and a copy of the picture behind a JPEG are what phones do', async ({
    assert,
  }) => {
    const sent = await noisy(640, 480).jpeg({ progressive: true }).withMetadata().toBuffer()
    for (const tail of [Buffer.alloc(64), await plain(64, 64).jpeg().toBuffer()])
      assert.isTrue((await reencode(Buffer.concat([sent, tail]))).ok)
  })

  test('[R3.3] the server goes on while a large picture is drawn', async ({ assert }) => {
    const large = await noisy(4000, 3000).jpeg({ quality: 30 }).toBuffer()
    let turns = 0
    const turning = setInterval(() => turns++, 1)
    const drawn = await reencode(large)
    clearInterval(turning)
    assert.isTrue(drawn.ok)
    assert.isAbove(turns, 5)
  })

  test('keys say what they hold and nothing else passes for one', ({ assert }) => {
    assert.isTrue(isImageKey(imageKey('a'.repeat(64), '400x300')))
    for (const key of ['images/../x', 'images/aa/b.webp', 'documents/pks.pdf', ''])
      assert.isFalse(isImageKey(key))
  })

  test('[R3.3] what costs too much to decode is refused by its head', async ({ assert }) => {
    const solid = sharp({
      create: { width: 4000, height: 4000, channels: 3, background: '#c80a0a' },
    })
    const heavy = {
      interlaced: await solid.clone().png({ progressive: true }).toBuffer(),
      both: await solid.clone().toColourspace('rgb16').png({ progressive: true }).toBuffer(),
    }
    for (const [what, bytes] of Object.entries(heavy))
      assert.deepEqual(await reencode(bytes), { ok: false, error: { type: 'too_heavy' } }, what)
    const small = await plain(640, 480).png({ progressive: true }).toBuffer()
    assert.isTrue((await reencode(small)).ok)
  })

  test('[R3.3] many pictures of one sender keep nobody else waiting, and some are told to come again', async ({
    assert,
  }) => {
    const picture = await noisy(1600, 1200).jpeg().toBuffer()
    const ended: string[] = []
    const draw = async (owner: string) => {
      const drawn = await reencodeOf(picture, owner)
      ended.push(drawn.ok ? owner : `${owner} ${drawn.error.type}`)
    }
    await Promise.all([...Array.from({ length: 6 }, () => draw('many')), draw('one')])
    assert.lengthOf(
      ended.filter((what) => what === 'many busy'),
      3
    )
    assert.isBelow(ended.indexOf('one'), ended.lastIndexOf('many'))
  })
})
