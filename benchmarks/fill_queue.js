/*
 * Fills a migrated database of either kind with contents in approval, straight through SQL in one transaction: every lane open or waiting,
 * clocks that run and clocks that stand, some claimed. What a desk would have before it after a very bad year.
 */
import { monotonicFactory } from 'ulid'

const DAY = 86_400_000
const ALLOWED = 14 * DAY
/** Contents to one statement of each table, of which the rounds are three times as many: SQLite takes 500 rows. */
const AT_ONCE = 150

/** The same row of numbers in each run, from 0 up to 1. */
function numbers(state) {
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/**
 * @param {import('@adonisjs/lucid/types/database').DatabaseContract} db a seeded database without contents
 * @param {{ count: number, partnerId: number, staffIds: number[] }} what
 */
export async function fillQueue(db, { count, partnerId, staffIds }) {
  const random = numbers(20_120_308)
  const ulid = monotonicFactory(random)
  const now = Date.now()
  const times = (at) => ({ public_id: ulid(at), created_at: at, updated_at: at })
  const category = (await db.from('categories').orderBy('id').firstOrFail()).id

  await db.transaction(async (trx) => {
    for (let done = 0; done < count; done += AT_ONCE) {
      const rows = { contents: [], content_versions: [], approval_clocks: [], approval_rounds: [] }
      for (let id = done + 1; id <= Math.min(count, done + AT_ONCE); id++) addContent(rows, id)
      for (const [table, some] of Object.entries(rows)) await trx.table(table).multiInsert(some)
    }
  })
  await db.rawQuery('analyze')

  function addContent(rows, id) {
    const at = now - Math.floor(random() * 16 * DAY)
    const stands = random() < 0.3
    const pausedAt = stands ? at + Math.floor(random() * (now - at)) : null
    rows.contents.push({ id, ...times(at), partner_id: partnerId })
    rows.content_versions.push({
      id,
      ...times(at),
      content_id: id,
      number: 1,
      status: stands ? 'needs_correction' : 'in_review',
      name: `Konten ${id}`,
      category_id: category,
      summary: 'Bekerja di peramban ponsel dan komputer, tanpa pemasangan.',
      price: 11_000,
      payment_kind: 'once',
      saved_at: at,
      submitted_at: at,
    })
    rows.approval_clocks.push({
      version_id: id,
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
      rows.approval_rounds.push({
        ...times(at),
        version_id: id,
        lane,
        number: 1,
        status: open,
        opened_at: at,
        checklist: '{}',
        claimed_by: open === 'open' && random() < 0.01 ? staffIds[lane === 'legal' ? 1 : 0] : null,
        claimed_at: at,
        queue: open === 'open' ? 'staff' : 'partner',
        queue_due_at: stands ? null : at + ALLOWED,
        queue_left_ms: stands ? at + ALLOWED - pausedAt : null,
      })
  }
}
