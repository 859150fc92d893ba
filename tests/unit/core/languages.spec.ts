import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import payments from '#config/payments'
import { pluginWords } from '#shared/plugin_words'

const ROOT = new URL('../../../', import.meta.url).pathname
const LANG = join(ROOT, 'resources/lang')

/** The validation library asks for these by rule and field, not by a literal in our code. */
const ASKED_FOR_BY_VINE = /^validator\.shared\./

/** `app/payments/labels.ts` asks for what a method's plug-in says of it. */
const ASKED_FOR_BY_METHOD = /^payments\.methods\.\w+\.(label|hint|(pay|voucher|declined)\.\w+)$/

function files(folder: string, endings: string[]): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return files(path, endings)
    return endings.some((ending) => entry.name.endsWith(ending)) ? [path] : []
  })
}

function flatten(value: unknown, prefix: string, into: Map<string, string>): Map<string, string> {
  if (typeof value === 'string') return into.set(prefix, value)
  for (const [key, inner] of Object.entries(value as object))
    flatten(inner, `${prefix}.${key}`, into)
  return into
}

async function messages(language: string): Promise<Map<string, string>> {
  const all = new Map<string, string>()
  for (const file of readdirSync(join(LANG, language)).sort()) {
    flatten(
      JSON.parse(readFileSync(join(LANG, language, file), 'utf8')),
      file.replace(/\.json$/, ''),
      all
    )
  }
  const own = await pluginWords(join(ROOT, 'plugins/payments'), 'payments.methods')
  for (const [key, message] of Object.entries(own[language])) all.set(key, message)
  return all
}

const sources = [
  ...files(join(ROOT, 'resources/views'), ['.edge']),
  ...['app', 'plugins', 'start', 'providers', 'commands', 'config', 'database'].flatMap((folder) =>
    files(join(ROOT, folder), ['.ts'])
  ),
].map((path) => ({ path: path.slice(ROOT.length), text: readFileSync(path, 'utf8') }))

/** Every quoted word with dots in it that could be a key. */
const quoted = new Set(
  sources.flatMap(({ text }) =>
    [...text.matchAll(/['"`]([a-z_]+(?:\.[\w-]+)+)['"`]/gi)].map(([, key]) => key!)
  )
)

const id = await messages('id')
const en = await messages('en')

test.group('Languages', () => {
  test('[R8.6] both languages have the same keys', ({ assert }) => {
    assert.deepEqual(
      [...id.keys()].filter((key) => !en.has(key)),
      [],
      'missing in English'
    )
    assert.deepEqual(
      [...en.keys()].filter((key) => !id.has(key)),
      [],
      'missing in Indonesian'
    )
  })

  test('[R8.6] every key that a template or a source asks for exists', ({ assert }) => {
    const asked = sources.flatMap(({ path, text }) =>
      [...text.matchAll(/\bt\(\s*['"]([^'"]+)['"]/g)].map(([, key]) => ({ path, key: key! }))
    )
    assert.isAbove(asked.length, 50)
    assert.deepEqual(
      asked.filter(({ key }) => !id.has(key)),
      []
    )
  })

  test('[R8.6] no key is unused', ({ assert }) => {
    assert.deepEqual(
      [...id.keys()].filter(
        (key) => !quoted.has(key) && !ASKED_FOR_BY_VINE.test(key) && !ASKED_FOR_BY_METHOD.test(key)
      ),
      []
    )
  })

  test('[R4.5] each payment method brings its name and what it means', ({ assert }) => {
    const keys = Object.keys(payments.plugins)
    assert.isNotEmpty(keys)
    for (const key of keys)
      for (const name of ['label', 'hint'])
        assert.isTrue(id.has(`payments.methods.${key}.${name}`), `${key}.${name}`)
  })

  test('[R8.6] both languages name the same values in a message', ({ assert }) => {
    const names = (message: string) =>
      [...new Set([...message.matchAll(/\{\s*(\w+)/g)].map(([, name]) => name))].sort()
    const differing = [...id].filter(
      ([key, message]) =>
        !/, (plural|select)/.test(message + en.get(key)) &&
        names(message).join() !== names(en.get(key) ?? '').join()
    )
    assert.deepEqual(
      differing.map(([key]) => key),
      []
    )
  })

  test('[R8.6] Indonesian calls it an email, as the guide does', ({ assert }) => {
    const other = /\b(surel|e-mail|pos-el)/i
    assert.deepEqual(
      [...id].filter(([, message]) => other.test(message)).map(([key]) => key),
      []
    )
    const seeded = sources
      .filter(({ path }) => path.startsWith('database/seeders/reference'))
      .flatMap(({ text }) => [...text.matchAll(/\bid:\s*(`[^`]*`|'[^'\n]*')/g)])
    assert.isAbove(seeded.length, 50)
    assert.deepEqual(
      seeded.map(([, text]) => text!).filter((text) => other.test(text)),
      []
    )
  })

  test('[R8.6] no text is empty or left in a working state', ({ assert }) => {
    for (const [key, message] of [...id, ...en]) {
      assert.isNotEmpty(message.trim(), key)
      assert.notMatch(message, /TODO|FIXME|lorem ipsum/i, key)
    }
  })
})
