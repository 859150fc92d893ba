/** What a text rule has against a field: a hint to the partner, never a verdict. */
export interface TextHint {
  field: 'name' | 'summary' | 'description' | 'specification'
  rule: 'too_short' | 'capitals' | 'contact' | 'words'
  /** For `too_short` the least length, for `words` and `contact` what was found. */
  found: string
}

/** Characters below which a reviewer will ask for more. */
const LEAST = { name: 3, summary: 20, description: 80, specification: 20 } as const

const CONTACT: readonly RegExp[] = [
  /[\w.+-]+@[\w-]+(\.[\w-]+)+/u,
  /\b(?:https?:\/\/|www\.)\S+/iu,
  /\bwa\.me\b|\bwhats ?app\b/iu,
  /(?:\+?62|\b0)[\s.()-]*[2-9](?:[\s.()-]*\d){6,11}/u,
]

/**
 * Words that a reviewer will stop at: pornography, gambling, SARA. Whole words, in any case. A kamus may well need one of them,
 * so they are pointed at and nothing is refused.
 */
const WORDS =
  'porno pornografi bokep bugil telanjang mesum cabul porn nude xxx judi togel gacor casino kafir aseng murtad sesat'.split(
    ' '
  )

/** What a reviewer would stop at in a content's texts; null and empty ones are judged elsewhere. */
export function textHints(texts: Readonly<Record<TextHint['field'], string | null>>): TextHint[] {
  return (Object.keys(LEAST) as TextHint['field'][]).flatMap((field): TextHint[] => {
    const text = texts[field]?.trim()
    if (!text) return []
    const hints: TextHint[] = []
    if ([...text].length < LEAST[field])
      hints.push({ field, rule: 'too_short', found: String(LEAST[field]) })
    if (isShouted(text)) hints.push({ field, rule: 'capitals', found: '' })
    const contact = field === 'name' || field === 'summary' ? contactIn(text) : null
    if (contact) hints.push({ field, rule: 'contact', found: contact })
    const words = wordsIn(text)
    if (words.length > 0) hints.push({ field, rule: 'words', found: words.join(', ') })
    return hints
  })
}

/** Short names of capitals (*TOEFL*) are names; from eight letters on it is shouting. */
function isShouted(text: string): boolean {
  const letters = text.match(/\p{L}/gu) ?? []
  const capitals = text.match(/\p{Lu}/gu) ?? []
  return letters.length >= 8 && capitals.length / letters.length > 0.7
}

function contactIn(text: string): string | null {
  for (const pattern of CONTACT) {
    const found = pattern.exec(text)
    if (found) return found[0]
  }
  return null
}

function wordsIn(text: string): string[] {
  const said = new Set(text.toLowerCase().match(/\p{L}+/gu) ?? [])
  return WORDS.filter((word) => said.has(word))
}

/** Is it a number that a customer in Indonesia can dial: a land line, a mobile, a free-phone or a call centre's short one? */
export function isPlausiblePhone(value: string): boolean {
  const digits = value.replace(/\D/g, '')
  if (/(\d)\1{6,}/.test(digits) || '0123456789012'.includes(digits)) return false
  const national = digits.replace(/^62/, '0')
  return (
    /^0(?:8\d{8,11}|[2-79]\d{7,11}|800\d{6,8}|80[1-9]\d{6,8})$/.test(national) ||
    /^(?:14\d{3}|1500\d{3}|188|147)$/.test(digits) ||
    (value.trim().startsWith('+') && digits.length >= 8 && digits.length <= 15)
  )
}

/** A mailbox that nobody reads, by its name. */
export function isUnreadMailbox(address: string): boolean {
  return /^(?:no-?reply|do-?not-?reply|jangan-?balas)\b/i.test(address)
}
