import type { Language } from '#core/http/surfaces'
import { reads } from '#shared/database/main'

export interface StorePage {
  slug: string
  title: string
  body: string
  /** epoch milliseconds */
  updated: number
}

interface Row {
  slug: string
  title: string
  body: string
  updated_at: number
}

/** Which texts there are: pages, questions, help articles, side links (their body is an address). All editable by staff. */
export type PageSection = 'static' | 'faq' | 'help' | 'link'

const COLUMNS: Record<Language, string> = {
  id: 'slug, title_id as title, body_id as body, updated_at',
  en: 'slug, title_en as title, body_en as body, updated_at',
}

/** The texts of a section in their order. */
export async function listPages(
  section: PageSection,
  language: Language,
  limit = 100
): Promise<StorePage[]> {
  const rows = await reads().all<Row>(
    `select ${COLUMNS[language]} from pages where section = ? order by position, id limit ?`,
    [section, limit]
  )
  return rows.map(asPage)
}

/** One text, or null. */
export async function findPage(
  section: PageSection,
  slug: string,
  language: Language
): Promise<StorePage | null> {
  const [row] = await reads().all<Row>(
    `select ${COLUMNS[language]} from pages where section = ? and slug = ?`,
    [section, slug]
  )
  return row ? asPage(row) : null
}

const asPage = ({ slug, title, body, updated_at: updated }: Row): StorePage => ({
  slug,
  title,
  body,
  updated,
})
