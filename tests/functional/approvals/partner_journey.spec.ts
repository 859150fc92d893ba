import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import Content from '#catalogue/models/content'
import ContentVersion from '#catalogue/models/content_version'
import Listing from '#catalogue/models/listing'
import ApprovalClock from '#approvals/models/approval_clock'
import { createPartner, signIn } from '#tests/support/accounts'
import { readCaptcha } from '#tests/support/captcha'
import { mailsTo } from '#tests/support/approvals'
import { createContent } from '#tests/support/contents'
import { CONTENT_FORM as FORM, filledForm, pictureFile } from '#tests/support/content_form'

async function newestOf(partnerId: number) {
  const content = await Content.query()
    .where('partner_id', partnerId)
    .orderBy('id', 'desc')
    .firstOrFail()
  const version = await ContentVersion.query()
    .where('content_id', content.id)
    .orderBy('number', 'desc')
    .firstOrFail()
  return { content, version }
}

test.group('Content registration', () => {
  test('[R3.1] [R3.5] [R3.6] a partner fills the form, reviews the business model, submits, and sees Belum diproses', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    await visitor.get('/contents/new')
    assert.equal(visitor.page.status, 200)
    const image = await pictureFile()
    await visitor.submit(FORM, filledForm(visitor.page, { image }), {
      name: 'intent',
      value: 'continue',
    })
    const { content, version } = await newestOf(partner.id)
    assert.equal(visitor.page.url, `/contents/${content.publicId}/review`)
    assert.equal(version.status, 'draft')
    assert.equal(version.careEmail, 'bantuan@nadapusaka.example')
    assert.isNotNull(version.imageId)
    assert.match(version.termsAcceptedIp!, /^127\./)
    assert.isNotNull(version.termsAcceptedAt)
    // 11.000 with PPN 11 %: 1.090 tax, 9.910 base, 6.441 for the partner, 3.469 for the operator.
    for (const sum of ['Rp 11.000', 'Rp 1.090', 'Rp 6.441', 'Rp 3.469'])
      assert.include(visitor.page.text, sum)
    assert.include(visitor.page.text, partner.companyName)

    await visitor.submit('main form.form-section', readCaptcha(visitor.page))
    assert.equal(visitor.page.url, `/contents/${content.publicId}`)
    await version.refresh()
    assert.equal(version.status, 'submitted')
    assert.isNotNull(await ApprovalClock.of(version.id))
    const listing = await Listing.query().where('content_id', content.id).firstOrFail()
    assert.equal(`${listing.environment} ${listing.visibility}`, 'development bound')
    assert.match(listing.cover, /^\/media\/images\/[0-9a-f]{2}\/[0-9a-f]{64}-400x300\.webp$/)
    const served = await visitor.get(listing.cover)
    assert.equal(served.headers['content-type'], 'image/webp')
    assert.include(String(served.headers['cache-control']), 'immutable')

    await visitor.get('/contents')
    const row = visitor.page.$('tbody tr').first().text()
    for (const cell of ['Gamelan Saku', 'Musik', 'Rp 11.000', 'Belum diproses', 'Detail'])
      assert.include(row, cell)
    await visitor.get(`/en/contents/${content.publicId}`)
    assert.include(visitor.page.text, '14-day clock')

    const [mail] = await mailsTo(partner.email)
    assert.equal(mail!.subject, 'Gamelan Saku sudah kami terima')
  })

  test('[R3.5] a double click on submit is one submission', async ({ assert }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    await visitor.get('/contents/new')
    await visitor.submit(FORM, filledForm(visitor.page), { name: 'intent', value: 'continue' })
    const { content, version } = await newestOf(partner.id)
    const { page } = visitor
    await visitor.submit('main form.form-section', readCaptcha(page))
    visitor.page = page
    await visitor.submit('main form.form-section', readCaptcha(page))
    assert.equal(visitor.page.url, `/contents/${content.publicId}`)
    assert.equal(visitor.page.status, 200)
    const events = await ContentVersion.query().where('id', version.id)
    assert.equal(events[0]!.status, 'submitted')
    assert.lengthOf(await mailsTo(partner.email), 1)
  })

  test('[R3.8] a half filled draft is kept; going on says beside each field what is missing', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    await visitor.get('/contents/new')
    await visitor.submit(
      FORM,
      { name: 'Kamus Sunda', category: 'pendidikan' },
      { name: 'intent', value: 'save' }
    )
    const { content, version } = await newestOf(partner.id)
    assert.equal(visitor.page.url, `/contents/${content.publicId}`)
    assert.equal(version.status, 'draft')

    await visitor.get(`/contents/${content.publicId}/review`)
    assert.include(visitor.page.url, '/edit?check=1')
    await visitor.submit(
      FORM,
      { summary: 'Kata sehari-hari' },
      { name: 'intent', value: 'continue' }
    )
    assert.equal(visitor.page.status, 422)
    assert.equal(visitor.page.$('#f-name').attr('value'), 'Kamus Sunda')
    assert.equal(visitor.page.$('#f-summary').attr('value'), 'Kata sehari-hari')
    assert.equal(visitor.page.$('#errors li').length, 12)
    assert.include(visitor.page.$('#errors').text(), 'Term of Service Agreement')
    await version.refresh()
    assert.equal(version.summary, 'Kata sehari-hari')
    assert.lengthOf(await Content.query().where('partner_id', partner.id), 1)
  })

  test('[R3.4] the terms must be ticked in their present version', async ({ assert }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    await visitor.get('/contents/new')
    await visitor.submit(FORM, filledForm(visitor.page, { terms_accepted: undefined }), {
      name: 'intent',
      value: 'continue',
    })
    assert.equal(visitor.page.status, 422)
    assert.lengthOf(visitor.page.$('#f-terms_accepted-error'), 1)
    await visitor.submit(
      FORM,
      { terms_accepted: '1', terms_version: '01AAAAAAAAAAAAAAAAAAAAAAAA' },
      { name: 'intent', value: 'continue' }
    )
    assert.equal(visitor.page.status, 422)
    const { version } = await newestOf(partner.id)
    assert.isNull(version.termsAcceptedAt)
  })

  const WRONG: [field: string, value: string, message: RegExp][] = [
    ['name', 'x'.repeat(81), /80/],
    ['name', 'Gamelan\u0000Saku', /karakter/],
    ['category', 'tidak-ada', /Pilih/],
    ['summary', 'x'.repeat(161), /160/],
    ['description', 'x'.repeat(5_001), /5\.?000/],
    ['care_phone', 'telepon kami', /telepon/],
    ['care_email', 'bukan alamat', /email/],
    ['price', '12345', /Pilih/],
    ['price', '-1', /Pilih/],
    ['payment_kind', 'gratis', /Pilih/],
    ['forwarding_url_production', 'http://portal.nadapusaka.example/terima', /https/],
    ['forwarding_url_production', 'javascript:alert(1)', /https|lengkap/],
    ['forwarding_url_production', 'https://nadapusaka.example/?toko=1&ts=2', /kontrak: ts\./],
    ['redirect_url_development', 'https://nadapusaka.example/?status=x&SIG=1', /kontrak: status\./],
    ['forwarding_url_development', 'http://169.254.169.254/latest', /jaringan/],
    ['redirect_url_production', 'https://user:pass@nadapusaka.example/', /sandi/],
    ['redirect_url_development', 'ftp://nadapusaka.example/', /https/],
    ['demo_url', 'nadapusaka', /lengkap/],
  ]
  for (const [field, value, message] of WRONG) {
    test(`[R3.1] ${field} = ${JSON.stringify(value.slice(0, 40))} is refused beside the field, and nothing typed is lost`, async ({
      assert,
    }) => {
      const partner = await createPartner()
      const visitor = await signIn(partner)
      await visitor.get('/contents/new')
      await visitor.submit(FORM, filledForm(visitor.page, { [field]: value }), {
        name: 'intent',
        value: 'save',
      })
      assert.equal(visitor.page.status, 422)
      const anchor =
        field === 'payment_kind'
          ? visitor.page.$('#f-payment_kind .field-error')
          : visitor.page.$(`#f-${field}-error`)
      assert.match(anchor.text(), message)
      if (field !== 'summary')
        assert.equal(visitor.page.$('#f-summary').attr('value'), 'Belajar gamelan Jawa dari ponsel')
      const { version } = await newestOf(partner.id)
      assert.deepEqual(version.unfinished, { [field]: value })
    })
  }

  test('[R3.1] markup that was typed is shown as text', async ({ assert }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    await visitor.get('/contents/new')
    const name = '<script>alert(1)</script>"\'&'
    await visitor.submit(FORM, filledForm(visitor.page, { name, description: name }), {
      name: 'intent',
      value: 'continue',
    })
    assert.notInclude(visitor.page.text, '<script>alert')
    const { content } = await newestOf(partner.id)
    for (const path of [
      `/contents/${content.publicId}`,
      '/contents',
      `/contents/${content.publicId}/edit`,
    ]) {
      await visitor.get(path)
      assert.notInclude(visitor.page.text, '<script>alert')
      assert.include(
        visitor.page.$('main').text() + (visitor.page.$('#f-name').attr('value') ?? ''),
        '<script>alert(1)</script>'
      )
    }
  })

  test('[R3.6] contents of another partner do not exist', async ({ assert }) => {
    const [owner, stranger] = [await createPartner(), await createPartner()]
    const visitor = await signIn(owner)
    await visitor.get('/contents/new')
    await visitor.submit(FORM, filledForm(visitor.page), { name: 'intent', value: 'save' })
    const { content } = await newestOf(owner.id)
    const other = await signIn(stranger)
    for (const path of ['', '/edit', '/review']) {
      assert.equal((await other.get(`/contents/${content.publicId}${path}`)).status, 404)
    }
    await other.get('/contents/new')
    const csrf = other.page.$('input[name=_csrf]').first().attr('value')!
    for (const path of ['', '/draft', '/review', '/retest', '/withdrawal', '/development-urls']) {
      assert.equal(
        (await other.post(`/contents/${content.publicId}${path}`, { _csrf: csrf })).status,
        404
      )
    }
    // A form of mine that names another's content must not reach it.
    const taken = await other.post('/contents', {
      ...filledForm(other.page),
      _csrf: csrf,
      content_id: content.publicId,
      intent: 'save',
    })
    assert.equal(taken.status, 404)
    assert.notInclude((await other.get('/contents')).text, 'Gamelan Saku')
  })

  test('[R3.5] a wrong captcha submits nothing and brings a new one; words serve as well', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    await visitor.get('/contents/new')
    await visitor.submit(FORM, filledForm(visitor.page), { name: 'intent', value: 'continue' })
    await visitor.submit('main form.form-section', { captcha: 'salah' })
    assert.equal(visitor.page.status, 422)
    assert.lengthOf(visitor.page.$('#f-captcha-error'), 1)
    const { version } = await newestOf(partner.id)
    assert.equal(version.status, 'draft')
    await visitor.submit(
      'main form.form-section',
      {},
      { name: 'captcha_action', value: 'question' }
    )
    assert.lengthOf(visitor.page.$('.captcha-question'), 1)
  })

  test('[R3.6] the columns of the guide: uploaded when it was saved, PKS asked for when it was submitted', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const at = (day: string) => DateTime.fromISO(`${day}T03:00:00Z`) as DateTime<true>
    await createContent(partner, {
      status: 'in_review',
      submittedAt: at('2026-03-05'),
      version: { savedAt: at('2026-03-02') },
    })
    const visitor = await signIn(partner)
    const page = await visitor.get('/contents')
    const cells = (selector: string) =>
      page
        .$(selector)
        .toArray()
        .map((cell) => page.$(cell).text().trim())
    assert.deepEqual(cells('thead th'), [
      'Nama',
      'Deskripsi',
      'Kategori',
      'Harga',
      'Tanggal Diunggah',
      'Tanggal PKS Diajukan',
      'Status',
      'Action',
    ])
    const row = cells('tbody tr td, tbody tr th')
    assert.include(row[4], '2 Maret 2026')
    assert.include(row[5], '5 Maret 2026')
    assert.include(page.text, 'Pilih Status Hasil Pemeriksaan')
  })

  test('[R3.6] the list filters by status and walks by keyset', async ({ assert }) => {
    const partner = await createPartner()
    for (let index = 0; index < 23; index++)
      await createContent(partner, { status: 'draft', name: `Konten ${index}` })
    await createContent(partner, { status: 'refused', name: 'Yang ditolak' })
    const visitor = await signIn(partner)
    await visitor.get('/contents?status=refused')
    assert.equal(visitor.page.$('tbody tr').length, 1)
    await visitor.get('/contents?status=draft')
    assert.equal(visitor.page.$('tbody tr').length, 20)
    assert.include(visitor.page.$('tbody tr').first().text(), 'Konten 22')
    await visitor.click('.pager a[rel=next]')
    assert.equal(visitor.page.$('tbody tr').length, 3)
    assert.lengthOf(visitor.page.$('.pager a[rel=next]'), 0)
    await visitor.click('.pager a[rel=prev]')
    assert.include(visitor.page.$('tbody tr').first().text(), 'Konten 22')
    assert.equal((await visitor.get("/contents?status=' OR 1=1&after=x")).status, 200)
  })
})
