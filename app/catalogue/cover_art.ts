/**
 * Covers for contents without a picture: flat SVG of 400×300, always the same for the same content.
 * Layers: the ground colour, a batik cloth over it, one figure per category whose light part is
 * filled with a second cloth, at times a row of tumpal triangles at the foot.
 */

interface Dye {
  ground: string
  deep: string
  mid: string
  light: string
  spark: string
  /** the colour in which a cloth is drawn on the light part */
  print: string
  /** small dots and diamonds within that cloth */
  dot: string
}

const dye = (ground: string, deep: string, mid: string, light: string, spark: string): Dye => {
  return { ground, deep, mid, light, spark, print: ground, dot: deep }
}

const DYES: Dye[] = [
  dye('#1b3f6b', '#0f2542', '#3d6ea6', '#e3ebf4', '#e9ae2c'),
  dye('#e9b43c', '#5c3a06', '#cf8f17', '#fff4d6', '#1b3f6b'),
  dye('#7b4728', '#3d210f', '#a9693f', '#f6e7d6', '#e9b43c'),
  dye('#2f6b4c', '#163a28', '#5f9c78', '#e5f1e2', '#efc350'),
  dye('#136e78', '#093c43', '#489fa5', '#def0ee', '#f0b93a'),
  dye('#b3492f', '#561a0e', '#d57c5c', '#fce8dc', '#f0c14b'),
  {
    ...dye('#ece4d3', '#1b3f6b', '#c4ad82', '#fffaf0', '#b3492f'),
    print: '#2a5488',
    dot: '#b3492f',
  },
]

/** Draws one tile of a cloth: main colour, colour of its dots. */
interface Cloth {
  tile: number
  turn: number
  draw: (print: string, dot: string) => string
}

const at = (angles: number[], shape: (angle: number) => string) => angles.map(shape).join('')

const CLOTHS: Cloth[] = [
  /** kawung: four ellipses at 45° around each knot */
  {
    tile: 56,
    turn: 0,
    draw: (print, dot) => {
      const petal = (x: number, y: number, angle: number) =>
        `<g transform="translate(${x} ${y})rotate(${angle})"><ellipse rx="17.6" ry="10" fill="${print}"/><circle cx="-7" r="1.9" fill="${dot}"/><circle cx="7" r="1.9" fill="${dot}"/></g>`
      return `${petal(14, 14, 45)}${petal(42, 14, -45)}${petal(14, 42, -45)}${petal(42, 42, 45)}<circle cx="28" cy="28" r="2.2" fill="${dot}"/>`
    },
  },
  /** parang: an S-shaped comma and a bar, turned −45° */
  {
    tile: 46,
    turn: -45,
    draw: (print, dot) =>
      `<path d="M-10-2C-12-12 0-17 8-12 17-6 15 6 9 10 5 13 4 15 3 19-3 14-4 8-1 3 2-2 1-6-3-6-6-6-6-2-8-1z" transform="translate(25 23)rotate(45)" fill="${print}"/><circle cx="40" cy="40" r="2.2" fill="${print}"/><path d="M0 0h3.2v46H0z" fill="${dot}"/>`,
  },
  /** ceplok: interlaced circles, a diamond and a dot in the spaces */
  {
    tile: 54,
    turn: 0,
    draw: (print, dot) => {
      const ring = (x: number, y: number) =>
        `<circle cx="${x}" cy="${y}" r="27" fill="none" stroke="${print}" stroke-width="2.2"/>`
      return `${ring(0, 0)}${ring(54, 0)}${ring(0, 54)}${ring(54, 54)}${ring(27, 27)}<circle cx="27" cy="27" r="3.7" fill="${dot}"/><path d="M0-4.6L4.6 0 0 4.6-4.6 0zM54-4.6L58.600 0 54 4.6 49.400 0zM0 49.400L4.600 54 0 58.600-4.600 54zM54 49.400L58.600 54 54 58.600 49.400 54z" fill="${dot}"/>`
    },
  },
  /** truntum: stars of eight petals with dots between them */
  {
    tile: 48,
    turn: 0,
    draw: (print, dot) =>
      `<g transform="translate(24 24)" fill="${print}">${at([0, 45, 90, 135, 180, 225, 270, 315], (angle) => `<ellipse cx="7" rx="5.2" ry="1.9" transform="rotate(${angle})"/>`)}<circle r="2" fill="${dot}"/></g><g fill="${print}"><circle r="3"/><circle cx="48" r="3"/><circle cy="48" r="3"/><circle cx="48" cy="48" r="3"/></g>`,
  },
  /** lereng: a band with dots and two lines, turned −45° */
  {
    tile: 40,
    turn: -45,
    draw: (print, dot) =>
      `<path d="M0 0h40v16H0zM0 20h40v2.400H0zM0 33.600h40V36H0z" fill="${print}"/><g fill="${dot}"><circle cx="10" cy="8" r="2.400"/><circle cx="30" cy="8" r="2.400"/><circle cx="10" cy="28" r="1.800"/><circle cx="30" cy="28" r="1.800"/></g>`,
  },
  /** nitik: nine squares, turned 45°, the one in the middle dark */
  {
    tile: 36,
    turn: 45,
    draw: (print, dot) =>
      `<path d="M3 3h6.400v6.400H3zM14 3h6.400v6.400H14zM25 3h6.400v6.400H25zM3 14h6.400v6.400H3zM25 14h6.400v6.400H25zM3 25h6.400v6.400H3zM14 25h6.400v6.400H14zM25 25h6.400v6.400H25z" fill="${print}"/><path d="M14 14h6.400v6.400H14z" fill="${dot}"/>`,
  },
]

