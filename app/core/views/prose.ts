import { escapeHtml } from '#core/markup'

/**
 * Plain writing to HTML: paragraphs parted by an empty line, `## ` and `### ` headings, `- ` and `1. ` lists, `**strong**`,
 * `*stressed*`, `` `code` ``, `[words](address)` and, alone on its line, `![what it shows](address)`. Everything else is text: no HTML
 * passes, and an address is one of ours (`/…`, `#…`), `https:`, `http:`, `mailto:` or `tel:`.
 */
export function renderProse(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .split(/\n{2,}/)
    .flatMap((block) => blocksOf(block.split('\n').filter((line) => line.trim() !== '')))
    .join('\n')
}

type Kind = 'text' | 'dash' | 'number' | 'heading' | 'subheading' | 'picture'

const KINDS: [Kind, RegExp][] = [
  ['heading', /^##\s+/],
  ['subheading', /^###\s+/],
  ['dash', /^\s*[-•*]\s+/],
  ['number', /^\s*\d{1,2}[.)]\s+/],
  ['picture', /^!(?=\[)/],
]

/** A block's lines, neighbours of one kind taken together. */
function blocksOf(lines: string[]): string[] {
  const groups: { kind: Kind; lines: string[] }[] = []
  for (const line of lines) {
    const [kind, mark] = KINDS.find(([, pattern]) => pattern.test(line)) ?? [
      'text' as const,
      /^\s*/,
    ]
    const words = line.replace(mark, '')
    const last = groups.at(-1)
    // A picture under a step belongs to that step.
    if (kind === 'picture' && last?.kind === 'number')
      last.lines[last.lines.length - 1] += `\n${line}`
    else if (last?.kind === kind && kind !== 'picture') last.lines.push(words)
    else groups.push({ kind, lines: [kind === 'picture' ? line : words] })
  }
  return groups.map(htmlOf)
}

function htmlOf({ kind, lines }: { kind: Kind; lines: string[] }): string {
  const items = () => lines.map((line) => `<li>${inline(line)}</li>`).join('')
  switch (kind) {
    case 'heading':
      return lines.map((line) => `<h2>${inline(line)}</h2>`).join('')
    case 'subheading':
      return lines.map((line) => `<h3>${inline(line)}</h3>`).join('')
    case 'dash':
      return `<ul class="bullets">${items()}</ul>`
    case 'number':
      return `<ol class="numbered">${items()}</ol>`
    case 'picture':
      return inline(lines[0]!)
    case 'text':
      return `<p>${lines.map(inline).join('<br>')}</p>`
  }
}

const ADDRESS = /^(?:\/(?!\/)|#|https?:\/\/|mailto:|tel:)/i
const SPANS =
  /!\[([^\]\n]*)\]\(([^)\s]+)\)|\[([^\]\n]+)\]\(([^)\s]+)\)|\*\*([^*\n]+)\*\*|`([^`\n]+)`|\*([^\s*](?:[^*\n]*[^\s*])?)\*/g

function inline(text: string): string {
  let out = ''
  let at = 0
  for (const match of text.matchAll(SPANS)) {
    out += escapeHtml(text.slice(at, match.index))
    out += span(match)
    at = match.index + match[0].length
  }
  return out + escapeHtml(text.slice(at))
}

function span([
  whole,
  alt,
  source,
  words,
  address,
  strong,
  code,
  stressed,
]: RegExpMatchArray): string {
  if (strong !== undefined) return `<strong>${escapeHtml(strong)}</strong>`
  if (code !== undefined) return `<code>${escapeHtml(code)}</code>`
  if (stressed !== undefined) return `<em>${escapeHtml(stressed)}</em>`
  if (source !== undefined && /^\/(?!\/)/.test(source)) {
    return `<figure><img src="${escapeHtml(source)}" alt="${escapeHtml(alt ?? '')}" loading="lazy"></figure>`
  }
  if (address !== undefined && ADDRESS.test(address)) {
    const outside = /^https?:/i.test(address) ? ' rel="noopener"' : ''
    return `<a href="${escapeHtml(address)}"${outside}>${escapeHtml(words!)}</a>`
  }
  return escapeHtml(whole)
}
