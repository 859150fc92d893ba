import type { Language } from '#core/http/surfaces'
import { reads } from '#shared/database/main'

export interface Article {
  slug: string
  title: string
  body: string
  /** epoch milliseconds */
  updated_at: number
}

export interface FoundArticle {
  slug: string
  title: string
  /** the first words of it, or those around what was looked for */
  excerpt: string
}

const COLUMNS: Record<Language, { title: string; body: string }> = {
  id: { title: 'title_id', body: 'body_id' },
  en: { title: 'title_en', body: 'body_en' },
}

const EXCERPT = 180

/** Help articles that hold every word that was typed, in title or text; all of them for nothing typed (R4.1, R6.6). */
export async function findArticles(typed: string, language: Language): Promise<FoundArticle[]> {
  const { title, body } = COLUMNS[language]
  const words = wordsOf(typed)
  const conditions = words
    .map(() => `and lower(${title} || ' ' || ${body}) like ? escape '!'`)
    .join(' ')
  const rows = await reads().all<Article>(
    `select slug, ${title} as title, ${body} as body, updated_at from pages where section = 'help' ${conditions}
     order by position, id limit 50`,
    words.map((word) => `%${word.replace(/[!%_]/g, '!$&')}%`)
  )
  return rows.map((row) => ({
    slug: row.slug,
    title: row.title,
    excerpt: excerptOf(row.body, words[0]),
  }))
}

export async function findArticle(slug: string, language: Language): Promise<Article | null> {
  if (!/^[a-z0-9-]{1,80}$/.test(slug)) return null
  const { title, body } = COLUMNS[language]
  const [row] = await reads().all<Article>(
    `select slug, ${title} as title, ${body} as body, updated_at from pages where section = 'help' and slug = ?`,
    [slug]
  )
  return row ?? null
}

function wordsOf(typed: string): string[] {
  return typed
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter(Boolean)
    .slice(0, 6)
}

function excerptOf(body: string, word: string | undefined): string {
  const text = body
    .replace(/^!\[.*$/gm, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*`#]|^\d+\.\s|^-\s/gm, '')
    .replace(/\s+/g, ' ')
    .trim()
  const at = word ? text.toLowerCase().indexOf(word) : 0
  const from = Math.max(0, text.lastIndexOf(' ', Math.max(0, at - 60)))
  const isCut = from + EXCERPT < text.length
  const end = isCut ? text.lastIndexOf(' ', from + EXCERPT) : text.length
  const part = text.slice(from, end > from ? end : from + EXCERPT).trim()
  return `${from > 0 ? '… ' : ''}${part}${isCut ? ' …' : ''}`
}
