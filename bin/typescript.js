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

const isTypeScript = (url) => url.startsWith('file:') && url.endsWith('.ts') && !url.includes('/node_modules/')

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

registerHooks({
  resolve(specifier, context, nextResolve) {
    try {
      return nextResolve(specifier, context)
    } catch (error) {
      // Imports are written with `.js` (or through the `#area/*` map, which ends in it) for the `.ts` beside.
      if (error.code !== 'ERR_MODULE_NOT_FOUND' || !error.url?.endsWith('.js')) throw error
      const typescript = error.url.replace(/\.js$/, '.ts')
      if (!existsSync(fileURLToPath(typescript))) throw error
      return nextResolve(typescript, context)
    }
  },
  load(url, context, nextLoad) {
    if (!isTypeScript(url)) return nextLoad(url, context)
    return { format: 'module', source: compiled(url), shortCircuit: true }
  },
})

if (process.env.NODE_ENV !== 'production') process.setSourceMapsEnabled(true)

