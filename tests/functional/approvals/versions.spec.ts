import { listContents } from '#approvals/queries/list_contents'
import { transaction } from '#shared/database/main'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import Category from '#catalogue/models/category'
import { saveContent } from '#catalogue/actions/save_content'
import { valuesOf } from '#approvals/values'
import { clock } from '#shared/clock'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { createContent } from '#tests/support/contents'
import type { Visitor } from '#tests/support/visitor'

const rows = (visitor: Visitor) =>
  visitor.page
    .$('.comparison tbody tr')
    .map((_, row) =>
      visitor.page
        .$(row)
        .find('th, td')
        .map((__, cell) => visitor.page.$(cell).text().trim())
        .get()
        .join(' | ')
    )
    .get()

test.group('Versions', () => {
  test('[R3.8] what a new version changes is said in words, before and after; staff see it once it is submitted', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { content, version } = await createContent(partner, { name: 'Kamus <b>' })
    const values = valuesOf(version) as any
    delete values.partnerShare
    const education = await Category.findByOrFail('key', 'pendidikan')
    const saved = await saveContent({
      partner,
      contentId: content.publicId,
      isNew: false,
      values: { ...values, price: 22_000, categoryId: education.id, paymentKind: 'subscription' },
      acceptance: null,
    })
    assert.isTrue(saved.ok)
    const visitor = await signIn(partner)
    const path = `/contents/${content.publicId}/versions`
    await visitor.get(`/contents/${content.publicId}`)
    await visitor.click(`a[href="${path}"]`)
    assert.deepEqual(rows(visitor), [
      'Kategori | Musik | Pendidikan',
      'Harga | Rp 11.000 | Rp 22.000',
      'Jenis Pembayaran | Sekali Bayar | Berlangganan',
    ])
    assert.include(visitor.page.$('.panel').first().text(), 'belum diajukan')
    await visitor.get(`/en${path}`)
    assert.include(rows(visitor).join(), 'Rp 22.000')

    for (const role of ['legal', 'qa', 'administrator'] as const) {
      const desk = await signIn(await createStaff(role))
      assert.equal((await desk.get(path)).status, 200, role)
      assert.lengthOf(rows(desk), 0, 'a draft is nobody else’s')
    }
    await db
      .from('content_versions')
      .where({ content_id: content.id, number: 2 })
      .update({ status: 'in_review', submitted_at: clock.now().toMillis() })
    const desk = await signIn(await createStaff('qa'))
    await desk.get(path)
    assert.lengthOf(rows(desk), 3)
    assert.equal((await (await signIn(await createStaff('finance'))).get(path)).status, 403)
    assert.equal((await (await signIn(await createPartner())).get(path)).status, 404)
  })

  test('[R3.8] nobody but its partner sees that a draft exists', async ({ assert }) => {
    const { content } = await createContent(await createPartner(), { status: 'draft' })
    const desk = await signIn(await createStaff('legal'))
    assert.equal((await desk.get(`/contents/${content.publicId}/versions`)).status, 404)
    assert.equal((await desk.get('/contents/x/versions')).status, 404)
  })
})

test.group('Status Konten at size', () => {
  test('[R3.6] a page walks an index of the partner’s contents, also behind a rare status', async ({
    assert,
  }) => {
    const partner = await createPartner()
    for (let index = 0; index < 3; index++) await createContent(partner, { status: 'draft' })
    const { content } = await createContent(partner, { status: 'published' })
    const status = async () => {
      const row = await db.from('contents').where('id', content.id).firstOrFail()
      return row.shown_status as string
    }
    // What the database keeps by itself follows every step of version and sale.
    assert.equal(await status(), 'published')
    await db.from('contents').where('id', content.id).update({ suspended_at: 1 })
    assert.equal(await status(), 'suspended')
    await db.from('contents').where('id', content.id).update({ withdrawn_at: 2 })
    assert.equal(await status(), 'withdrawn')
    await db
      .from('contents')
      .where('id', content.id)
      .update({ suspended_at: null, withdrawn_at: null })
    assert.equal(await status(), 'published')
    await db
      .from('content_versions')
      .where('content_id', content.id)
      .update({ status: 'superseded' })
    assert.equal(await status(), 'superseded')

    const visitor = await signIn(partner)
    await visitor.get('/contents?status=superseded')
    assert.lengthOf(visitor.page.$('tbody tr'), 1)
    // The query that really runs, where an index is worth its while: all of it may be one page here.
    const { plan } = await planOf('contents', () => listContents(partner, 'superseded'))
    // With the few contents that there are here PostgreSQL may as well walk all of the partner's, by what it last counted of
    // the table: `npm run bench -- queues` looks at many.
    const fitting = isPostgres()
      ? /contents_partner_id_(shown_status_)?id_index/
      : /contents_partner_id_shown_status_id_index/
    assert.match(plan, fitting)
    assert.notMatch(plan, /TEMP B-TREE|Seq Scan on contents|SCAN contents/)
  })
})

const isPostgres = () => db.connection().dialect.name === 'postgres'

/** How the database carries out the query on a table that a piece of work sends. */
async function planOf(table: string, work: () => Promise<unknown>): Promise<{ plan: string }> {
  const { client } = db.connection().getReadClient() as unknown as {
    client: NodeJS.EventEmitter
  }
  const sent: { sql: string; bindings: never[] }[] = []
  const listen = (query: (typeof sent)[number]) => void sent.push(query)
  client.on('query', listen)
  await work()
  client.off('query', listen)
  const query =
    sent.find(({ sql }) => /^select/i.test(sql) && sql.includes(`from "${table}"`)) ??
    sent.find(({ sql }) => /^select/i.test(sql) && sql.includes(`from \`${table}\``))
  if (!query) throw new Error(`nothing was asked of ${table}`)
  const sql = isPostgres() ? query.sql.replaceAll(/\$\d+/g, '?') : query.sql
  return transaction(async (trx) => {
    if (isPostgres()) {
      // A handful of rows is read in any order at no cost: what is asked is whether the index serves.
      await trx.rawQuery('set local enable_seqscan = off')
      await trx.rawQuery('set local enable_bitmapscan = off')
      await trx.rawQuery('set local enable_sort = off')
    }
    const explained = await trx.rawQuery(
      `${isPostgres() ? 'explain' : 'explain query plan'} ${sql}`,
      query.bindings
    )
    return { plan: JSON.stringify(isPostgres() ? explained.rows : explained) }
  })
}
