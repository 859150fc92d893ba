import { clock } from '#shared/clock'
import type { Trx } from '#shared/database/main'
import { publicId } from '#shared/public_id'
import { HELP_ARTICLES } from './pages/help.js'
import { QUESTIONS } from './pages/questions.js'
import { STATIC_TEXTS } from './pages/static.js'

/** A text in both languages, in the plain writing that `renderProse` reads. */
export interface ShippedText {
  slug: string
  title: { id: string; en: string }
  body: { id: string; en: string }
}

/** *Seputar Speedy* (R4.1): the guide's three side links. Their body is an address. */
const LINKS: ShippedText[] = [
  link(
    'speedy-atm',
    'Cara Membayar Speedy via ATM',
    'Paying Speedy at an ATM',
    'https://www.telkom.co.id/speedy/atm'
  ),
  link('speedyflash', 'SpeedyFlash', 'SpeedyFlash', 'https://www.telkom.co.id/speedy/flash'),
  link(
    'multispeed',
    'Speedy MultiSpeed Bundling',
    'Speedy MultiSpeed Bundling',
    'https://www.telkom.co.id/speedy/multispeed'
  ),
]

/** Texts that ship with the product. What staff have edited since stays as they wrote it. */
export async function seedPages(trx: Trx): Promise<void> {
  const sections = { static: STATIC_TEXTS, faq: QUESTIONS, help: HELP_ARTICLES, link: LINKS }
  const now = clock.now().toMillis()
  for (const [section, texts] of Object.entries(sections)) {
    for (const [index, { slug, title, body }] of texts.entries()) {
      await trx
        .knexQuery()
        .insert({
          public_id: publicId(),
          section,
          slug,
          title_id: title.id,
          title_en: title.en,
          body_id: body.id.trim(),
          body_en: body.en.trim(),
          position: index + 1,
          created_at: now,
          updated_at: now,
        })
        .into('pages')
        .onConflict(['section', 'slug'])
        .ignore()
    }
  }
}

function link(slug: string, id: string, en: string, address: string): ShippedText {
  return { slug, title: { id, en }, body: { id: address, en: address } }
}
