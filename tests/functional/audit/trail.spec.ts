import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { linkHash } from '#audit/chain'
import { linkEvents } from '#audit/link_events'
import { auditPageQuery, readAuditFilter } from '#consoles/queries/list_audit_events'
import { clock, DISPLAY_ZONE } from '#shared/clock'
import { publicId } from '#shared/public_id'
import { STAFF_ROLES } from '#identity/models/staff'
import { createStaff, signIn } from '#tests/support/accounts'
import type { Visitor } from '#tests/support/visitor'

const MIDDAY = clock.now().setZone(DISPLAY_ZONE).minus({ days: 20 }).startOf('day')

const row = (more: Record<string, unknown>) => ({
  type: 'demo.begun',
  actor_kind: 'staff',
  actor_id: publicId(),
  subject_kind: 'demo',
  subject_id: publicId(),
  data: '{}',
  at: MIDDAY.toMillis(),
  ...more,
})

const csrfOf = async (visitor: Visitor) =>
  (await visitor.get('/audit')).$('input[name=_csrf]').attr('value') ?? ''

test.group('Audit trail: filters and export', (group) => {
  let visitor: Visitor
  let csrf: string
  let administrator: { publicId: string }
  group.setup(async () => {
    administrator = await createStaff('administrator')
    visitor = await signIn(administrator as Parameters<typeof signIn>[0])
    csrf = await csrfOf(visitor)
  })

  const shown = () => visitor.page.$('main tbody tr').length
  const exportOf = (format: string, more: Record<string, string> = {}) =>
    visitor.post('/audit/exports', { _csrf: csrf, format, ...more })

  test('[R8.4] by event, actor, record and period, one narrowing the other', async ({ assert }) => {
    const [by, id] = [publicId(), publicId()]
    const day = (days: number) => MIDDAY.plus({ days }).toMillis()
    await db
      .table('audit_events')
      .multiInsert([
        row({ actor_id: by, at: day(0) }),
        row({ actor_id: by, at: day(1) - 1 }),
        row({ actor_id: by, at: day(1), type: 'demo.finished' }),
        row({ subject_id: id, at: day(2) }),
        row({ actor_id: by, subject_id: id, at: day(3) }),
      ])
    const [first, second] = [0, 1].map((days) => MIDDAY.plus({ days }).toISODate())
    const cases: [string, number][] = [
      [`by=${by}`, 4],
      [`id=${id}`, 2],
      [`by=${by}&id=${id}`, 1],
      [`by=${by}&to=${first}`, 2],
      [`by=${by}&from=${second}`, 2],
      [`by=${by}&from=${second}&to=${second}`, 1],
      [`by=${by}&from=${second}&to=${first}`, 0],
      [`by=${by}&type=demo.finished`, 1],
      [`by=${by}&actor=customer`, 0],
      [`by=${by.toLowerCase()}`, 4],
    ]
    for (const [query, expected] of cases) {
      await visitor.get(`/audit?${query}`)
      assert.equal(shown(), expected, query)
    }
    const said = await visitor.get(`/audit?by=${by}&from=31-12-2020&to=2020-02-31`)
    assert.equal(said.$('main tbody tr').length, 4)
    assert.match(said.$('main').text(), /Tanpa batas hari/)
    assert.equal(said.$('input[name=by]').first().attr('value'), by)
  })

  test('[R8.4] the next page keeps the filter', async ({ assert }) => {
    const by = publicId()
    await db
      .table('audit_events')
      .multiInsert(Array.from({ length: 53 }, () => row({ actor_id: by })))
    const day = MIDDAY.toISODate()
    await visitor.get(`/audit?by=${by}&from=${day}&to=${day}`)
    assert.equal(shown(), 50)
    await visitor.click('a[rel="next"]')
    assert.equal(shown(), 3)
  })

  test('[R8.4] as CSV: the oldest first, no text a formula, the data whole', async ({ assert }) => {
    const by = publicId()
    const data = JSON.stringify({ reason: 'a "quoted", word' })
    await db.table('audit_events').multiInsert([
      row({ actor_id: by, data }),
      // No action writes such an event; what is in the database is exported as text all the same.
      row({ actor_id: by, subject_kind: '=HYPERLINK(1)', subject_id: '@SUM(A1)' }),
    ])
    const page = await exportOf('csv', { by })
    assert.equal(page.status, 200)
    assert.match(String(page.headers['content-type']), /^text\/csv/)
    assert.match(
      String(page.headers['content-disposition']),
      /^attachment; filename="audit-\d{4}-\d\d-\d\d\.csv"$/
    )
    const [head, one, other, end] = page.text.replace(/^\u{FEFF}/u, '').split('\r\n')
    assert.match(
      head!,
      /^id,at,type,actor_kind,actor_id,subject_kind,subject_id,data,seq,hash,about_content,about_partner$/
    )
    assert.include(one!, `"${data.replaceAll('"', '""')}"`)
    assert.include(other!, `"'=HYPERLINK(1)","'@SUM(A1)"`)
    assert.equal(end, '')
  })

  test('[R8.4] as JSON Lines, of more than one page of the database, which can be proven by their hashes', async ({
    assert,
  }) => {
    const by = publicId()
    for (let part = 0; part < 5; part++)
      await db
        .table('audit_events')
        .multiInsert(Array.from({ length: 450 }, () => row({ actor_id: by })))
    await linkEvents()
    const { text } = await exportOf('jsonl', { by })
    const lines = text.trimEnd().split('\n')
    const events = lines.map((line) => JSON.parse(line))
    assert.lengthOf(events, 2_250)
    assert.deepEqual(
      events.map(({ id }) => id),
      events.map(({ id }) => id).toSorted((a, b) => a - b)
    )
    const [former, event] = [events.at(-2), events.at(-1)]
    assert.equal(
      linkHash(former.hash, event.seq, { ...event, at: Date.parse(event.at) }),
      event.hash
    )
  })

  test('[R8.4] every export is an event of the trail, with what it was narrowed to, and is in it', async ({
    assert,
  }) => {
    const before = await db.from('audit_events').max('id as id').first()
    const { text } = await exportOf('jsonl', {
      type: 'audit.exported',
      by: administrator.publicId,
    })
    const last = JSON.parse(text.trimEnd().split('\n').at(-1)!)
    assert.isAbove(last.id, Number(before.id))
    assert.deepInclude(last, { type: 'audit.exported', actor_id: administrator.publicId })
    assert.deepEqual(JSON.parse(last.data), {
      format: 'jsonl',
      type: 'audit.exported',
      by: administrator.publicId,
    })
  })

  test('[R2.5] an export keeps no number that was typed into its filter', async ({ assert }) => {
    await exportOf('jsonl', { by: '3174051204890001', id: '0812345678' })
    const exported = await db
      .from('audit_events')
      .where({ type: 'audit.exported', actor_id: administrator.publicId })
      .orderBy('id', 'desc')
      .first()
    assert.deepEqual(JSON.parse(exported.data), { format: 'jsonl' })
  })

  test('[R8.4] nobody else takes it out, and what is no export is none', async ({ assert }) => {
    const count = async () =>
      Number((await db.from('audit_events').where('type', 'audit.exported').count('* as n'))[0].n)
    const before = await count()
    for (const role of STAFF_ROLES.filter((one) => one !== 'administrator')) {
      const other = await signIn(await createStaff(role))
      const token = (await other.get('/account')).$('input[name=_csrf]').attr('value') ?? ''
      const page = await other.post('/audit/exports', { _csrf: token, format: 'csv' })
      assert.equal(page.status, 403, role)
      assert.equal((await other.get('/audit')).status, 403, role)
    }
    assert.equal((await visitor.post('/audit/exports', { format: 'csv' })).status, 419)
    assert.equal((await exportOf('xlsx')).status, 400)
    assert.equal((await visitor.get('/audit/exports')).url, '/audit')
    assert.equal(await count(), before)
  })

  test('[R8.4] a period, an actor and an event walk along an index, and nothing is sorted', async ({
    assert,
  }) => {
    const isPostgres = db.connection().dialect.name === 'postgres'
    const day = { from: '2026-11-01', to: '2026-11-02' }
    for (const [query, index] of [
      [day, 'audit_events_at_id_index'],
      [{ actor: 'customer' }, 'audit_events_actor_kind_at_id_index'],
      [{ actor: 'customer', ...day }, 'audit_events_actor_kind_at_id_index'],
      [{ type: 'partner.erased', ...day }, 'audit_events_type_at_id_index'],
      [{ by: publicId(), ...day }, 'audit_events_actor_id_at_id_index'],
    ] as const) {
      const { sql, bindings } = auditPageQuery(readAuditFilter(query), null)
      // With as little in it as here PostgreSQL would read and sort the table: its planner is asked which way there is.
      const plan = await db.transaction(async (trx) => {
        if (isPostgres)
          await trx.rawQuery('set local enable_seqscan = off; set local enable_sort = off')
        const explain = isPostgres ? 'explain' : 'explain query plan'
        const found = await trx.rawQuery(`${explain} ${sql}`, bindings)
        return JSON.stringify(found.rows ?? found)
      })
      assert.include(plan, index, JSON.stringify(query))
      assert.notMatch(plan, /TEMP B-TREE|"Sort|-> {2}Sort|Seq Scan/, JSON.stringify(query))
    }
  })
})
