/*
 * Fills a migrated SQLite file with contents of some partners, straight through SQL in one transaction: what a store
 * has after years. The categories are those that the product ships with.
 */
import Database from 'better-sqlite3'
import { monotonicFactory } from 'ulid'

const PARTNERS = 60
const PRICES = [110, 550, 1_100, 2_200, 5_500, 11_000, 16_500, 22_000, 55_000]
const FIRST = [
  'Kas',
  'Dongeng',
  'Cuaca',
  'Liga',
  'Pintar',
  'Jamu',
  'Warta',
  'Layang',
  'Kamus',
  'Teka',
  'Gamelan',
  'Resep',
  'Peta',
  'Irama',
]
const SECOND = [
  'Warung',
  'Kancil',
  'Nelayan',
  'Tarkam',
  'Pecahan',
  '& Rimpang',
  'Pasar',
  'Aduan',
  'Sunda',
  'Harian',
  'Saku',
  'Nusantara',
  'Laut',
  'Desa',
]

/** The same row of numbers in each run, from 0 up to 1. */
function numbers(state) {
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** @param {string} file a migrated and seeded database @param {number} count of contents, all published in both stores' production half */
export async function fillCatalogue(file, count) {
  const db = new Database(file)
  const random = numbers(20_120_308)
  const pick = (list) => list[Math.floor(random() * list.length)]
  const ulid = monotonicFactory(random)
  const categories = db.prepare('select id, key from categories order by id').all()
  const now = Date.UTC(2026, 10, 23)
  const into = (table, row) => {
    const names = Object.keys(row)
    const statement = db.prepare(
      `insert into ${table} (${names.join(', ')}) values (${names.map((name) => `@${name}`).join(', ')})`
    )
    return (values) => Number(statement.run(values).lastInsertRowid)
  }
  const times = (at) => ({ public_id: ulid(at), created_at: at, updated_at: at })

  db.transaction(() => {
    const partners = Array.from({ length: PARTNERS }, (_, index) => {
      const company = `PT ${pick(FIRST)} ${pick(SECOND)} ${index + 1}`
      const row = {
        ...times(now),
        status: 'active',
        email: `mitra${index}@contoh.example`,
        password: '-',
        name: company,
        company_name: company,
        ...Object.fromEntries(
          [
            'address',
            'mobile',
            'phone',
            'website',
            'bank_name',
            'bank_branch',
            'bank_holder',
            'deed_number',
            'deed_date',
            'decree_number',
            'director_name',
            'ktp',
            'npwp',
            'bank_account',
            'company_npwp',
            'director_ktp',
          ].map((name) => [name, '-'])
        ),
      }
      return { id: into('partners', row)(row), company }
    })
    let writers
    for (let index = 0; index < count; index++) {
      const at = now - (count - index) * 60_000
      const partner = pick(partners)
      const category = pick(categories)
      const content = { ...times(at), partner_id: partner.id, published_at: at }
      const version = {
        ...times(at),
        number: 1,
        status: 'published',
        name: `${pick(FIRST)} ${pick(SECOND)} ${index + 1}`,
        category_id: category.id,
        summary: 'Bekerja di peramban ponsel dan komputer, tanpa pemasangan.',
        price: pick(PRICES),
        payment_kind: random() < 0.5 ? 'once' : 'subscription',
        saved_at: at,
      }
      const listing = {
        environment: 'production',
        partner_id: partner.id,
        content_public_id: content.public_id,
        visibility: 'public',
        category_id: category.id,
        name: version.name,
        summary: version.summary,
        company: partner.company,
        payment_kind: version.payment_kind,
        price: version.price,
        cover: `/covers/${content.public_id}/${category.key}.svg`,
        rating_tenths: random() < 0.2 ? null : 30 + Math.floor(random() * 20),
        listed_at: at,
      }
      writers ??= {
        content: into('contents', content),
        version: into('content_versions', { content_id: 0, ...version }),
        listing: into('listings', { content_id: 0, version_id: 0, ...listing }),
      }
      const contentId = writers.content(content)
      const versionId = writers.version({ content_id: contentId, ...version })
      writers.listing({ content_id: contentId, version_id: versionId, ...listing })
    }
  })()
  db.exec('analyze')
  db.close()
}
