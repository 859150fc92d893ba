import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import drafts from '#config/drafts'
import { spend } from '#core/limits'
import Content from '#catalogue/models/content'
import ContentVersion from '#catalogue/models/content_version'
import TermsReading from '#catalogue/models/terms_reading'
import TermsVersion from '#catalogue/models/terms_version'
import type Partner from '#partners/models/partner'
import { publicId } from '#shared/public_id'
import { createPartner, signIn } from '#tests/support/accounts'
import { mailsTo } from '#tests/support/approvals'
import { readCaptcha } from '#tests/support/captcha'
import { createContent } from '#tests/support/contents'
import {
  CONTENT_FORM as FORM,
  filledForm,
  GO_ON,
  pictureFile,
  SAVE,
  termsSlip,
} from '#tests/support/content_form'
import type { Page, Visitor } from '#tests/support/visitor'

const JSON_WANTED = { accept: 'application/json' }

/** What the page's script sends: the form's fields, with what was typed since. */
function autosave(visitor: Visitor, page: Page, typed: Record<string, string>) {
  const value = (name: string) => page.$(`${FORM} input[name=${name}]`).attr('value') ?? ''
  const path = page.$(FORM).attr('data-autosave')!
  const hidden = ['_csrf', 'content_id', 'image_id', 'base', 'terms_version']
  const fields = Object.fromEntries(hidden.map((name) => [name, value(name)]))
  return visitor.post(path, { ...fields, ...typed }, JSON_WANTED)
}

async function versionsOf(partner: Partner): Promise<ContentVersion[]> {
  const contents = await Content.query().where('partner_id', partner.id)
  return ContentVersion.query()
    .whereIn(
      'content_id',
      contents.map(({ id }) => id)
    )
    .orderBy('id')
}