function pattern(id: string, cloth: Cloth, print: string, dot: string): string {
  const turn = cloth.turn === 0 ? '' : ` patternTransform="rotate(${cloth.turn})"`
  return `<pattern id="${id}" width="${cloth.tile}" height="${cloth.tile}" patternUnits="userSpaceOnUse"${turn}>${cloth.draw(print, dot)}</pattern>`
}

/** Numbers from 0 up to 1, the same row of them for the same seed. */
type Random = () => number

/** FNV-1a of the seed into mulberry32: small, and the same on every machine. */
function randomFrom(seed: string): Random {
  let state = 0x811c9dc5
  for (let index = 0; index < seed.length; index++) {
    state = Math.imul(state ^ seed.charCodeAt(index), 0x01000193)
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** A whole number from −most to most. */
const swing = (random: Random, most: number) => Math.round((random() * 2 - 1) * most)

/** Fills a shape with the light colour and the figure's cloth over it. */
const clothed = (shape: (fill: string) => string, { light }: Dye) =>
  shape(` fill="${light}"`) + shape(' fill="url(#f)"')

const maybeMirrored = (random: Random, drawing: string) =>
  random() < 0.5 ? drawing : `<g transform="matrix(-1 0 0 1 400 0)">${drawing}</g>`

const TREE = 'M200 206v94M171 216l29 25 30-25M163 244l37 30 37-30'
const GUNUNGAN =
  'M200 17C206 60 240 84 290 116 338 147 366 182 370 214L302 300H98L30 214C34 182 62 147 110 116 160 84 194 60 200 17z'
/** Bumps of a cloud that stands on the line y = 0: middle and radius. */
const BUMPS = [
  [-60, -22, 22],
  [-35, -43, 27],
  [15, -43, 33],
  [58, -25, 25],
]

/** The cloud at a size of its own; scaled by numbers, so that a cloth on it keeps its scale. */
function cloud(scale: number): string {
  const length = (value: number) => Math.round(value * scale * 10) / 10
  const bump = ([x, y, r]: number[]) =>
    `M${length(x - r)} ${length(y)}a${length(r)} ${length(r)} 0 1 0 ${length(2 * r)} 0a${length(r)} ${length(r)} 0 1 0 ${length(-2 * r)} 0z`
  return `${BUMPS.map(bump).join('')}M${length(-60)} ${length(-30)}V0H${length(58)}V${length(-30)}z`
}

type Figure = (color: Dye, random: Random) => string

const kite: Figure = (color, random) => {
  const { deep, spark, light } = color
  const half = (path: string) => clothed((fill) => `<path d="${path}"${fill}/>`, color)
  return `<g transform="translate(${203 + swing(random, 8)} 121)rotate(${swing(random, 13)})"><path d="M0-137V0H-123z" fill="${spark}"/>${half('M0-137V0H123zM0 156V0H-123z')}<path d="M0 156V0H123z" fill="${light}"/><path d="M0-137V156M-123 0H123M0 156q4 14 12 18t4 26" fill="none" stroke="${deep}" stroke-width="4.500"/></g>`
}

const gong: Figure = (color, random) => {
  const { ground, deep, light, spark } = color
  const face = clothed((fill) => `<circle r="134"${fill}/>`, color)
  return `<g transform="translate(${200 + swing(random, 10)} ${162 + swing(random, 6)})">${face}<circle r="139" fill="none" stroke="${deep}" stroke-width="14"/><circle r="84" fill="${spark}"/><circle r="66" fill="${ground}"/><circle r="34" fill="${spark}"/><circle cx="-9" cy="-9" r="9" fill="${light}"/></g>`
}

const gunungan: Figure = (color, random) => {
  const { ground, deep, light, spark } = color
  const layer = (x: number, y: number, fill: string) =>
    `<path d="${GUNUNGAN}" transform="translate(200 301)scale(${x} ${y})translate(-200 -300)"${fill}/>`
  return `<g transform="translate(${swing(random, 8)} 0)">${layer(1, 1, ` fill="${deep}"`)}${clothed((fill) => layer(0.92, 0.93, fill), color)}${layer(0.585, 0.62, ` fill="${spark}"`)}${layer(0.5, 0.54, ` fill="${ground}"`)}<path d="${TREE}" fill="none" stroke="${light}" stroke-width="5.500"/></g>`
}

const leaves: Figure = (color, random) => {
  const { deep, mid, light, spark } = color
  const right = clothed((fill) => `<path d="M158 32C296 92 316 222 203 294z"${fill}/>`, color)
  return maybeMirrored(
    random,
    `<circle cx="${318 + swing(random, 10)}" cy="${62 + swing(random, 8)}" r="30" fill="${spark}"/><path d="M205 302C190 212 110 180 22 224 24 262 32 284 44 304zM205 302C222 190 282 140 350 170 366 232 352 276 336 304z" fill="${mid}"/><path d="M205 302L22 224M205 302L350 170" stroke="${deep}" stroke-width="4.500"/><g transform="rotate(${swing(random, 5)} 203 294)"><path d="M158 32C52 112 58 234 203 294z" fill="${light}"/>${right}<path d="M158 32L203 296" stroke="${deep}" stroke-width="4.500"/></g>`
  )
}

const coins: Figure = (color, random) => {
  const { ground, deep, mid, spark } = color
  const coin = (x: number, y: number, r: number, hole: number, face: string) =>
    `<g transform="translate(${x} ${y})">${face}<circle r="${r}" fill="none" stroke="${deep}" stroke-width="9"/><path d="M${-hole}-${hole}H${hole}V${hole}H${-hole}z" fill="${ground}" stroke="${deep}" stroke-width="7"/></g>`
  const face = clothed((fill) => `<circle r="127"${fill}/>`, color)
  return maybeMirrored(
    random,
    coin(301, 215 + swing(random, 6), 92, 25, `<circle r="92" fill="${mid}"/>`) +
      coin(294 + swing(random, 6), 66, 47, 12, `<circle r="47" fill="${spark}"/>`) +
      coin(151, 178, 127, 36, face)
  )
}

const waves: Figure = (color, random) => {
  const { deep, mid, light, spark } = color
  const row = (y: number, shift: number, fill: string) => {
    let path = `M${shift - 100} ${y}`
    for (let index = 0; index < 6; index++) path += 'a50 50 0 0 1 100 0'
    return `<path d="${path}V300H${shift - 100}z" fill="${fill}"/>`
  }
  return maybeMirrored(
    random,
    `<circle cx="${314 + swing(random, 20)}" cy="${95 + swing(random, 10)}" r="61" fill="${spark}"/>${row(154, -50, mid)}${row(202, 0, light)}${row(256, -50, deep)}${row(256, -50, 'url(#f)')}`
  )
}

const bird: Figure = (color, random) => {
  const { deep, light, spark } = color
  const body = clothed((fill) => `<path d="M94 120H332A119 119 0 0 1 94 120z"${fill}/>`, color)
  return maybeMirrored(
    random,
    `<g transform="translate(${swing(random, 6)} 0)"><path d="M190 234h8v66h-8zM232 234h8v66h-8z" fill="${deep}"/><path d="M288 120L${384 + swing(random, 6)} ${57 + swing(random, 12)} 332 120z" fill="${deep}"/>${body}<path d="M144 120H282A69 69 0 0 1 144 120z" fill="${spark}"/><path d="M12 103L60 82V122z" fill="${spark}"/><circle cx="109" cy="96" r="55" fill="${deep}"/><circle cx="94" cy="84" r="11" fill="${light}"/></g>`
  )
}

const clouds: Figure = (color, random) => {
  const { deep, mid, spark } = color
  const layer = (y: number, scale: number, fill: string) =>
    `<path d="${cloud(scale)}" transform="translate(0 ${y})"${fill}/>`
  const drawing = `<g transform="translate(${190 + swing(random, 8)} ${swing(random, 6)})">${layer(254, 2.46, ` fill="${deep}"`)}${layer(246, 2.13, ` fill="${mid}"`)}${clothed((fill) => layer(239, 1.75, fill), color)}${layer(225, 1, ` fill="${spark}"`)}</g>`
  return maybeMirrored(random, drawing)
}

/** Categories by slug. One that is not here takes the gong. */
const FIGURES: Record<string, Figure> = {
  gim: kite,
  musik: gong,
  pendidikan: gunungan,
  kesehatan: leaves,
  usaha: coins,
  perjalanan: waves,
  anak: bird,
  berita: clouds,
}

const WITH_TUMPAL = new Set(['gim', 'kesehatan'])

function tumpal(color: Dye): string {
  let path = ''
  for (let x = -20; x < 400; x += 40) path += `M${x} 300l20-34l20 34z`
  return `<path d="${path}" fill="${color.spark}"/>`
}

/**
 * A cover of 400×300 as a whole SVG document.
 *
 * @param seed public id of the content: the cover follows from it alone and never changes
 * @param category slug of the category, chooses the figure
 */
export function coverSvg({ seed, category }: { seed: string; category: string }): string {
  const random = randomFrom(seed)
  const color = DYES[Math.floor(random() * DYES.length)]
  const first = Math.floor(random() * CLOTHS.length)
  const second = (first + 1 + Math.floor(random() * (CLOTHS.length - 1))) % CLOTHS.length
  const edge = WITH_TUMPAL.has(category) && random() < 0.6 ? tumpal(color) : ''
  const figure = (FIGURES[category] ?? gong)(color, random)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300" width="400" height="300"><defs>${pattern('g', CLOTHS[first], color.mid, color.mid)}${pattern('f', CLOTHS[second], color.print, color.dot)}</defs><path d="M0 0h400v300H0z" fill="${color.ground}"/><path d="M0 0h400v300H0z" fill="url(#g)" opacity=".28"/>${figure}${edge}</svg>`.replace(
    /(\.\d*?[1-9])0+(?=\D)|\.0+(?=\D)/g,
    '$1'
  )
}
