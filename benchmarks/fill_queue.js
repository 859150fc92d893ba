/*
 * Fills a migrated SQLite file with contents in approval, straight through SQL in one transaction: every lane open or waiting, clocks that
 * run and clocks that stand, some claimed. What a desk would have before it after a very bad year.
 */
import Database from 'better-sqlite3'
import { monotonicFactory } from 'ulid'

const DAY = 86_400_000
const ALLOWED = 14 * DAY

/** The same row of numbers in each run, from 0 up to 1. */
function numbers(state) {
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** @param {string} file a migrated and seeded database @param {{ count: number, partnerId: number, staffIds: number[] }} what */
export function fillQueue(file, { count, partnerId, staffIds }) {
  const db = new Database(file)
  const random = numbers(20_120_308)
  const ulid = monotonicFactory(random)
  const now = Date.now()
  const writers = new Map()
  const into = (table, row) => {
    const names = Object.keys(row)
    const key = `${table} ${names}`
    if (!writers.has(key))
      writers.set(
        key,
        db.prepare(
          `insert into ${table} (${names.map((name) => `"${name}"`).join(', ')}) values (${names.map((name) => `@${name}`).join(', ')})`
        )
      )
    return Number(writers.get(key).run(row).lastInsertRowid)
  }
  const times = (at) => ({ public_id: ulid(at), created_at: at, updated_at: at })
  const category = db.prepare('select id from categories order by id').get().id

  db.transaction(() => {
    for (let index = 0; index < count; index++) {
      const at = now - Math.floor(random() * 16 * DAY)
      const stands = random() < 0.3
      const status = stands ? 'needs_correction' : 'in_review'
      const contentId = into('contents', { ...times(at), partner_id: partnerId })
      const versionId = into('content_versions', {
        ...times(at),
        content_id: contentId,
        number: 1,
        status,
        name: `Konten ${index + 1}`,
        category_id: category,
        summary: 'Bekerja di peramban ponsel dan komputer, tanpa pemasangan.',
        price: 11_000,
        payment_kind: 'once',
        saved_at: at,
        submitted_at: at,
      })
      const pausedAt = stands ? at + Math.floor(random() * (now - at)) : null
      into('approval_clocks', {
        version_id: versionId,
        started_at: at,
        paused_at: pausedAt,
        paused_ms: 0,
        due_at: at + ALLOWED,
        pauses: '[]',
      })
      for (const [lane, open] of [
        ['legal', stands ? 'needs_correction' : 'open'],
        ['qa_content', 'open'],
        ['qa_fab', 'waiting'],
      ])
        into('approval_rounds', {
          ...times(at),
          version_id: versionId,
          lane,
          number: 1,
          status: open,
          opened_at: at,
          checklist: '{}',
          claimed_by:
            open === 'open' && random() < 0.01 ? staffIds[lane === 'legal' ? 1 : 0] : null,
          claimed_at: at,
          queue: open === 'open' ? 'staff' : 'partner',
          queue_due_at: stands ? null : at + ALLOWED,
          queue_left_ms: stands ? at + ALLOWED - pausedAt : null,
        })
    }
  })()
  db.exec('analyze')
  db.close()
}