test.group('Drafts', () => {
  test('[R3.8] so many are open at a time: the next is refused plainly, what was typed stays on the page', async ({
    assert,
    cleanup,
  }) => {
    const { open } = drafts
    cleanup(() => {
      drafts.open = open
    })
    drafts.open = 2
    const partner = await createPartner()
    const visitor = await signIn(partner)
    const page = await visitor.get('/contents/new')
    const csrf = page.$('input[name=_csrf]').first().attr('value')
    const begin = (name: string) =>
      visitor.post(`/contents/${publicId()}/draft`, { _csrf: csrf, name }, JSON_WANTED)
    const statuses = (
      await Promise.all(['Satu', 'Dua', 'Tiga', 'Empat'].map((name) => begin(name)))
    ).map(({ status }) => status)
    assert.deepEqual(statuses.sort(), [200, 200, 409, 409])
    assert.lengthOf(await versionsOf(partner), 2)
    assert.include(JSON.parse((await begin('Lima')).text).message, '2 draf')

    await visitor.get('/contents/new')
    const refused = await visitor.submit(FORM, { name: 'Kamus Jawa' }, SAVE)
    assert.equal(refused.status, 422)
    assert.include(refused.$('#f-name-error').text(), 'sudah punya 2 draf')
    assert.equal(refused.$('input[name=name]').attr('value'), 'Kamus Jawa')

    const [version] = await versionsOf(partner)
    version!.status = 'submitted'
    await version!.save()
    assert.equal((await begin('Enam')).status, 200)
  })

  test('[R3.8] an account saves only so often an hour, from however many addresses', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    const page = await visitor.get('/contents/new')
    await spend('autosave_account', `partner:${partner.id}`)
    const spent = await db
      .from('rate_limits')
      .where('key', 'like', `%autosave_account:partner:${partner.id}`)
      .update({ points: 1200 })
    assert.equal(Number([spent].flat()[0]), 1)
    assert.equal((await autosave(visitor, page, { name: 'Kamus' })).status, 429)
  })

  test('[R3.8] a new form saves itself, and its button goes on from there', async ({ assert }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    const page = await visitor.get('/contents/new')
    const id = page.$('input[name=content_id]').attr('value')!
    assert.deepEqual(JSON.parse((await autosave(visitor, page, {})).text), {
      base: '',
      message: '',
    })
    assert.lengthOf(await versionsOf(partner), 0)

    const first = await autosave(visitor, page, { name: 'Kamus Sunda', care_email: 'bantuan@' })
    assert.equal(first.status, 200)
    const said = JSON.parse(first.text)
    assert.equal(said.base, '1.1')
    assert.equal(said.action, `/contents/${id}`)
    assert.match(said.message, /^Draf tersimpan pukul \d\d\.\d\d WIB$/)
    const second = JSON.parse(
      (await autosave(visitor, page, { name: 'Kamus Sunda', summary: 'Kata', base: said.base }))
        .text
    )
    assert.equal(second.base, '1.2')
    const [version] = await versionsOf(partner)
    assert.equal(`${version!.name} ${version!.summary}`, 'Kamus Sunda Kata')
    assert.isNull(version!.unfinished)
    // Begun once: what saves itself is no entry of its own in the audit log.
    const events = await db.from('audit_events').where({ subject_id: id, type: 'content.saved' })
    assert.lengthOf(events, 1)
    await visitor.get(`/contents/${id}/edit`)
    assert.equal(visitor.page.$('#f-summary').attr('value'), 'Kata')
    await visitor.submit(FORM, {}, SAVE)
    assert.equal(visitor.page.url, `/contents/${id}`)
  })

  test('[R3.8] half typed values come back as they were typed, and stand in the way of a submission', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { content, version } = await createContent(partner, { status: 'draft' })
    const visitor = await signIn(partner)
    const page = await visitor.get(`/contents/${content.publicId}/edit`)
    const typed = { ...filledForm(page), care_email: 'bantuan@', demo_url: 'nadapusaka' }
    assert.equal((await autosave(visitor, page, typed)).status, 200)
    await version.refresh()
    assert.deepEqual(version.unfinished, { care_email: 'bantuan@', demo_url: 'nadapusaka' })
    await visitor.get(`/contents/${content.publicId}/edit`)
    assert.equal(visitor.page.$('#f-care_email').attr('value'), 'bantuan@')
    await visitor.get(`/contents/${content.publicId}/review`)
    assert.equal(visitor.page.url, `/contents/${content.publicId}/edit?check=1`)
    assert.match(visitor.page.$('#f-care_email-error').text(), /email/)
    assert.match(visitor.page.$('#f-demo_url-error').text(), /lengkap/)
    await visitor.submit(FORM, { care_email: 'a@b.example', demo_url: 'https://b.example/' }, GO_ON)
    assert.equal(visitor.page.url, `/contents/${content.publicId}/review`)
  })

  test('[R3.1] what is wrong and what is missing is said in one round, in the form’s order', async ({
    assert,
  }) => {
    const visitor = await signIn(await createPartner())
    await visitor.get('/contents/new')
    const image = { filename: 'a.png', type: 'image/png', content: Buffer.from('<svg/>') }
    const typed = { name: 'Kamus', care_phone: 'telepon', price: '7', image }
    await visitor.submit(FORM, typed, GO_ON)
    assert.equal(visitor.page.status, 422)
    const links = visitor.page
      .$('#errors a')
      .map((_, link) => visitor.page.$(link).attr('href'))
      .get()
    const fields =
      'category summary description specification care_phone care_email price payment_kind'
    const urls = ['forwarding', 'redirect'].flatMap((word) => [
      `${word}_url_production`,
      `${word}_url_development`,
    ])
    assert.deepEqual(
      links,
      [...fields.split(' '), ...urls, 'demo_url', 'image', 'terms_accepted'].map((f) => `#f-${f}`)
    )
    assert.include(visitor.page.$('.notice').text(), 'Draf Anda tersimpan')
  })

  test('[R3.8] the older of two tabs is told, and loses nothing', async ({ assert }) => {
    const partner = await createPartner()
    const { content, version } = await createContent(partner, { status: 'draft' })
    const visitor = await signIn(partner)
    const edit = `/contents/${content.publicId}/edit`
    const older = await visitor.get(edit)
    const newer = await visitor.get(edit)
    assert.equal(
      (await autosave(visitor, newer, { ...filledForm(newer), name: 'Baru' })).status,
      200
    )
    const refused = await autosave(visitor, older, { ...filledForm(older), name: 'Lama' })
    assert.equal(refused.status, 409)
    assert.include(JSON.parse(refused.text).message, 'tab lain')
    await version.refresh()
    assert.equal(version.name, 'Baru')

    visitor.page = older
    await visitor.submit(FORM, { ...filledForm(older), name: 'Lama', price: '5500' }, SAVE)
    assert.equal(visitor.page.status, 409)
    assert.equal(visitor.page.$('#f-name').attr('value'), 'Lama')
    const rows = visitor.page
      .$('.comparison tbody tr')
      .map((_, row) => visitor.page.$(row).text().replace(/\s+/g, ' ').trim())
      .get()
    assert.deepEqual(rows, ['Nama ContentBaruLama', 'HargaRp 11.000Rp 5.500'])
    await version.refresh()
    assert.equal(version.name, 'Baru')
    // Having seen both, the partner decides.
    await visitor.submit(FORM, { name: 'Lama', price: '5500' }, SAVE)
    assert.equal(visitor.page.url, `/contents/${content.publicId}`)
    await version.refresh()
    assert.equal(`${version.name} ${version.price}`, 'Lama 5500')
  })

  test('[R3.8] a live content is edited beside the version that sells, and two tabs begin one new version', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { content } = await createContent(partner, { name: 'Tayang' })
    const visitor = await signIn(partner)
    const page = await visitor.get(`/contents/${content.publicId}/edit`)
    const other = await visitor.get(`/contents/${content.publicId}/edit`)
    assert.equal(
      (await autosave(visitor, page, { ...filledForm(page), name: 'Versi dua' })).status,
      200
    )
    assert.equal(
      (await autosave(visitor, other, { ...filledForm(page), name: 'Lain' })).status,
      409
    )
    const versions = await versionsOf(partner)
    assert.deepEqual(
      versions.map(({ number, status, name }) => `${number} ${status} ${name}`),
      ['1 published Tayang', '2 draft Versi dua']
    )
  })

  test('[R3.8] what is being examined cannot be written by an old form', async ({ assert }) => {
    const partner = await createPartner()
    const { content, version } = await createContent(partner, { status: 'draft' })
    const visitor = await signIn(partner)
    const page = await visitor.get(`/contents/${content.publicId}/edit`)
    await db.from('content_versions').where('id', version.id).update({ status: 'in_review' })
    const refused = await autosave(visitor, page, { ...filledForm(page), name: 'Diam-diam' })
    assert.equal(refused.status, 409)
    assert.include(JSON.parse(refused.text).message, 'tidak dapat diubah')
    assert.notEqual((await version.refresh()).name, 'Diam-diam')
  })

  test('[R3.8] drafts of somebody else, and ids of nobody’s making, are refused', async ({
    assert,
  }) => {
    const { content, version } = await createContent(await createPartner(), { status: 'draft' })
    const stranger = await createPartner()
    const visitor = await signIn(stranger)
    const page = await visitor.get('/contents/new')
    const csrf = page.$('input[name=_csrf]').attr('value')!
    for (const base of ['', '1.0']) {
      const path = `/contents/${content.publicId}/draft`
      const refused = await visitor.post(
        path,
        { _csrf: csrf, base, name: 'Milik saya' },
        JSON_WANTED
      )
      assert.equal(refused.status, 404)
    }
    for (const id of ['x', '%00', "'"]) {
      const path = `/contents/${id}/draft`
      assert.equal((await visitor.post(path, { _csrf: csrf, name: 'x' }, JSON_WANTED)).status, 404)
    }
    const unknown = `/contents/${publicId()}/draft`
    assert.equal((await visitor.post(unknown, { _csrf: csrf, base: '1.1', name: 'x' })).status, 404)
    assert.notEqual((await version.refresh()).name, 'Milik saya')
    assert.lengthOf(await Content.query().where('partner_id', stranger.id), 0)
  })

  test('[R3.8] fifty at once of one new form are one content, and all are taken there', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    const page = await visitor.get('/contents/new')
    const value = (name: string) => page.$(`${FORM} input[name=${name}]`).attr('value') ?? ''
    const hidden = ['_csrf', 'content_id', 'base', 'terms_version']
    const form: Record<string, string> = {
      ...Object.fromEntries(hidden.map((name) => [name, value(name)])),
      ...filledForm(page),
      intent: 'save',
    }
    const pages = await Promise.all(
      Array.from({ length: 50 }, () => visitor.post('/contents', form))
    )
    assert.deepEqual(
      [...new Set(pages.map(({ status, url }) => `${status} ${url}`))],
      [`200 /contents/${form.content_id}`]
    )
    const versions = await versionsOf(partner)
    assert.deepEqual(
      versions.map(({ number, revision }) => `${number}.${revision}`),
      ['1.1']
    )
    const saved = { type: 'content.saved', subject_id: form.content_id }
    assert.lengthOf(await db.from('audit_events').where(saved), 1)
  }).timeout(120_000)

  test('[R3.5] fifty at once of one submit are one submission', async ({ assert }) => {
    const partner = await createPartner()
    const { content, version } = await createContent(partner, { status: 'draft' })
    const visitor = await signIn(partner)
    const page = await visitor.get(`/contents/${content.publicId}/review`)
    const value = (name: string) => page.$(`main form input[name=${name}]`).attr('value') ?? ''
    const form = {
      ...Object.fromEntries(
        ['_csrf', 'submit_key', 'captcha_id'].map((name) => [name, value(name)])
      ),
      ...readCaptcha(page),
    }
    const path = `/contents/${content.publicId}/review`
    const pages = await Promise.all(Array.from({ length: 50 }, () => visitor.post(path, form)))
    // The captcha is good once: who came second is taken to the result, or asked to answer another one.
    for (const { status } of pages) assert.include([200, 422], status)
    assert.equal((await version.refresh()).status, 'submitted')
    const count = (table: string) => db.from(table).where('version_id', version.id)
    assert.lengthOf(await count('approval_submissions'), 1)
    assert.lengthOf(await count('approval_rounds'), 3)
    assert.lengthOf(await mailsTo(partner.email), 1)
    assert.equal((await visitor.post(path, form)).url, `/contents/${content.publicId}`)
  }).timeout(120_000)
})

