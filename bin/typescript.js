/*
 * Runs the TypeScript sources as they are: each file is compiled once, by a child process, into a cache that is named
 * by content. The compiler itself (30 MB of native code and its threads) never enters a serving process.
 * See docs/adr/0005-typescript-runs-as-it-is.md.
 */
import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

/** Changes with the compiler's options, so that an old cache is never used for new ones. */
const OPTIONS_VERSION = '1'
export const CACHE = fileURLToPath(new URL('../node_modules/.cache/etalase/', import.meta.url))

/** The cached file of a source. */
export function cachedPath(source) {
  return `${CACHE}${createHash('sha1').update(OPTIONS_VERSION).update(source).digest('hex')}.js`
}

const isOwn = (url) => url.startsWith('file:') && !url.includes('/node_modules/')
const isTypeScript = (url) => isOwn(url) && url.endsWith('.ts')

function compiled(url) {
  const path = fileURLToPath(url)
  const source = readFileSync(path)
  const cached = cachedPath(source)
  if (!existsSync(cached)) {
    // One child compiles every source that is new, not only this one.
    const compiler = fileURLToPath(new URL('./compile.js', import.meta.url))
    execFileSync(process.execPath, [compiler, path], { stdio: ['ignore', 'ignore', 'inherit'] })
  }
  return readFileSync(cached, 'utf8')
}

/** `#area/` and the folder that the package's own map leads it to. */
const ROOT = new URL('../', import.meta.url)
const AREAS = new Map(
  Object.entries(JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')).imports).map(
    ([from, to]) => [from.replace('*', ''), new URL(to.replace('*.js', ''), ROOT).href]
  )
)

/**
 * Imports are written with `.js` (or through the `#area/*` map, which ends in it) for the `.ts` beside. Looking there first spares Node an
 * error for each of them.
 */
function typescriptOf(specifier, { parentURL }) {
  if (specifier.startsWith('#')) {
    // A dependency has a map of its own.
    if (!isOwn(parentURL ?? '')) return undefined
    const end = specifier.indexOf('/') + 1
    const folder = AREAS.get(specifier.slice(0, end))
    return folder && `${folder}${specifier.slice(end)}.ts`
  }
  const named = /^\.\.?\//.test(specifier) ? (parentURL ?? '') : specifier
  if (!specifier.endsWith('.js') || !isOwn(named)) return undefined
  const { href } = new URL(specifier, parentURL)
  return isOwn(href) ? href.replace(/js$/, 'ts') : undefined
}

registerHooks({
  resolve(specifier, context, nextResolve) {
    const url = typescriptOf(specifier, context)
    if (!url || !existsSync(fileURLToPath(url))) return nextResolve(specifier, context)
    return { url, format: 'module', shortCircuit: true }
  },
  load(url, context, nextLoad) {
    if (!isTypeScript(url)) return nextLoad(url, context)
    return { format: 'module', source: compiled(url), shortCircuit: true }
  },
})

if (process.env.NODE_ENV !== 'production') process.setSourceMapsEnabled(true)

