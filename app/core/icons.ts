import { readdirSync, readFileSync } from 'node:fs'

const FOLDER = new URL('../../resources/icons/', import.meta.url)

/** Drawing commands of an icon file: everything inside `<svg>`, on one line. */
function drawing(source: string): string {
  const inner = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(source)
  return inner === null ? '' : inner[1].replace(/\s+/g, ' ').replace(/ ?\/>/g, '/>').trim()
}

function readIcons(): Map<string, string> {
  const icons = new Map<string, string>()
  for (const file of readdirSync(FOLDER)) {
    if (!file.endsWith('.svg')) continue
    const name = file.slice(0, -'.svg'.length)
    const source = readFileSync(new URL(file, FOLDER), 'utf8')
    icons.set(
      name,
      `<svg class="icon icon-${name}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${drawing(source)}</svg>`
    )
  }
  return icons
}

let icons: Map<string, string> | null = null

/**
 * Inline SVG of a Lucide icon, decorative (`aria-hidden`), coloured and sized by the style sheet
 * (`.icon`: 1.15em, `currentColor`). The word beside it carries the meaning.
 *
 * @param name file name in `resources/icons` without its ending, such as `circle-check`
 * @throws when there is no such icon: a template that names one that does not exist is a mistake
 */
export function iconSvg(name: string): string {
  icons ??= readIcons()
  const svg = icons.get(name)
  if (svg === undefined) throw new Error(`No icon "${name}" in resources/icons`)
  return svg
}
