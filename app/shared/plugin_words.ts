import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const LANGUAGES = ['id', 'en'] as const

/** Messages by language, then by their key with dots. */
export type Words = Record<string, Record<string, string>>

/**
 * The words that plug-ins bring with them, `<folder>/<plug-in>/lang/{id,en}.json`: one object for each method, named by its key.
 *
 * @param prefix under which they are asked for: `prefix.<method>.<name>`
 * @throws for a file that is no JSON, by its path
 */
export async function pluginWords(folder: string, prefix: string): Promise<Words> {
  const words: Words = Object.fromEntries(LANGUAGES.map((language) => [language, {}]))
  const plugins = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const plugin of plugins.filter((entry) => entry.isDirectory())) {
    for (const language of LANGUAGES) {
      const path = join(folder, plugin.name, 'lang', `${language}.json`)
      const text = await readFile(path, 'utf8').catch(() => null)
      if (text !== null) flatten(parse(text, path), prefix, words[language])
    }
  }
  return words
}

function parse(text: string, path: string): object {
  try {
    return JSON.parse(text) as object
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`)
  }
}

function flatten(value: unknown, prefix: string, into: Record<string, string>): void {
  if (typeof value === 'string') into[prefix] = value
  else if (value !== null && typeof value === 'object')
    for (const [key, inner] of Object.entries(value)) flatten(inner, `${prefix}.${key}`, into)
}
