import { storeImage } from '#catalogue/actions/store_image'
import type Image from '#catalogue/models/image'
import type Partner from '#partners/models/partner'
import { Random } from '#database/factories/random'

type Screen = 'list' | 'grid' | 'chart' | 'tide'

interface Look {
  ground: string
  ink: string
  light: string
  spark: string
}

const NILA = { ground: '#1b3f6b', ink: '#0f2542', light: '#e3ebf4', spark: '#e9ae2c' }
const KUNYIT = { ground: '#e9b43c', ink: '#5c3a06', light: '#fff4d6', spark: '#1b3f6b' }
const PUCUK = { ground: '#2f6b4c', ink: '#163a28', light: '#e5f1e2', spark: '#efc350' }
const LAUT = { ground: '#136e78', ink: '#093c43', light: '#def0ee', spark: '#f0b93a' }
const BATA = { ground: '#b3492f', ink: '#561a0e', light: '#fce8dc', spark: '#f0c14b' }

/** Contents whose partner sent a picture of its app; the others show their cover. */
const PICTURES: Readonly<Record<string, { screen: Screen; look: Look }>> = {
  'stok-toko': { screen: 'list', look: BATA },
  'nota-kilat': { screen: 'list', look: PUCUK },
  'catatan-tensi': { screen: 'chart', look: NILA },
  'pasang-surut': { screen: 'tide', look: LAUT },
  'mewarnai-wayang': { screen: 'grid', look: KUNYIT },
  'kabar-cabai': { screen: 'chart', look: BATA },
}

/** The partner's picture of a content, or null where it sent none. */
export async function pictureFor(key: string, partner: Partner): Promise<Image | null> {
  const picture = PICTURES[key]
  if (!picture) return null
  const { default: sharp } = await import('sharp')
  const png = await sharp(Buffer.from(draw(key, picture.screen, picture.look)))
    .png()
    .toBuffer()
  const stored = await storeImage(partner, png)
  if (!stored.ok) throw new Error(`the picture of ${key}: ${stored.error.type}`)
  return stored.value
}

/** A telephone with the app on it, and half of a second one behind: 800 × 600. */
function draw(key: string, screen: Screen, look: Look): string {
  const random = new Random(key)
  const phone = (x: number, y: number, turn: number, of: Screen) =>
    `<g transform="translate(${x} ${y}) rotate(${turn})"><rect x="-12" y="-12" width="304" height="564" rx="36" fill="${look.ink}"/>` +
    `<rect width="280" height="540" rx="26" fill="#fffdf8"/><path d="M0 26a26 26 0 0 1 26-26h228a26 26 0 0 1 26 26v52H0z" fill="${look.ground}"/>` +
    `<rect x="24" y="34" width="${random.between(90, 150)}" height="16" rx="8" fill="${look.light}"/><circle cx="246" cy="42" r="12" fill="${look.spark}"/>` +
    `${SCREENS[of](random, look)}</g>`
  const cloth = Array.from(
    { length: 14 },
    (_, index) =>
      `<path d="M${index * 80 - 160} 640L${index * 80 + 160} -40" stroke="${look.light}" stroke-width="10" opacity=".1"/>`
  ).join('')
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 600" width="800" height="600"><rect width="800" height="600" fill="${look.ground}"/>${cloth}` +
    `${phone(470, 130, 8, screen === 'list' ? 'chart' : 'list')}${phone(200, 60, -4, screen)}</svg>`
  )
}

const SCREENS: Record<Screen, (random: Random, look: Look) => string> = {
  list: (random, look) =>
    rows(7, (y) => {
      const mark = `<rect x="24" y="${y}" width="40" height="40" rx="12" fill="${random.chance(0.3) ? look.spark : look.light}"/>`
      const words = `<rect x="78" y="${y + 4}" width="${random.between(80, 130)}" height="12" rx="6" fill="${look.ink}"/><rect x="78" y="${y + 24}" width="${random.between(50, 90)}" height="9" rx="4.5" fill="#b9b2a4"/>`
      return `${mark}${words}<rect x="${256 - random.between(36, 56)}" y="${y + 12}" width="40" height="14" rx="7" fill="${look.ground}"/>`
    }),
  grid: (random, look) =>
    [0, 1, 2, 3, 4, 5]
      .map((index) => {
        const [x, y] = [24 + (index % 2) * 122, 102 + Math.floor(index / 2) * 142]
        const fill = random.pick([look.light, look.spark, look.ground])
        return `<rect x="${x}" y="${y}" width="110" height="126" rx="18" fill="${fill}"/><circle cx="${x + 55}" cy="${y + 50}" r="${random.between(18, 30)}" fill="${look.ink}"/><path d="M${x + 22} ${y + 112}q33 -${random.between(24, 48)} 66 0" stroke="${look.ink}" stroke-width="8" fill="none" stroke-linecap="round"/>`
      })
      .join(''),
  chart: (random, look) => {
    const heights = Array.from({ length: 7 }, () => random.between(50, 170))
    const bars = heights
      .map(
        (height, index) =>
          `<rect x="${28 + index * 33}" y="${310 - height}" width="22" height="${height}" rx="7" fill="${index === 5 ? look.spark : look.ground}"/>`
      )
      .join('')
    return `<rect x="24" y="98" width="120" height="20" rx="8" fill="${look.ink}"/>${bars}<path d="M24 312h232" stroke="#b9b2a4" stroke-width="3"/>${rows(3, (y) => `<rect x="24" y="${y + 240}" width="${random.between(120, 220)}" height="14" rx="7" fill="${look.light}"/>`)}`
  },
  tide: (random, look) => {
    const wave = (y: number, depth: number, fill: string) =>
      `<path d="M0 ${y}c46 -${depth} 94 -${depth} 140 0s94 ${depth} 140 0v${514 - y}a26 26 0 0 1 -26 26H26a26 26 0 0 1 -26 -26z" fill="${fill}"/>`
    return `<circle cx="190" cy="190" r="44" fill="${look.spark}"/><rect x="24" y="104" width="96" height="24" rx="8" fill="${look.ink}"/>${wave(300, random.between(40, 70), look.light)}${wave(370, random.between(40, 60), look.ground)}${wave(440, random.between(30, 50), look.ink)}`
  },
}

function rows(count: number, row: (y: number) => string): string {
  return Array.from({ length: count }, (_, index) => row(104 + index * 60)).join('')
}
