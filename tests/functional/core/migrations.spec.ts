import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import { MigrationRunner } from '@adonisjs/lucid/migration'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { publicId } from '#shared/public_id'

const NAME = 'upgrade'
const FILES = readdirSync(new URL('../../../database/migrations/', import.meta.url))

/** A second database beside the tests' own, on the same engine. */
async function openAnother(): Promise<() => Promise<void>> {
  const { config } = db.manager.get(db.primaryConnectionName)!
  if (config.client === 'pg') {
    const database = `upgrade_${randomBytes(6).toString('hex')}`
    await db.rawQuery(`CREATE DATABASE ${database}`)
    const url = new URL(config.connection as string)
    url.pathname = `/${database}`
    db.manager.add(NAME, { ...config, connection: url.href })
    return async () => {
      await db.manager.close(NAME, true)
      await db.rawQuery(`DROP DATABASE ${database} WITH (FORCE)`)
    }
  }
  const folder = await mkdtemp(join(tmpdir(), 'upgrade-'))
  const connection = { filename: join(folder, 'db.sqlite3') }
  db.manager.add(NAME, { ...config, connection } as typeof config)
  return async () => {
    await db.manager.close(NAME, true)
    await rm(folder, { recursive: true })
  }
}

async function run(direction: 'up' | 'down', step?: number): Promise<void> {
  const options =
    direction === 'up'
      ? { direction, connectionName: NAME }
      : { direction, connectionName: NAME, step: step! }
  const runner = new MigrationRunner(db, app, options)
  await runner.run()
  if (runner.error) throw runner.error
}

/** Rows of every table that a later migration changes, and of those that refer to them. */
async function fill(): Promise<void> {
  const client = db.connection(NAME)
  const at = 1_763_900_000_000
  const insert = async (table: string, row: Record<string, unknown>): Promise<number> => {
    await client
      .table(table)
      .insert({ public_id: publicId(), created_at: at, updated_at: at, ...row })
    const { id } = await client.from(table).orderBy('id', 'desc').firstOrFail()
    return Number(id)
  }
  const text = (names: string) =>
    Object.fromEntries(names.split(' ').map((name) => [name, name.slice(0, 12)]))
  const partner = await insert('partners', {
    ...text('name email mobile password address phone website company_name ktp npwp company_npwp'),
    ...text('director_name director_ktp bank_name bank_branch bank_account bank_holder'),
    ...text('deed_number decree_number'),
    deed_date: '2019-03-04',
    status: 'active',
    language: 'id',
  })
  const content = await insert('contents', { partner_id: partner })
  const version = await insert('content_versions', {
    content_id: content,
    number: 1,
    status: 'pks_sent',
    saved_at: at,
  })
  const template = await insert('pks_templates', {
    number: 1,
    body_id: '[]',
    body_en: '[]',
    published_at: at,
  })
  const agreement = await insert('agreements', {
    ...text('number verification_number code code_hash email'),
    partner_id: partner,
    content_id: content,
    version_id: version,
    template_id: template,
    status: 'sent',
    terms: '{}',
    language: 'id',
  })
  const reply = await insert('pks_replies', {
    ...text('source raw_key raw_sha256'),
    agreement_id: agreement,
    size: 1,
    status: 'rejected',
    received_at: at,
  })
  await insert('pks_verdicts', {
    reply_id: reply,
    outcome: 'rejected',
    checks: '[]',
    judged_at: at,
  })
}

const LANDED = '0012_storefront.ts'

test.group('Migrations', (group) => {
  group.each.setup(() => openAnother())

  test('a database with data goes up from what was released, down to it and up again', async ({
    assert,
  }) => {
    const later = FILES.filter((file) => file > LANDED).length
    const client = () => db.connection(NAME)
    await run('up')
    await run('down', later)
    assert.isFalse(await client().schema.hasTable('seal_keys'))
    await fill()

    await run('up')
    assert.isTrue(await client().schema.hasColumn('agreements', 'amends_id'))
    assert.lengthOf(await client().from('pks_verdicts'), 1)
    assert.lengthOf(await client().from('agreements').whereNull('amends_id'), 1)
    assert.lengthOf(await client().from('agreements').where('archive_failures', 0), 1)
    assert.lengthOf(await client().from('pks_templates').where('kind', 'agreement'), 1)

    await run('down', later)
    assert.isFalse(await client().schema.hasColumn('agreements', 'amends_id'))
    assert.lengthOf(await client().from('pks_verdicts'), 1)
    await run('up')
    assert.lengthOf(await client().from('pks_replies'), 1)
  })

  test('what the former tables have no place for is not thrown away', async ({ assert }) => {
    const later = FILES.filter((file) => file > LANDED).length
    await run('up')
    await run('down', later)
    await fill()
    await run('up')
    const client = db.connection(NAME)
    const agreement = await client.from('agreements').firstOrFail()
    await client.table('agreements').insert({
      ...agreement,
      id: undefined,
      public_id: publicId(),
      number: 'addendum',
      verification_number: 'addendum',
      code_hash: 'addendum',
      amends_id: agreement.id,
    })
    await assert.rejects(() => run('down', later), /addenda/)
    assert.lengthOf(await client.from('agreements'), 2)
  })

  test('every migration has its way down', async ({ assert }) => {
    await run('up')
    await run('down', FILES.length)
    for (const table of ['outbox', 'agreements', 'seal_keys', 'trust_anchors'])
      assert.isFalse(await db.connection(NAME).schema.hasTable(table), table)
  })
})
