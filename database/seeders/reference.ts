import { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { seedPages } from '#database/seeders/reference/pages'
import { seedTerms } from '#database/seeders/reference/terms'
import { seedPksTemplates } from '#database/seeders/reference/pks_templates'

/** Categories of the store, in the order in which they stand. Each has its own cover figure. */
const CATEGORIES = [
  ['gim', 'Gim', 'Games'],
  ['musik', 'Musik', 'Music'],
  ['pendidikan', 'Pendidikan', 'Education'],
  ['kesehatan', 'Kesehatan', 'Health'],
  ['usaha', 'Usaha', 'Business'],
  ['perjalanan', 'Perjalanan', 'Travel'],
  ['anak', 'Anak', 'Kids'],
  ['berita', 'Berita', 'News'],
] as const

/** The operator's price list in rupiah, PPN included (R3.1). */
const PRICES = [
  110, 550, 1_100, 2_200, 3_300, 5_500, 7_700, 11_000, 16_500, 22_000, 27_500, 33_000, 55_000,
  110_000,
]

/**
 * What every store needs before its first partner: categories, price list. Idempotent; `setup` runs it in
 * production, the demo and the tests run it too. The areas' texts (terms, PKS template, pages) join it.
 */
export async function seedReference(): Promise<void> {
  for (const [index, [key, nameId, nameEn]] of CATEGORIES.entries()) {
    await db
      .knexQuery()
      .insert({ key, name_id: nameId, name_en: nameEn, position: index + 1 })
      .into('categories')
      .onConflict('key')
      .ignore()
  }
  for (const amount of PRICES) {
    await db.knexQuery().insert({ amount }).into('price_points').onConflict('amount').ignore()
  }
  await seedPksTemplates()
  await seedTerms()
  await seedPages()
}

/** The instant at which texts that ship with the product count as published. */
export const SHIPPED_AT = DateTime.utc(2026, 11, 1).toMillis()
