const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text made safe for HTML content and for quoted attribute values. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ESCAPES[char])
}

/** What an attribute may hold: false, null and undefined leave it out, true writes its name only. */
export type AttributeValue = string | number | boolean | null | undefined

/**
 * HTML attributes with a blank before each, values escaped: `attrs({ id: 'a', hidden: false })` →
 * ` id="a"`. Templates call it as a global with triple braces. (`html.attrs` of the template engine
 * does not escape values.) Names are the template's own words and are not checked.
 */
export function attrs(values: Record<string, AttributeValue>): string {
  let out = ''
  for (const [name, value] of Object.entries(values)) {
    if (value === false || value === null || value === undefined) continue
    out += value === true ? ` ${name}` : ` ${name}="${escapeHtml(String(value))}"`
  }
  return out
}

/** A fingerprint in groups of four (`ab12 cd34 …`) as HTML that breaks after every second group alone; any other text merely escaped. */
export function codeLine(text: string): string {
  if (!/^\S{4}( \S{4})+$/.test(text)) return escapeHtml(text)
  const pairs = text.match(/\S{4}( \S{4})?/g)!
  return pairs.map((pair) => `<span class="code-pair">${escapeHtml(pair)}</span>`).join(' ')
}