test.group('Terms', () => {
  test('[R3.4] a tick counts only after the terms were read to their end; which, when and from where is kept', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    await visitor.get('/contents/new')
    assert.isDefined(visitor.page.$('#f-terms_accepted').attr('disabled'))
    await visitor.submit(FORM, filledForm(visitor.page, { terms_read: undefined }), GO_ON)
    assert.equal(visitor.page.status, 422)
    assert.match(visitor.page.$('#f-terms_accepted-error').text(), /sampai akhir/)
    const [unread] = await versionsOf(partner)
    assert.isNull(unread!.termsAcceptedAt)

    // Without scripts: the button at the end of the text. Nothing typed is lost, and now the tick is open.
    const slip = { name: 'terms_read', value: termsSlip(visitor.page)! }
    await visitor.submit(FORM, { name: 'Diganti', terms_accepted: undefined }, slip)
    assert.equal(visitor.page.status, 200)
    assert.equal(visitor.page.$('#f-name').attr('value'), 'Diganti')
    assert.isUndefined(visitor.page.$('#f-terms_accepted').attr('disabled'))
    assert.isUndefined(termsSlip(visitor.page))
    const terms = await TermsVersion.current()
    const reading = (await TermsReading.of(partner, terms))!
    assert.isTrue(reading.openedAt <= reading.finishedAt)
    assert.match(reading.ip, /^127\./)
    const event = { type: 'terms.read', actor_id: partner.publicId, subject_id: terms.publicId }
    assert.lengthOf(await db.from('audit_events').where(event), 1)

    await visitor.submit(FORM, { terms_accepted: '1' }, GO_ON)
    assert.match(visitor.page.url, /\/review$/)
    const [version] = await versionsOf(partner)
    assert.equal(version!.termsVersionId, terms.id)
    assert.isTrue(version!.termsAcceptedAt! >= reading.finishedAt)
    assert.match(version!.termsAcceptedIp!, /^127\./)
    await visitor.get(`/contents/${visitor.page.url.split('/')[2]}/edit`)
    assert.include(visitor.page.$('#terms .notice').text(), version!.termsAcceptedIp!)
  })

  test('[R3.4] the slip of somebody else, of another version, or of nobody proves nothing', async ({
    assert,
  }) => {
    const [partner, other] = [await createPartner(), await createPartner()]
    const theirs = termsSlip(await (await signIn(other)).get('/contents/new'))!
    const visitor = await signIn(partner)
    const page = await visitor.get('/contents/new')
    const mine = termsSlip(page)!
    for (const slip of [theirs, '', 'x', `${mine}x`, mine.slice(0, -2)]) {
      visitor.page = page
      await visitor.submit(
        FORM,
        filledForm(page, { terms_read: slip, name: `N${slip.length}` }),
        SAVE
      )
      const [version] = await versionsOf(partner)
      assert.isNull(version!.termsAcceptedAt)
    }
    assert.isNull(await TermsReading.of(partner, await TermsVersion.current()))
  })

  test('[R3.3] a picture chosen in one round is there in the next', async ({ assert }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    const page = await visitor.get('/contents/new')
    await visitor.submit(FORM, filledForm(page, { image: await pictureFile(), price: '' }), GO_ON)
    assert.equal(visitor.page.status, 422)
    await visitor.submit(FORM, { price: '11000' }, GO_ON)
    assert.match(visitor.page.url, /\/review$/)
    assert.isNotNull((await versionsOf(partner))[0]!.imageId)
  })
})
