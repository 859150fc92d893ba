import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import Category from '#catalogue/models/category'
import TermsDraft from '#catalogue/models/terms_draft'
import TermsVersion from '#catalogue/models/terms_version'
import { draftDocument } from '#pks/document/draft'
import PksTemplate from '#pks/models/pks_template'
import TemplateDraft from '#pks/models/template_draft'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { createContent } from '#tests/support/contents'
import { CONTENT_FORM as FORM, filledForm, GO_ON, SAVE } from '#tests/support/content_form'
import { confirmAsAnother } from '#tests/support/four_eyes'
import type { Visitor } from '#tests/support/visitor'

const form = (path: string) => `form[action="/catalogue${path}"]`
const options = (visitor: Visitor, name: string) =>
  visitor.page
    .$(`select[name=${name}] option`)
    .map((_, option) => visitor.page.$(option).attr('value'))
    .get()
    .filter(Boolean)
const happened = (type: string) => db.from('audit_events').where('type', type)

/** Reference data is everybody's: what a test changes is put back. */
async function restore(table: string, rows: Record<string, unknown>[], key: string) {
  const known = rows.map((row) => row[key] as string)
  await db.from(table).whereNotIn(key, known).delete()
  for (const { id, ...row } of rows)
    await db
      .from(table)
      .where('id', id as number)
      .update(row)
}

test.group('Catalogue desk: prices and categories', (group) => {
  group.setup(async () => {
    const [prices, categories] = [await db.from('price_points'), await db.from('categories')]
    return async () => {
      await db.from('content_versions').where('price', 7_350).update({ price: null })
      await restore('price_points', prices, 'amount')
      await restore('categories', categories, 'key')
    }
  })

  test('[R3.1] a price is added once, retired, and stays for the content that has it', async ({
    assert,
  }) => {
    const [desk] = [
      await signIn(await createStaff('administrator')),
      await createStaff('administrator'),
    ]
    await desk.get('/catalogue')
    await desk.submit(form('/prices'), { amount: '7.350' })
    assert.equal(desk.page.url, '/catalogue?asked=1')
    assert.notInclude(desk.page.text, 'Rp 7.350')
    await desk.submit(form('/prices'), { amount: '7.350' })
    assert.equal(desk.page.status, 422)
    await confirmAsAnother('price.add')
    assert.include((await desk.get('/catalogue')).text, 'Rp 7.350')
    await desk.submit(form('/prices'), { amount: '7350' })
    assert.equal(desk.page.status, 422)
    for (const amount of ['0', '-5', '1,5', 'gratis', '']) {
      await desk.submit(form('/prices'), { amount })
      assert.equal(desk.page.status, 422, amount)
      assert.lengthOf(desk.page.$('#f-amount-error'), 1)
    }

    const partner = await signIn(await createPartner())
    await partner.get('/contents/new')
    const typed = filledForm(partner.page, { price: '7350' })
    await partner.submit(FORM, typed, SAVE)
    const edit = `${partner.page.url}/edit`

    await desk.get('/catalogue')
    const seen = desk.page
    await desk.submit(form('/prices/7350/retirement'))
    assert.equal(desk.page.status, 200)
    desk.page = seen
    await desk.submit(form('/prices/7350/retirement'))
    assert.equal(desk.page.status, 409)
    await partner.get('/contents/new')
    assert.notInclude(options(partner, 'price'), '7350')
    const refused = await partner.submit(FORM, filledForm(partner.page, { price: '7350' }), SAVE)
    assert.equal(refused.status, 422)
    await partner.get(edit)
    assert.include(options(partner, 'price'), '7350')
    assert.include(partner.page.$('select[name=price]').text(), 'Rp 7.350 (tidak ditawarkan lagi)')
    await partner.submit(FORM, {}, GO_ON)
    assert.match(partner.page.url, /\/review$/)

    await desk.get('/catalogue')
    await desk.submit(form('/prices/7350/restoration'))
    assert.equal(desk.page.url, '/catalogue?asked=1')
    await confirmAsAnother('price.add')
    assert.lengthOf(await happened('price.added'), 2)
    assert.lengthOf(await happened('price.retired'), 1)
  })

  test('[R3.1] a category is added, renamed in both languages, moved and retired', async ({
    assert,
  }) => {
    const desk = await signIn(await createStaff('administrator'))
    await desk.get('/catalogue')
    const names = { name_id: 'Alat Sekolah', name_en: 'School Tools' }
    for (const key of ['Alat', 'alat-sekolah', '../x', 'a'.repeat(41)]) {
      await desk.submit(form('/categories'), { ...names, key })
      assert.equal(desk.page.status, 422, key)
    }
    await desk.submit(form('/categories'), { ...names, key: 'alat_sekolah' })
    assert.equal(desk.page.status, 200)
    await desk.submit(form('/categories'), { ...names, key: 'alat_sekolah' })
    assert.equal(desk.page.status, 422)

    await desk.get('/catalogue/categories/alat_sekolah')
    await desk.submit('main form', { name_id: 'Perlengkapan Sekolah', name_en: '' })
    assert.equal(desk.page.status, 422)
    await desk.submit('main form', { name_id: 'Perlengkapan Sekolah', name_en: 'School Supplies' })
    const keys = async () => {
      const all = await Category.query().orderBy('position')
      return all.map(({ key }) => key)
    }
    const before = await keys()
    assert.equal(before.at(-1), 'alat_sekolah')
    await desk.submit(form('/categories/alat_sekolah/position'), { way: 'up' })
    assert.deepEqual((await keys()).slice(-2), ['alat_sekolah', before.at(-2)!])

    const partner = await signIn(await createPartner())
    await partner.get('/en/contents/new')
    assert.include(partner.page.$('select[name=category]').text(), 'School Supplies')
    await partner.submit(FORM, filledForm(partner.page, { category: 'alat_sekolah' }), SAVE)
    const edit = `${partner.page.url.replace('/en', '')}/edit`
    await desk.submit(form('/categories/alat_sekolah/retirement'))
    await partner.get('/contents/new')
    assert.notInclude(options(partner, 'category'), 'alat_sekolah')
    await partner.get(edit)
    assert.include(options(partner, 'category'), 'alat_sekolah')
    assert.equal((await desk.get('/catalogue/categories/tidak_ada')).status, 404)
    for (const type of ['added', 'renamed', 'moved', 'retired'])
      assert.lengthOf(await happened(`category.${type}`), 1, type)
    await db.from('content_versions').where('name', 'Gamelan Saku').update({ category_id: null })
  })

  test('[R3.1] nobody but administrators keeps them', async ({ assert }) => {
    for (const role of ['legal', 'qa', 'finance'] as const) {
      const desk = await signIn(await createStaff(role))
      for (const path of ['/catalogue', '/catalogue/terms'])
        assert.equal((await desk.get(path)).status, 403, `${role} ${path}`)
      await desk.get('/account')
      const csrf = desk.page.$('input[name=_csrf]').attr('value')!
      const refused = await desk.post('/catalogue/prices', { _csrf: csrf, amount: '99000' })
      assert.equal(refused.status, 403)
    }
    assert.lengthOf(await db.from('price_points').where('amount', 99_000), 0)
  })
})

