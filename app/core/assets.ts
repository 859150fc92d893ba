import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const RESOURCES = new URL('../../resources/', import.meta.url)

const TYPES: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
}

/** One served file. `brotli` and `gzip` are null where compressing would not make it smaller. */
export interface AssetFile {
  body: Buffer
  brotli: Buffer | null
  gzip: Buffer | null
  type: string
  etag: string
}

interface Assets {
  /** name as templates know it (`app.css`) → address with the hash of its content */
  urls: Map<string, string>
  /** address → file */
  files: Map<string, AssetFile>
}

const read = (path: string) => readFileSync(new URL(path, RESOURCES), 'utf8')

/** Where the first `light-dark(A, B)` at `from` has its comma and its closing bracket. */
function partsOfPair(text: string, from: number): { comma: number; end: number } {
  let depth = 0
  let comma = -1
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '(') depth++
    if (char === ')' && --depth === 0) return { comma, end: at }
    if (char === ',' && depth === 1 && comma < 0) comma = at
  }
  throw new Error('Unbalanced brackets in a style sheet')
}

/** `light-dark(A, B)` → `A`, at every place in a value. */
function lightOnly(value: string): string {
  const start = value.indexOf('light-dark(')
  if (start < 0) return value
  const inside = start + 'light-dark('.length
  const { comma, end } = partsOfPair(value, inside - 1)
  const light = value.slice(inside, comma).trim()
  return value.slice(0, start) + light + lightOnly(value.slice(end + 1))
}

/**
 * Gives the tokens to browsers without `light-dark()` (before 2024): the light value is written
 * first, the pairs follow inside `@supports`. Takes and returns the text of the tokens' layer.
 */
export function withLightFallback(tokens: string): string {
  const plain = tokens.replace(/\/\*[\s\S]*?\*\//g, '')
  const pairs = [...plain.matchAll(/--[\w-]+:[^;{}]*light-dark\([^;]*;/g)].map((match) => match[0])
  if (pairs.length === 0) return tokens
  const fallback = plain.replace(/(--[\w-]+:)([^;{}]*light-dark\([^;]*);/g, (_, name, value) => {
    return `${name}${lightOnly(value)};`
  })
  return `${fallback}\n@supports (color: light-dark(#000, #fff)) { @layer tokens { :root { ${pairs.join(' ')} } } }`
}

/**
 * Makes a style sheet smaller without understanding it: comments go, white space shrinks. Strings
 * stay as they are; blanks around `+ - * /` and `:` of selectors keep their meaning.
 */
export function minifyCss(css: string): string {
  const strings: string[] = []
  const kept = css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, (text) => {
      strings.push(text)
      return `@string-${strings.length - 1}@`
    })
  return kept
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/([({][\w-]+|[;{][\w-]+): /g, '$1:')
    .replace(/;}/g, '}')
    .replace(/@string-(\d+)@/g, (_, index) => strings[Number(index)])
    .trim()
}

/** Lines of `@import './x.css';` become the text of the files that they name, in order. */
function bundleCss(): string {
  return read('css/app.css')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/@import '\.\/([\w/.-]+)';/g, (_, path: string) => {
      const text = read(`css/${path}`)
      return path === 'tokens.css' ? withLightFallback(text) : text
    })
}

/**
 * Strips comments that stand on lines of their own, and indentation. Trailing comments stay: to
 * tell them from text in strings and expressions would take a parser.
 */
export function minifyJs(js: string): string {
  return js
    .replace(/^[ \t]*\/\*[\s\S]*?\*\/[ \t]*$/gm, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('//'))
    .join('\n')
}

/**
 * The entry lists its parts as `import './x.js'`; each part exports nothing and works by itself, so
 * joining them is wrapping each in a block.
 */
function bundleJs(): string {
  return read('js/app.js').replace(/^import '\.\/([\w.-]+)'$/gm, (_, path: string) => {
    return `{\n${read(`js/${path}`)}\n}`
  })
}

function compress(body: Buffer, type: string): Pick<AssetFile, 'brotli' | 'gzip'> {
  if (type === TYPES.woff2) return { brotli: null, gzip: null }
  const brotli = brotliCompressSync(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  })
  const gzip = gzipSync(body, { level: 9 })
  return {
    brotli: brotli.length < body.length ? brotli : null,
    gzip: gzip.length < body.length ? gzip : null,
  }
}

function build(): Assets {
  const assets: Assets = { urls: new Map(), files: new Map() }
  const add = (name: string, body: Buffer) => {
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 12)
    const dot = name.lastIndexOf('.')
    const url = `/assets/${name.slice(0, dot)}.${hash}${name.slice(dot)}`
    const type = TYPES[name.slice(dot + 1)] ?? 'application/octet-stream'
    assets.urls.set(name, url)
    assets.files.set(url, { body, type, etag: `"${hash}"`, ...compress(body, type) })
    return url
  }

  for (const file of readdirSync(new URL('fonts/', RESOURCES))) {
    if (file.endsWith('.woff2')) add(file, readFileSync(new URL(`fonts/${file}`, RESOURCES)))
  }
  add('mark.svg', readFileSync(new URL('icons/brand/mark.svg', RESOURCES)))
  const css = bundleCss().replace(/url\('\.\.\/fonts\/([\w.-]+)'\)/g, (_, file: string) => {
    return `url(${assets.urls.get(file)})`
  })
  add('app.css', Buffer.from(minifyCss(css)))
  add('app.js', Buffer.from(minifyJs(bundleJs())))
  add('passkeys.js', Buffer.from(minifyJs(read('js/passkeys.js'))))
  add('theme.js', Buffer.from(minifyJs(read('js/theme.js'))))
  return assets
}

let assets: Assets | null = null
const built = () => (assets ??= build())

/**
 * Address of a front-end file, with the hash of its content in it, so it may be cached for ever.
 *
 * @param name `app.css`, `app.js`, `passkeys.js`, `theme.js`, `mark.svg`, `plus-jakarta-sans.woff2`
 * @throws when there is no such file
 */
export function asset(name: string): string {
  const url = built().urls.get(name)
  if (url === undefined) throw new Error(`No asset "${name}"`)
  return url
}

/**
 * The file at an address that `asset()` gave, or null. Meant for `GET /assets/*`, to be sent with
 * `Cache-Control: public, max-age=31536000, immutable` and `Vary: Accept-Encoding`.
 *
 * @param path the whole path of the request, `/assets/app.0123456789ab.css`
 */
export function assetFile(path: string): AssetFile | null {
  return built().files.get(path) ?? null
}
