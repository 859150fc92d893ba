import { DateTime } from 'luxon'
import { audit } from '#audit/record'
import { transaction, type Trx } from '#shared/database/main'
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
 * production, the demo and the tests run it too. The areas' texts (terms, PKS template, pages) join it. What a release brings is
 * recorded once, with how many rows of what are new.
 */
export function seedReference(): Promise<void> {
  return transaction(async (trx) => {
    const before = await countRows(trx)
    for (const [index, [key, nameId, nameEn]] of CATEGORIES.entries()) {
      await trx
        .knexQuery()
        .insert({ key, name_id: nameId, name_en: nameEn, position: index + 1 })
        .into('categories')
        .onConflict('key')
        .ignore()
    }
    for (const amount of PRICES) {
      await trx.knexQuery().insert({ amount }).into('price_points').onConflict('amount').ignore()
    }
    await seedPksTemplates(trx)
    await seedTerms(trx)
    await seedPages(trx)
    const after = await countRows(trx)
    const added = after.map(([table, count], at): [string, number] => [
      table,
      count - before[at]![1],
    ])
    const made = added.filter(([, count]) => count > 0)
    if (made.length === 0) return
    await audit(trx, {
      type: 'reference.shipped',
      actor: { kind: 'system' },
      subject: { kind: 'database', id: null },
      data: Object.fromEntries(made),
    })
  })
}

const TABLES = ['categories', 'price_points', 'pks_templates', 'terms_versions', 'pages']

async function countRows(trx: Trx): Promise<[table: string, count: number][]> {
  const counts: [string, number][] = []
  for (const table of TABLES) {
    const [{ n }] = await trx.from(table).count('* as n')
    counts.push([table, Number(n)])
  }
  return counts
}

/** The instant at which texts that ship with the product count as published. */
export const SHIPPED_AT = DateTime.utc(2026, 11, 1).toMillis()