test.group('Catalogue desk: terms', (group) => {
  group.setup(() => async () => {
    const newer = db.from('terms_versions').where('number', '>', 1).select('id')
    const first = await TermsVersion.findByOrFail('number', 1)
    await db
      .from('content_versions')
      .whereIn('terms_version_id', newer)
      .update({ terms_version_id: first.id })
    const old = db.from('terms_versions').where('number', '>', 1).select('id')
    await db.from('terms_readings').whereIn('terms_version_id', old).delete()
    await db.from('terms_versions').where('number', '>', 1).delete()
  })

  test('[R3.4] terms are drafted, looked at and published; a partner with a draft is asked for the new ones', async ({
    assert,
  }) => {
    const partner = await signIn(await createPartner())
    await partner.get('/contents/new')
    await partner.submit(FORM, filledForm(partner.page), GO_ON)
    const content = partner.page.url.replace('/review', '')

    const desk = await signIn(await createStaff('administrator'))
    await desk.get('/catalogue/terms')
    const old = desk.page
    assert.match(desk.page.$('#f-text_id').text(), /^# Siapa yang boleh mendaftar/)
    const draft = form('/terms/draft')
    await desk.submit(draft, { text_id: 'tanpa judul' })
    assert.equal(desk.page.status, 422)
    assert.match(desk.page.$('#f-text_id-error').text(), /Baris 1/)
    assert.equal(desk.page.$('#f-text_id').text(), 'tanpa judul')
    await desk.submit(draft, {
      text_id: '# Satu\n\nIsi.',
      text_en: '# One\n\nText.\n\n# Two\n\nMore.',
    })
    assert.equal(desk.page.status, 422)
    const texts = {
      text_id: '# Aturan baru\n\nIsi <b>baru</b>.',
      text_en: '# New rule\n\nNew text.',
    }
    await desk.submit(draft, texts)
    assert.include(desk.page.$('#preview').text(), 'Isi <b>baru</b>.')
    assert.equal((await TermsVersion.current()).number, 1)
    // Another administrator whose page is older overwrites nothing.
    const second = await signIn(await createStaff('administrator'))
    await second.get('/catalogue/terms')
    second.page = old
    const csrf = (await second.get('/account')).$('input[name=_csrf]').attr('value')!
    second.page = old
    await second.submit(draft, { ...texts, text_id: '# Lain\n\nLain.', _csrf: csrf })
    assert.equal(second.page.status, 409)
    assert.equal(second.page.$('#f-text_id').text(), '# Lain\n\nLain.')
    const revision = (await TermsDraft.current())!.revision
    const stale = await desk.post('/catalogue/terms/publication', {
      _csrf: desk.page.$('input[name=_csrf]').first().attr('value')!,
      revision: revision - 1,
    })
    assert.equal(stale.status, 409)

    await desk.get('/catalogue/terms')
    await desk.submit(form('/terms/publication'))
    assert.equal(desk.page.url, '/catalogue/terms?asked=1')
    assert.equal((await TermsVersion.current()).number, 1)
    await confirmAsAnother('terms.publish')
    const terms = await TermsVersion.current()
    assert.equal(terms.number, 2)
    assert.equal(terms.clauses('en')[0]!.title, 'New rule')
    assert.isNull(await TermsDraft.current())
    assert.lengthOf(await happened('terms.published'), 1)
    const told = await db.from('outbox').where('kind', 'catalogue.tell_of_terms').select('payload')
    assert.deepEqual(
      told.map(({ payload }) => JSON.parse(payload)),
      [{ number: 2, after: 0 }]
    )

    await partner.get(`${content}/review`)
    assert.equal(partner.page.url, `${content}/edit?check=1`)
    assert.include(partner.page.$('#terms').text(), 'sudah berganti ke versi 2')
    assert.include(partner.page.$('#terms-text').text(), 'Isi <b>baru</b>.')
    await partner.submit(FORM, filledForm(partner.page), GO_ON)
    assert.equal(partner.page.url, `${content}/review`)
  })

  test('[R3.4] a draft is thrown away, and five who ask to publish at once ask once', async ({
    assert,
  }) => {
    const [desk] = [
      await signIn(await createStaff('administrator')),
      await createStaff('administrator'),
    ]
    const texts = { text_id: '# A\n\na', text_en: '# B\n\nb' }
    await desk.get('/catalogue/terms')
    await desk.submit(form('/terms/draft'), texts)
    await desk.submit(form('/terms/discard'))
    assert.isNull(await TermsDraft.current())
    await desk.submit(form('/terms/draft'), { ...texts, revision: '0' })
    const { number } = await TermsVersion.current()
    const values = {
      _csrf: desk.page.$('input[name=_csrf]').first().attr('value')!,
      revision: (await TermsDraft.current())!.revision,
    }
    const pages = await Promise.all(
      Array.from({ length: 5 }, () => desk.post('/catalogue/terms/publication', values))
    )
    assert.deepEqual(pages.map(({ status }) => status).sort(), [200, 409, 409, 409, 409])
    assert.equal((await TermsVersion.current()).number, number)
    await confirmAsAnother('terms.publish')
    assert.equal((await TermsVersion.current()).number, number + 1)
  })
})

test.group('Catalogue desk: PKS templates', (group) => {
  group.setup(() => async () => {
    await db.from('pks_templates').where('number', '>', 1).delete()
  })

  test('[R3.5] a template is written by one and published by another; four eyes, and every placeholder known', async ({
    assert,
  }) => {
    const writer = await signIn(await createStaff('legal'))
    const reader = await signIn(await createStaff('administrator'))
    const path = '/catalogue/templates/agreement'
    const draft = form('/templates/agreement/draft')
    await writer.get(path)
    const [id, en] = ['id', 'en'].map((of) => writer.page.$(`#f-text_${of}`).text())
    assert.match(id!, /^# Para Pihak/)
    for (const [wrong, message] of [
      ['{{rahasia}}', /rahasia/],
      ['{{ company }}', /company/],
      ['{company}', /\{company\}/],
      ['{{company}', /company/],
      ['{{amended_number}}', /amended_number/],
      ['{{constructor}}', /constructor/],
    ] as const) {
      await writer.submit(draft, { text_id: `${id}\n\n# Tambahan\n\n${wrong}` })
      assert.equal(writer.page.status, 422, wrong)
      assert.match(writer.page.$('#f-text_id-error').text(), message)
    }
    await writer.submit(draft, { text_id: `${id}\n\n# Tambahan\n\nSatu.`, text_en: en! })
    assert.match(writer.page.$('#f-text_en-error').text(), /Pasal \d+/)
    const texts = {
      text_id: `${id}\n\n# Pasal uji\n\nUntuk {{company}} dan {{content}}.`,
      text_en: `${en}\n\n# Test article\n\nFor {{company}} and {{content}}.`,
    }
    await writer.submit(draft, texts)
    assert.equal(writer.page.status, 200)
    assert.include(writer.page.$('#preview').text(), 'Untuk PT Contoh Karya dan Konten Contoh.')
    const { version, partner } = await createContent(await createPartner(), {
      status: 'in_review',
      name: 'Kamus Uji',
    })
    await writer.get(`${path}?content=${version.publicId}`)
    assert.include(writer.page.$('#preview').text(), `Untuk ${partner.companyName} dan Kamus Uji.`)
    await reader.get(path)
    const revision = (await TemplateDraft.current('agreement'))!.revision
    const sent = (desk: Visitor) => ({
      _csrf: desk.page.$('input[name=_csrf]').first().attr('value')!,
      revision,
    })
    // Not proposed yet.
    assert.equal((await reader.post(`${path}/publication`, sent(reader))).status, 409)
    await writer.submit(form('/templates/agreement/proposal'))
    assert.lengthOf(writer.page.$(form('/templates/agreement/publication')), 0)
    const own = await writer.post(`${path}/publication`, sent(writer))
    assert.equal(own.status, 403)
    assert.include(own.text, 'Orang lain dari Legal')
    const before = await draftDocument(version, partner)
    assert.equal(before.template.number, 1)

    await reader.get(path)
    await reader.submit(form('/templates/agreement/publication'))
    assert.equal(reader.page.status, 200)
    const published = await PksTemplate.query()
      .where({ kind: 'agreement', number: 2 })
      .firstOrFail()
    assert.include(published.bodyEn, 'For {{company}} and {{content}}.')
    assert.equal((await draftDocument(version, partner)).template.number, 2)
    assert.lengthOf(await PksTemplate.query().where('kind', 'addendum'), 1)
    for (const type of ['drafted', 'proposed', 'published'])
      assert.lengthOf(await happened(`pks_template.${type}`), 1, type)
  })

  test('[R3.8] an addendum’s template has words of its own, is returned, rewritten and thrown away', async ({
    assert,
  }) => {
    const writer = await signIn(await createStaff('legal'))
    const reader = await signIn(await createStaff('legal'))
    const path = '/catalogue/templates/addendum'
    const step = (name: string) => form(`/templates/addendum/${name}`)
    await writer.get(path)
    await writer.submit(step('draft'), {
      text_id: '# Perubahan\n\nMengubah {{amended_number}}.',
      text_en: '# Change\n\nChanges {{amended_number}}.',
    })
    assert.equal(writer.page.status, 200)
    assert.include(writer.page.$('#preview').text(), 'Mengubah PKS-2026-0000.')
    assert.include(writer.page.text, 'Tidak dipakai lagi')
    await writer.submit(step('proposal'))
    await reader.get(path)
    await reader.submit(step('return'))
    assert.equal((await TemplateDraft.current('addendum'))!.status, 'open')
    // Who writes in it is no second pair of eyes any more.
    await reader.submit(step('draft'), { text_id: '# Perubahan\n\nLain {{amended_number}}.' })
    await reader.submit(step('proposal'))
    const third = await signIn(await createStaff('administrator'))
    for (const desk of [writer, reader]) {
      const revision = (await TemplateDraft.current('addendum'))!.revision
      const csrf = (await desk.get('/account')).$('input[name=_csrf]').first().attr('value')!
      assert.equal((await desk.post(`${path}/publication`, { _csrf: csrf, revision })).status, 403)
    }
    await third.get(path)
    await third.submit(step('discard'))
    assert.isNull(await TemplateDraft.current('addendum'))
    assert.lengthOf(await PksTemplate.query().where('kind', 'addendum'), 1)
    assert.equal((await third.get('/catalogue/templates/lain')).status, 404)
    for (const role of ['qa', 'finance'] as const)
      assert.equal((await (await signIn(await createStaff(role))).get(path)).status, 403)
  })
})
