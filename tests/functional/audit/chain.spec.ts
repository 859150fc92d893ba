import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { EVENT_COLUMNS, linkHash, type LinkedRow } from '#audit/chain'
import { readHeads, writeHead } from '#audit/heads'
import { hasUnlinked, linkEvents } from '#audit/link_events'
import { audit } from '#audit/record'
import { AuditSealer } from '#audit/sealer'
import { verifyChain } from '#audit/verify_chain'
import { openDevelopmentCa } from '#pki/development_ca'
import { sealTrust, signer } from '#pki/main'
import { openFileKeystore } from '#plugins/pki/file_keystore/keystore'
import { clock, travelTo } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { publicId } from '#shared/public_id'

const isPostgres = () => db.connection().dialect.name === 'postgres'

/** Commits events as actions do. */
async function record(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await transaction((trx) =>
      audit(trx, {
        type: 'order.placed',
        actor: { kind: 'customer', id: publicId() },
        subject: { kind: 'order', id: publicId() },
        data: { amount: 22_000 + i, quoted: '"[,]"' },
      })
    )
  }
}

/** What somebody does who has the database's own password: no trigger is in his way. Put back afterwards. */
async function asIntruder(tamper: () => Promise<unknown>): Promise<void> {
  if (isPostgres()) {
    await db.rawQuery('ALTER TABLE audit_events DISABLE TRIGGER audit_events_final')
    await tamper()
    await db.rawQuery('ALTER TABLE audit_events ENABLE TRIGGER audit_events_final')
    return
  }
  const triggers = await db
    .from('sqlite_master')
    .where('type', 'trigger')
    .where('tbl_name', 'audit_events')
    .select('name', 'sql')
  for (const { name } of triggers) await db.rawQuery(`DROP TRIGGER ${name}`)
  await tamper()
  // The next event is numbered after those that are there now.
  await db.rawQuery(
    `UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM audit_events) WHERE name = 'audit_events'`
  )
  for (const { sql } of triggers) await db.rawQuery(sql)
}

const lastLinked = (back = 0): Promise<LinkedRow> =>
  db.from('audit_events').whereNotNull('seq').orderBy('seq', 'desc').offset(back).limit(1).first()

/** Puts rows back as they were, so that the next test finds a whole chain. */
async function restore(rows: readonly LinkedRow[]): Promise<void> {
  await asIntruder(async () => {
    for (const row of rows) {
      await db.from('audit_events').where('id', row.id).delete()
      await db.table('audit_events').insert(row)
    }
  })
}

