import { asset, assetFile } from '#core/assets'

/** Edges of the square icons that phones and browsers ask for, px. Maskable ones keep the mark inside the safe circle. */
const ICONS = {
  'favicon-32.png': { edge: 32, mark: 30, ground: null },
  'touch-180.png': { edge: 180, mark: 120, ground: '#f6f2e9' },
  'icon-192.png': { edge: 192, mark: 172, ground: null },
  'icon-512.png': { edge: 512, mark: 460, ground: null },
  'maskable-512.png': { edge: 512, mark: 288, ground: '#f6f2e9' },
  'social-1200.png': { edge: 1200, mark: 420, ground: '#f6f2e9' },
} as const

export type BrandIcon = keyof typeof ICONS

const drawn = new Map<BrandIcon, Promise<Buffer>>()

export function isBrandIcon(name: string): name is BrandIcon {
  return Object.hasOwn(ICONS, name)
}

/** The operator's mark as a PNG: drawn once, of the one drawing that there is. */
export function brandIcon(name: BrandIcon): Promise<Buffer> {
  const known = drawn.get(name)
  if (known) return known
  const made = draw(name)
  drawn.set(name, made)
  made.catch(() => drawn.delete(name))
  return made
}

/** The smallest icon in the container that old browsers ask for (`/favicon.ico`): a directory of one PNG. */
export async function faviconIco(): Promise<Buffer> {
  const png = await brandIcon('favicon-32.png')
  const head = Buffer.alloc(22)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(1, 4)
  head.set([32, 32, 0, 0], 6)
  head.writeUInt16LE(1, 10)
  head.writeUInt16LE(32, 12)
  head.writeUInt32LE(png.length, 14)
  head.writeUInt32LE(head.length, 18)
  return Buffer.concat([head, png])
}

async function draw(name: BrandIcon): Promise<Buffer> {
  const { edge, mark, ground } = ICONS[name]
  const { default: sharp } = await import('sharp')
  const svg = assetFile(asset('mark.svg'))!.body
  const before = Math.floor((edge - mark) / 2)
  const after = edge - mark - before
  return sharp(svg, { density: (72 * mark) / 40 })
    .resize(mark, mark)
    .extend({
      top: before,
      left: before,
      bottom: after,
      right: after,
      background: ground ?? { r: 0, g: 0, b: 0, alpha: 0 },
    })
    .png({ compressionLevel: 9 })
    .toBuffer()
}
