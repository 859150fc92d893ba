/*
 * Compiles every TypeScript source that the cache does not have yet: `node bin/compile.js [FILE …]`.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { transformSync } from '@swc/core'
import { CACHE, cachedPath } from './typescript.js'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const FOLDERS = ['app', 'commands', 'config', 'database', 'plugins', 'providers', 'sandboxes', 'start', 'tests', 'benchmarks']

const OPTIONS = {
  swcrc: false,
  configFile: false,
  sourceMaps: true,
  module: { type: 'es6' },
  jsc: {
    target: 'es2024',
    parser: { syntax: 'typescript', decorators: true, dynamicImport: true },
    transform: { decoratorMetadata: true, legacyDecorator: true },
    experimental: { keepImportAttributes: true },
    keepClassNames: true,
  },
}

mkdirSync(CACHE, { recursive: true })
for (const file of process.argv.slice(2)) compile(resolve(file))
for (const folder of FOLDERS) {
  const path = join(ROOT, folder)
  if (existsSync(path)) walk(path)
}

function walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) walk(path)
    else if (entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts')) tryCompile(path)
  }
}

/** A source that nobody asked for may be half written: whoever imports it will hear of it. */
function tryCompile(path) {
  try {
    compile(path)
  } catch {}
}

function compile(path) {
  const source = readFileSync(path)
  const target = cachedPath(source)
  if (existsSync(target)) return
  const { code, map } = transformSync(source.toString(), { ...OPTIONS, filename: path, sourceFileName: pathToFileURL(path).href })
  write(`${target}.map`, map)
  write(target, `${code}\n//# sourceMappingURL=${pathToFileURL(target).href}.map\n`)
}

/** Two processes may compile the same source at once. */
function write(path, text) {
  const temporary = `${path}.${process.pid}`
  writeFileSync(temporary, text)
  renameSync(temporary, path)
}