test.group('Audit chain', (group) => {
  let folder: string
  group.each.setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'heads-'))
    await record(5)
    await linkEvents()
    return () => rm(folder, { recursive: true })
  })

  const outside = async () => ({ heads: await readHeads(folder), trust: await sealTrust() })
  const head = async () =>
    writeHead(folder, await linkEvents(), clock.now().toJSDate(), await signer())

  test('[R8.4] links every event once, and is whole', async ({ assert }) => {
    await record(3)
    assert.isTrue(await hasUnlinked())
    const before = await verifyChain()
    assert.deepInclude(before, { ok: true, unlinked: 3, problem: null })
    const end = await linkEvents()
    assert.isFalse(await hasUnlinked())
    assert.equal(end.seq, before.linked + 3)
    assert.deepEqual(await linkEvents(), end)
    assert.deepInclude(await verifyChain(), { ok: true, linked: end.seq, unlinked: 0 })
  })

  test('[R8.4] several at once link each event once', async ({ assert }) => {
    await record(8)
    await Promise.all([linkEvents(), linkEvents(), linkEvents()])
    const report = await verifyChain()
    assert.deepInclude(report, { ok: true, unlinked: 0 })
    const [{ n }] = await db.from('audit_events').count('* as n')
    assert.equal(report.linked, Number(n))
  })

  test('[R8.4] what is undone with its transaction was never there', async ({ assert }) => {
    const { linked } = await verifyChain()
    await assert.rejects(() =>
      transaction(async (trx) => {
        await audit(trx, {
          type: 'order.placed',
          actor: { kind: 'system' },
          subject: { kind: 'order', id: null },
        })
        throw new Error('undone')
      })
    )
    await linkEvents()
    assert.deepInclude(await verifyChain(), { ok: true, linked })
  })

  test('[R8.4] the database refuses to change or take away an event', async ({ assert }) => {
    const { id } = await lastLinked()
    for (const change of [{ data: '{}' }, { seq: null }, { hash: '0'.repeat(64) }, { at: 0 }])
      await assert.rejects(
        () => db.from('audit_events').where('id', id).update(change).exec(),
        /never changed/
      )
    await assert.rejects(() => db.from('audit_events').where('id', id).delete().exec(), /never/)
    await record(1)
    const unlinked = await db.from('audit_events').whereNull('seq').firstOrFail()
    await assert.rejects(
      () => db.from('audit_events').where('id', unlinked.id).update({ data: '{}' }).exec(),
      /never changed/
    )
  })

  const CHANGES: Record<string, Record<string, unknown>> = {
    'type': { type: 'order.cancelled' },
    'actor': { actor_id: 'somebody else' },
    'kind of actor': { actor_kind: 'staff' },
    'subject': { subject_id: null },
    'kind of subject': { subject_kind: 'payment' },
    'data': { data: '{"amount":1}' },
    'time': { at: 1 },
    'hash': { hash: 'f'.repeat(64) },
    'hash that is gone': { hash: null },
    'empty hash': { hash: '' },
    'id': { id: 2_000_000_000 },
    'actor who is gone': { actor_id: null },
    'subject who is another': { subject_id: 'somebody else' },
    'blank in the data': { data: '{ }' },
  }
  for (const [what, change] of Object.entries(CHANGES)) {
    test(`[R8.4] a changed ${what} is named`, async ({ assert }) => {
      const row = await lastLinked(2)
      await asIntruder(() => db.from('audit_events').where('id', row.id).update(change).exec())
      const { ok, problem } = await verifyChain()
      assert.isFalse(ok)
      assert.deepEqual(problem, {
        type: 'changed',
        seq: Number(row.seq),
        eventId: Number(change.id ?? row.id),
      })
      if (change.id)
        await asIntruder(() =>
          db.from('audit_events').where('id', Number(change.id)).delete().exec()
        )
      await restore([row])
      assert.isTrue((await verifyChain()).ok)
    })
  }

  test('[R8.4] an event taken out of the middle is named', async ({ assert }) => {
    const row = await lastLinked(2)
    await asIntruder(() => db.from('audit_events').where('id', row.id).delete().exec())
    const { problem } = await verifyChain()
    assert.deepEqual(problem, { type: 'missing', seq: Number(row.seq) })
    await restore([row])
  })

  test('[R8.4] two events that changed places are named', async ({ assert }) => {
    const [later, earlier] = [await lastLinked(1), await lastLinked(2)]
    await asIntruder(async () => {
      const swap = async (row: LinkedRow, seq: unknown) =>
        db.from('audit_events').where('id', row.id).update({ seq })
      await swap(later, -1)
      await swap(earlier, later.seq)
      await swap(later, earlier.seq)
    })
    const { problem } = await verifyChain()
    assert.deepEqual(problem, {
      type: 'changed',
      seq: Number(earlier.seq),
      eventId: Number(later.id),
    })
    await asIntruder(() => db.from('audit_events').where('id', later.id).update({ seq: -1 }).exec())
    await restore([earlier, later])
    assert.isTrue((await verifyChain()).ok)
  })

  test('[R8.4] every column of a linked event is under its hash, and no column is forgotten', async ({
    assert,
  }) => {
    const row: Record<string, unknown> = await db.from('audit_events').whereNotNull('seq').first()
    const covered = [...EVENT_COLUMNS.split(', '), 'seq', 'hash']
    assert.sameMembers(Object.keys(row), covered)
    const plain = row as unknown as LinkedRow
    const seen = new Set([linkHash('', 1, plain)])
    for (const name of EVENT_COLUMNS.split(', '))
      seen.add(linkHash('', 1, { ...plain, [name]: name === 'id' || name === 'at' ? 7 : 'other' }))
    seen.add(linkHash('', 2, plain))
    seen.add(linkHash('f', 1, plain))
    assert.lengthOf([...seen], EVENT_COLUMNS.split(', ').length + 3)
  })

  test('[R8.4] an event that gives up its place, or takes another one, is named', async ({
    assert,
  }) => {
    const row = await lastLinked(2)
    const seq = Number(row.seq)
    const at = (change: Record<string, unknown>) =>
      asIntruder(() => db.from('audit_events').where('id', row.id).update(change).exec())
    for (const change of [{ seq: null }, { seq: null, hash: null }, { seq: 1_000_000_000 }]) {
      await at(change)
      assert.deepEqual((await verifyChain()).problem, { type: 'missing', seq })
      await restore([row])
    }
    assert.isTrue((await verifyChain()).ok)
  })

  test('[R8.4] an event slipped in before the first place, or behind the last, is named', async ({
    assert,
  }) => {
    const { seq: last, ...rest } = await lastLinked()
    for (const seq of [0, -1, Number(last) + 1, 9_000_000_000]) {
      const id = 2_000_000_000
      await asIntruder(() =>
        db
          .table('audit_events')
          .insert({ ...rest, id, seq })
          .exec()
      )
      assert.deepEqual((await verifyChain()).problem, {
        type: 'slipped_in',
        place: String(seq),
        eventId: id,
      })
      await asIntruder(() => db.from('audit_events').where('id', id).delete().exec())
    }
    assert.isTrue((await verifyChain()).ok)
  })

  test('[R8.4] two events in one place are named, the index that forbids it taken away', async ({
    assert,
  }) => {
    const row = await lastLinked(1)
    const id = 2_000_000_000
    const [drop, make] = isPostgres()
      ? [
          'ALTER TABLE audit_events DROP CONSTRAINT audit_events_seq_unique',
          'ALTER TABLE audit_events ADD CONSTRAINT audit_events_seq_unique UNIQUE (seq)',
        ]
      : [
          'DROP INDEX audit_events_seq_unique',
          'CREATE UNIQUE INDEX audit_events_seq_unique ON audit_events (seq)',
        ]
    await db.rawQuery(drop!)
    await asIntruder(() =>
      db
        .table('audit_events')
        .insert({ ...row, id })
        .exec()
    )
    const { problem } = await verifyChain()
    await asIntruder(() => db.from('audit_events').where('id', id).delete().exec())
    await db.rawQuery(make!)
    assert.deepEqual(problem, { type: 'slipped_in', place: String(row.seq), eventId: id })
    assert.isTrue((await verifyChain()).ok)
  })

  test('[R8.4] events unlinked, changed and linked anew by the sealer itself do not fit the heads', async ({
    assert,
  }) => {
    await head()
    const rows = [await lastLinked(1), await lastLinked()]
    const before = await lastLinked(2)
    await asIntruder(async () => {
      for (const { id } of rows)
        await db.from('audit_events').where('id', id).update({ seq: null, hash: null })
      await db.from('audit_events').where('id', rows[1]!.id).update({ data: '{"amount":1}' })
    })
    await db.from('audit_chain').update({ seq: before.seq, hash: before.hash })
    await linkEvents()
    assert.isTrue((await verifyChain()).ok, 'nothing inside the database tells')
    assert.deepInclude((await verifyChain(await outside())).problem, { type: 'rewritten' })
    await restore(rows)
    await db.from('audit_chain').update({ seq: rows[1]!.seq, hash: rows[1]!.hash })
    assert.isTrue((await verifyChain(await outside())).ok)
  })

  for (const [what, change] of [
    ['shorter', { seq: 1 }],
    ['longer', { seq: 1_000_000_000 }],
    ['of another hash', { hash: 'f'.repeat(64) }],
  ] as const) {
    test(`[R8.4] a record of the end that is ${what} is named`, async ({ assert }) => {
      const recorded = await db.from('audit_chain').firstOrFail()
      await db.from('audit_chain').update(change)
      const { problem } = await verifyChain()
      await db.from('audit_chain').update({ seq: recorded.seq, hash: recorded.hash })
      assert.include(['end_differs', 'slipped_in'], problem!.type)
      assert.isTrue((await verifyChain()).ok)
    })
  }

  test('[R8.4] a record of the end that is gone proves nothing, whatever was done to the events', async ({
    assert,
  }) => {
    const recorded = await db.from('audit_chain').firstOrFail()
    await db.from('audit_chain').delete()
    const { ok, problem } = await verifyChain()
    await db.table('audit_chain').insert(recorded)
    assert.isFalse(ok)
    assert.deepEqual(problem, { type: 'no_record' })
    await db.from('audit_chain').update({ seq: 0, hash: '0'.repeat(64) })
    const emptied = await verifyChain()
    await db.from('audit_chain').update({ seq: recorded.seq, hash: recorded.hash })
    assert.deepInclude(emptied.problem, { type: 'slipped_in' })
  })

  test('[R8.4] a folder without heads proves nothing, and says so', async ({ assert }) => {
    const empty = await verifyChain(await outside())
    assert.deepEqual(empty.problem, { type: 'no_heads' })
    await head()
    const { ok, newestHead } = await verifyChain(await outside())
    assert.isTrue(ok)
    assert.equal(newestHead!.seq, Number((await lastLinked()).seq))
  })

  test('[R8.4] heads whose last lines were taken away still name what they know, and the newest one is told', async ({
    assert,
  }) => {
    await head()
    const early = Number((await lastLinked()).seq)
    await record(2)
    await head()
    const [name] = await readdir(folder)
    const file = join(folder, name!)
    const [first] = (await readFile(file, 'utf8')).split('\n')
    await writeFile(file, `${first}\n`)
    const report = await verifyChain(await outside())
    assert.isTrue(report.ok)
    assert.equal(report.newestHead!.seq, early)
    assert.isAbove(report.linked, early)
  })

  test('[R8.4] a cut tail is named: by the record of the end, and by a head where that is cut, too', async ({
    assert,
  }) => {
    await head()
    const [last, former] = [await lastLinked(), await lastLinked(1)]
    const [seq, rest] = [Number(last.seq), Number(former.seq)]
    await asIntruder(() => db.from('audit_events').where('id', last.id).delete().exec())
    assert.deepEqual((await verifyChain()).problem, {
      type: 'end_differs',
      seq: rest,
      recorded: seq,
    })
    await db.from('audit_chain').update({ seq: rest, hash: former.hash })
    assert.isTrue((await verifyChain()).ok, 'nothing inside the database tells')
    const { problem } = await verifyChain(await outside())
    assert.deepInclude(problem, { type: 'cut', seq: rest, head: seq })
    await restore([last])
    await db.from('audit_chain').update({ seq, hash: last.hash })
    assert.isTrue((await verifyChain(await outside())).ok)
  })

  test('[R8.4] a chain that was made anew does not fit its heads', async ({ assert }) => {
    await head()
    const [last, former] = [await lastLinked(), await lastLinked(1)]
    const seq = Number(last.seq)
    const forged = { ...last, data: '{"amount":1}' }
    forged.hash = linkHash(former.hash, seq, forged)
    await restore([forged])
    await db.from('audit_chain').update({ hash: forged.hash })
    assert.isTrue((await verifyChain()).ok, 'nothing inside the database tells')
    assert.deepInclude((await verifyChain(await outside())).problem, { type: 'rewritten', seq })
    await restore([last])
    await db.from('audit_chain').update({ hash: last.hash })
  })

  test('[R8.4] a head that was changed, or that somebody else signed, is none', async ({
    assert,
    cleanup,
  }) => {
    await head()
    const [name] = await readdir(folder)
    const file = join(folder, name!)
    const line = await readFile(file, 'utf8')
    assert.isTrue((await verifyChain(await outside())).ok)

    await writeFile(file, line.replace(/"seq":\d+/, '"seq":1'))
    assert.deepEqual((await verifyChain(await outside())).problem, {
      type: 'head_forged',
      place: `${name}:1`,
    })
    await writeFile(file, `${line}no head\n`)
    assert.deepInclude((await verifyChain(await outside())).problem, { place: `${name}:2` })

    const elsewhere = await mkdtemp(join(tmpdir(), 'ca-'))
    cleanup(() => rm(elsewhere, { recursive: true }))
    const { paths } = await openDevelopmentCa({
      folder: elsewhere,
      now: clock.now().toJSDate(),
      sealPassword: 'x',
    })
    await writeFile(file, '')
    const stranger = await openFileKeystore(paths.sealKeystore, 'x')
    await writeHead(folder, await linkEvents(), clock.now().toJSDate(), stranger)
    const other = (await readHeads(folder)).at(-1)!.place
    assert.deepEqual((await verifyChain(await outside())).problem, {
      type: 'head_forged',
      place: other,
    })
  })

  test('[R8.4] a line that was being written when the machine stopped is no forgery', async ({
    assert,
  }) => {
    await head()
    const [name] = await readdir(folder)
    await appendFile(join(folder, name!), '{"seq":12,"ha')
    const report = await verifyChain(await outside())
    assert.isTrue(report.ok)
    assert.equal(report.heads, 1)
  })

  test('[R8.4] the sealer links by itself and leaves a head when it stops', async ({ assert }) => {
    const sealer = new AuditSealer({ folder, everyMs: 60_000 })
    sealer.start()
    await record(2)
    await sealer.stop()
    assert.isFalse(await hasUnlinked())
    const [found] = await readHeads(folder)
    const last = await lastLinked()
    assert.deepInclude(found!.head, { seq: Number(last.seq), hash: last.hash })
    travelTo(clock.now().plus({ hours: 1 }))
    await sealer.stop()
    assert.lengthOf(await readHeads(folder), 1, 'no second head for the same end')
  })
})
