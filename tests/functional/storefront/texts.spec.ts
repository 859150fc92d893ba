import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import Page from '#storefront/models/page'
import { createStaff, signIn } from '#tests/support/accounts'
import { Visitor } from '#tests/support/visitor'

/** Other tests read what these pages say: it stands there again when a test is over. */
async function borrow(slug: string) {
  const page = await Page.query().where({ section: 'static', slug }).firstOrFail()
  const { titleId, titleEn, bodyId, bodyEn } = page
  const giveBack = async () => {
    await db.from('page_versions').where('page_id', page.id).delete()
    await page.merge({ titleId, titleEn, bodyId, bodyEn }).save()
  }
  return { page, giveBack, path: `/texts/${page.publicId}` }
}

test.group('Texts of the store', () => {
  test('[R4.1] a draft is seen by staff alone; published, every guest gets it at once, and there is a way back', async ({
    assert,
    cleanup,
  }) => {
    const { page, path, giveBack } = await borrow('disclaimer')
    cleanup(giveBack)
    const guest = new Visitor('store')
    const before = await guest.get('/disclaimer')
    const desk = await signIn(await createStaff('administrator'))
    const save = { title_id: 'Penafian baru', body_id: '## Satu\n\n<script>x</script> **tebal**' }
    await desk.get(path)
    assert.equal((await desk.submit('form.form-section', { title_en: '' })).status, 422)
    await desk.get(path)
    await desk.submit('form.form-section', save)
    assert.include(desk.page.$('#preview').html()!, '&lt;script&gt;x&lt;/script&gt; <strong>')
    assert.include(desk.page.$('#preview ins').text(), 'Penafian baru')
    const etag = { 'if-none-match': String(before.headers.etag) }
    assert.equal((await guest.get('/disclaimer', etag)).status, 304)

    await desk.submit('#preview form', {}, { name: 'decision', value: 'publish' })
    const after = await guest.get('/disclaimer', etag)
    assert.equal(after.status, 200)
    assert.equal(after.$('h1').text(), 'Penafian baru')
    assert.notInclude(after.text, '<script>x')
    assert.lengthOf(desk.page.$('#versions details').toArray(), 2)

    await desk.submit('#versions form', {}, { name: 'decision', value: 'restore' })
    await desk.submit('#preview form', {}, { name: 'decision', value: 'publish' })
    assert.equal((await guest.get('/disclaimer')).$('h1').text(), page.titleId)
    const events = await db
      .from('audit_events')
      .where({ subject_kind: 'text', subject_id: page.publicId })
      .orderBy('id')
    assert.deepEqual(
      events.map(({ type }) => type),
      ['text.drafted', 'text.published', 'text.drafted', 'text.published']
    )
  })

  test('[R4.1] the older of two tabs is told, and a draft that moved is not published', async ({
    assert,
    cleanup,
  }) => {
    const { path, giveBack } = await borrow('contact')
    cleanup(giveBack)
    const [one, other] = [
      await signIn(await createStaff('administrator')),
      await signIn(await createStaff('legal')),
    ]
    await one.get(path)
    await other.get(path)
    await one.submit('form.form-section', { title_id: 'Satu' })
    const refused = await other.submit('form.form-section', { title_id: 'Dua' })
    assert.equal(refused.status, 409)
    assert.include(refused.text, 'Dua')
    await other.get(path)
    await one.submit('form.form-section', { title_id: 'Tiga' })
    const late = await other.submit('#preview form', {}, { name: 'decision', value: 'publish' })
    assert.equal(late.status, 409)
    await one.submit('#preview form', {}, { name: 'decision', value: 'discard' })
    assert.lengthOf(one.page.$('#preview').toArray(), 0)
  })

  test('[R4.1] of the terms nobody publishes words of their own; QA writes none', async ({
    assert,
    cleanup,
  }) => {
    const { path, giveBack } = await borrow('terms')
    cleanup(giveBack)
    const [writer, reader] = [
      await signIn(await createStaff('administrator')),
      await signIn(await createStaff('legal')),
    ]
    await writer.get(path)
    await writer.submit('form.form-section', { title_id: 'Ketentuan 2027' })
    const own = await writer.submit('#preview form', {}, { name: 'decision', value: 'publish' })
    assert.equal(own.status, 409)
    assert.notEqual((await new Visitor('store').get('/terms')).$('h1').text(), 'Ketentuan 2027')
    await reader.get(path)
    await reader.submit('#preview form', {}, { name: 'decision', value: 'publish' })
    assert.equal((await new Visitor('store').get('/terms')).$('h1').text(), 'Ketentuan 2027')
    assert.equal((await (await signIn(await createStaff('qa'))).get(path)).status, 403)
    assert.equal((await reader.get('/texts/x')).status, 404)
  })

  test('[R4.1] a side link leads to an address of the web and nowhere else', async ({ assert }) => {
    const page = await Page.query().where('section', 'link').firstOrFail()
    const desk = await signIn(await createStaff('administrator'))
    for (const address of ['javascript:alert(1)', 'data:text/html,x', '//evil.example', 'kata']) {
      await desk.get(`/texts/${page.publicId}`)
      const refused = await desk.submit('form.form-section', { body_id: address })
      assert.equal(refused.status, 422, address)
    }
  })
})
