import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import Content from '#catalogue/models/content'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { createPartner, signIn } from '#tests/support/accounts'
import { createContent } from '#tests/support/contents'
import type { Visitor } from '#tests/support/visitor'

const main = (visitor: Visitor) => visitor.page.$('main').text().replace(/\s+/g, ' ')
const eventsOf = async (publicId: string) => {
  const rows = await db.from('audit_events').where('about_content', publicId).orderBy('id')
  return rows.map(({ type }) => type)
}

test.group('Drafts and what is on sale', () => {
  test('[R3.6] a draft that was thrown away is gone, and nobody calls it a withdrawn submission', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { content } = await createContent(partner, { status: 'draft', name: 'Salah Tulis' })
    const visitor = await signIn(partner)
    await visitor.get(`/contents/${content.publicId}`)
    assert.include(main(visitor), 'Ya, buang')
    await visitor.submit('form[action$="/withdrawal"]')
    assert.equal(visitor.page.url, '/contents')
    assert.notInclude(main(visitor), 'Salah Tulis')
    assert.deepEqual(await eventsOf(content.publicId), ['content.draft_discarded'])

    const sent = await createContent(partner, { status: 'in_review', name: 'Sudah Diajukan' })
    await visitor.get(`/contents/${sent.content.publicId}`)
    assert.include(main(visitor), 'Ya, tarik')
    await visitor.submit('form[action$="/withdrawal"]')
    assert.deepEqual(await eventsOf(sent.content.publicId), ['content.version_withdrawn'])
    assert.include((await visitor.get('/contents')).$('main').text(), 'Sudah Diajukan')
  })

  test('[R3.8] a content on sale with a draft beside it is shown as on sale, and so again when the draft is thrown away', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { content, version } = await createContent(partner, { name: 'Tetap Dijual' })
    const visitor = await signIn(partner)
    const begin = async () => {
      await visitor.get(`/contents/${content.publicId}/edit`)
      await visitor.submit('form[data-autosave]', { name: 'Tetap Dijual Dua' })
      assert.equal(visitor.page.status, 200)
    }
    await begin()
    await visitor.get(`/contents/${content.publicId}`)
    const head = visitor.page.$('.page-head').text().replace(/\s+/g, ' ')
    assert.match(head, /Versi 1 tayang sejak .*Versi 2, disimpan/)
    assert.match(head, /Versi 1: \S+/)
    assert.lengthOf(
      visitor.page.$(`.page-head a[href$="/products/${content.publicId}"]`).toArray(),
      1
    )

    await visitor.submit('form[action$="/withdrawal"]')
    assert.equal(visitor.page.url, `/contents/${content.publicId}`)
    assert.notInclude(main(visitor), 'Versi 2')
    const kept = await Content.findOrFail(content.id)
    assert.equal(kept.latestVersionId, version.id)
    const line = (await visitor.get('/contents')).$('tbody tr').text()
    assert.include(line, 'Tetap Dijual')
    assert.notInclude(line, 'Ditarik')
    // It can be begun again, with a number of its own.
    await begin()
    await visitor.get(`/contents/${content.publicId}`)
    assert.include(main(visitor), 'Versi 3, disimpan')
  })

  test('[R7.1] a suspended content says which version it was, and how the sale goes on', async ({
    assert,
  }) => {
    const partner = await createPartner()
    await createContent(partner, { status: 'draft' })
    const correction = await createContent(partner, { status: 'needs_correction' })
    const { content } = await createContent(partner, { name: 'Ojek Malam' })
    for (let i = 0; i < 12; i++)
      await createContent(partner, { status: 'draft', name: `Draf ${i}` })
    const visitor = await signIn(partner)
    await visitor.get('/')
    assert.include(visitor.page.$('.ball h2').text(), correction.version.name!)
    await transaction((trx) =>
      content.suspend({ at: clock.now(), trx, reason: 'Nomor layanan mati' })
    )

    await visitor.get('/')
    assert.equal(visitor.page.$('.ball h2').text(), 'Ojek Malam ditangguhkan dan tidak dijual')
    await visitor.click('.ball-action a')
    assert.match(main(visitor), /Versi 1, ditangguhkan sejak/)
    assert.include(main(visitor), 'Nomor layanan mati')
    await visitor.submit('form[action$="/messages"]', { message: 'Nomor sudah hidup lagi.' })
    assert.include(main(visitor), 'Nomor sudah hidup lagi.')
    assert.lengthOf(visitor.page.$('.ball-action a[href="#thread"]').toArray(), 1)
  })
})
