import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#shared/clock'
import { publicId } from '#shared/public_id'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { createContent } from '#tests/support/contents'
import { Visitor } from '#tests/support/visitor'

test.group('Partner host’s front page', () => {
  test('[R1.4] guests read of the four stages, the share and what to prepare, in both languages', async ({
    assert,
  }) => {
    const visitor = new Visitor('partner')
    const { $ } = await visitor.get('/')
    assert.lengthOf($('.stages > li').toArray(), 4)
    assert.match($('main').text(), /65 %.*35 %/s)
    assert.equal($('main a.button-main').attr('href'), '/register')
    const english = await visitor.get('/en/')
    assert.match(english.$('main').text(), /Four stages/)
    assert.equal(english.$('main a.button-main').attr('href'), '/en/register')
  })

  test('a new partner is told to register the first content', async ({ assert }) => {
    const { $ } = await (await signIn(await createPartner())).get('/')
    assert.equal($('.ball h2').text(), 'Daftarkan konten pertama Anda')
    assert.equal($('.ball a.button').attr('href'), '/contents/new')
  })

  for (const [status, wish, title, href] of [
    ['draft', {}, /Lengkapi draf/, /\/contents\/\w+\/edit$/],
    ['needs_correction', {}, /Perbaiki/, /\/contents\/\w+\/edit$/],
    ['in_review', { fab: 'waiting' }, /Beli .* di toko uji coba/, /devstores?.*\/products\//],
    ['in_review', { fab: 'approved' }, /sedang diperiksa/, /\/contents\/\w+$/],
    ['pks_sent', {}, /Balas PKS/, /\/agreements/],
    ['published', {}, /Tidak ada yang menunggu/, null],
  ] as const) {
    test(`the next step of a content that is ${status} ${JSON.stringify(wish)} comes first`, async ({
      assert,
    }) => {
      const partner = await createPartner()
      await createContent(partner, { status, ...wish })
      const { $ } = await (await signIn(partner)).get('/')
      assert.match($('.ball h2').text(), title)
      if (href) assert.match($('.ball a.button').attr('href')!, href)
    })
  }

  test('what waits for the partner stands before what waits for us; others’ contents are not shown', async ({
    assert,
  }) => {
    const partner = await createPartner()
    await createContent(partner, { status: 'in_review', fab: 'approved', name: 'Diperiksa Dulu' })
    await createContent(partner, { status: 'draft', name: 'Draf Kemudian' })
    await createContent(await createPartner(), { status: 'draft', name: 'Punya Orang' })
    const { $ } = await (await signIn(partner)).get('/')
    assert.include($('.ball h2').text(), 'Draf Kemudian')
    assert.include($('.link-list').text(), 'Diperiksa Dulu')
    assert.notInclude($('main').text(), 'Punya Orang')
  })
})

test.group('Staff: where work begins, and companies', () => {
  for (const [role, path] of [
    ['legal', '/queue'],
    ['qa', '/queue'],
    ['finance', '/finance'],
    ['administrator', '/audit'],
  ] as const) {
    test(`[R5.5] ${role} begins at ${path}`, async ({ assert }) => {
      const visitor = await signIn(await createStaff(role))
      assert.equal((await visitor.get('/')).url, path)
    })
  }

  test('[R2.5] companies are masked, and every look at one is recorded', async ({ assert }) => {
    const partner = await createPartner({ companyName: `PT Samar ${publicId()}` })
    await createContent(partner, { name: 'Konten Samar' })
    const staff = await createStaff('legal')
    const visitor = await signIn(staff)
    await visitor.get(`/companies?q=${encodeURIComponent(partner.companyName.toUpperCase())}`)
    const page = await visitor.click('main table a')
    assert.equal(page.$('h1').text(), partner.companyName)
    for (const secret of [
      partner.ktp,
      partner.npwp,
      partner.bankAccount,
      partner.companyNpwp,
      partner.directorKtp,
    ])
      assert.notInclude(page.text, secret)
    assert.include(page.text, `•••• ${partner.ktp.slice(-4)}`)
    assert.include(page.text, 'Konten Samar')
    const events = await db
      .from('audit_events')
      .where({ type: 'partner.read_by_staff', subject_id: partner.publicId })
    assert.deepEqual(
      events.map((event) => event.actor_id),
      [staff.publicId]
    )
  })

  test('[R5.5] QA and Finance read no companies; unknown ones are 404; searching is harmless', async ({
    assert,
  }) => {
    const partner = await createPartner()
    for (const role of ['qa', 'finance'] as const) {
      const visitor = await signIn(await createStaff(role))
      for (const path of ['/companies', `/companies/${partner.publicId}`, '/audit', '/outbox'])
        assert.equal((await visitor.get(path)).status, 403, `${role} ${path}`)
    }
    const legal = await signIn(await createStaff('legal'))
    assert.equal((await legal.get(`/companies/${publicId()}`)).status, 404)
    assert.equal((await legal.get('/companies/x')).status, 404)
    for (const q of [`'--`, '%', '<b>', 'x'.repeat(999)])
      assert.equal((await legal.get(`/companies?q=${encodeURIComponent(q)}&before=x`)).status, 200)
    assert.equal((await legal.get('/audit')).status, 403)
    assert.match((await new Visitor('staff').get('/companies')).url, /^\/login/)
  })

  test('[R8.4] the audit trail speaks in words and names, in both languages, and leads to what it is about', async ({
    assert,
  }) => {
    const partner = await createPartner({ companyName: `PT Jejak ${publicId()}` })
    const legal = await createStaff('legal')
    await (await signIn(legal)).get(`/companies/${partner.publicId}`)
    const visitor = await signIn(await createStaff('administrator'))
    const page = await visitor.get(
      `/audit?type=partner.read_by_staff&actor=staff&id=${partner.publicId}`
    )
    const row = page.$('main tbody tr')
    assert.lengthOf(row.toArray(), 1)
    assert.match(row.text(), /Data perusahaan dibaca/)
    assert.include(row.text(), legal.name)
    assert.equal(row.find(`a[href="/companies/${partner.publicId}"]`).text(), partner.companyName)
    assert.notInclude(row.text(), 'read_by_staff')
    assert.equal(
      page.$('select[name=type] option[selected]').attr('value'),
      'partner.read_by_staff'
    )
    const english = await visitor.get(`/en/audit?id=${partner.publicId}`)
    assert.match(english.$('main tbody').text(), /Company data read/)
    assert.lengthOf((await visitor.get(`/audit?id=${publicId()}`)).$('main tbody tr').toArray(), 0)
  })
})

test.group('Staff: contents on sale', () => {
  test('[R7.1] a content is found by its name or its company and leads to where it is suspended; drafts are not among them', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const published = await createContent(partner, { status: 'published' })
    const draft = await createContent(partner, { status: 'draft' })
    const legal = await signIn(await createStaff('legal'))
    const hrefs = async (typed: string) => {
      const { $ } = await legal.get(`/contents?q=${encodeURIComponent(typed)}`)
      return $('.table a')
        .toArray()
        .map((link) => $(link).attr('href'))
    }
    const page = `/contents/${published.content.publicId}`
    assert.deepEqual(await hrefs(published.version.name!.toUpperCase()), [page])
    assert.include(await hrefs(partner.companyName), page)
    assert.notInclude(await hrefs(partner.companyName), `/contents/${draft.content.publicId}`)
    assert.deepEqual(await hrefs('%'), [])
    await legal.get(page)
    assert.lengthOf(legal.page.$('form[action$="/suspension"]'), 1)

    await db
      .from('contents')
      .where('id', published.content.id)
      .update({ suspended_at: clock.now().toMillis() })
    await legal.get(`/contents?q=${encodeURIComponent(published.version.name!)}`)
    assert.include(legal.page.$('.table').text(), 'Ditangguhkan')
    assert.equal((await legal.get('/contents?before=1')).status, 200)
    assert.lengthOf(legal.page.$('.table a'), 0)
    assert.equal(
      (await (await signIn(await createStaff('administrator'))).get('/contents')).status,
      200
    )
    for (const role of ['qa', 'finance'] as const)
      assert.equal((await (await signIn(await createStaff(role))).get('/contents')).status, 403)
  })

  test('[R7.1] the list goes on by keyset, nothing twice', async ({ assert }) => {
    const partner = await createPartner()
    const { content, version } = await createContent(partner, { status: 'published' })
    const [row] = await db.from('contents').where('id', content.id)
    const copied = Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'id'))
    for (let index = 0; index < 31; index++)
      await db.table('contents').insert({ ...copied, public_id: publicId() })
    const legal = await signIn(await createStaff('legal'))
    const own = `/contents?q=${encodeURIComponent(version.name!)}`
    const links = () =>
      legal.page
        .$('.table a')
        .toArray()
        .map((link) => legal.page.$(link).attr('href')!)
    await legal.get(own)
    const first = links()
    await legal.click('a[href*="before="]')
    const all = [...first, ...links()]
    assert.lengthOf(first, 30)
    assert.lengthOf(all, 32)
    assert.lengthOf(new Set(all), 32)
    assert.include(legal.page.$('.pager').text(), 'terbaru')
  })
})

test.group('Administration', () => {
  const event = (type: string, subject: string, at = clock.now().toMillis()) => ({
    type,
    actor_kind: 'system',
    subject_kind: 'test',
    subject_id: subject,
    data: JSON.stringify({ amount: 110 }),
    at,
  })

  test('[R8.4] the audit trail is filtered by event, actor and id, and goes on by keyset', async ({
    assert,
  }) => {
    const subject = publicId()
    await db
      .table('audit_events')
      .multiInsert(
        Array.from({ length: 55 }, (_, index) =>
          event(index % 2 ? 'demo.begun' : 'demo.finished', subject)
        )
      )
    const visitor = await signIn(await createStaff('administrator'))
    const rows = () => visitor.page.$('main tbody tr').length
    await visitor.get(`/audit?id=${subject}`)
    assert.equal(rows(), 50)
    assert.include(visitor.page.$('main tbody').text(), 'Jumlah: Rp 110')
    await visitor.click('a[rel="next"]')
    assert.equal(rows(), 5)
    await visitor.get(`/audit?id=${subject}&type=demo.begun&actor=system`)
    assert.equal(rows(), 27)
    await visitor.get(`/audit?id=${subject}&actor=staff`)
    assert.equal(rows(), 0)
    for (const query of [
      'type=%25',
      'type[]=a',
      'actor=root',
      `id=${"'".repeat(40)}`,
      'before=-1',
    ]) {
      assert.equal((await visitor.get(`/audit?${query}`)).status, 200, query)
    }
  })

  test('messages that were given up are shown with their error and tried again, once', async ({
    assert,
  }) => {
    const id = publicId()
    const now = clock.now().toMillis()
    await db.table('outbox').insert({
      public_id: id,
      kind: 'test.unknown',
      payload: '{"orderId":1}',
      status: 'dead',
      attempts: 12,
      run_at: now + 86_400_000,
      last_error: 'connect ECONNREFUSED <b>10.0.0.1</b>',
      created_at: now,
      finished_at: now,
    })
    const staff = await createStaff('administrator')
    const visitor = await signIn(staff)
    const { $ } = await visitor.get('/outbox')
    assert.include($('main').text(), 'ECONNREFUSED <b>10.0.0.1</b>')
    await visitor.submit(`form[action="/outbox/${id}/retry"]`)
    assert.include(visitor.page.$('.notice').text(), 'dikembalikan ke antrean')
    const [row] = await db.from('outbox').where('public_id', id)
    assert.notEqual(row.status, 'dead')
    const events = await db.from('audit_events').where({ type: 'outbox.retried', subject_id: id })
    assert.deepEqual(
      events.map((one) => one.actor_id),
      [staff.publicId]
    )

    const token = visitor.page.$('input[name=_csrf]').attr('value')
    assert.equal((await visitor.post(`/outbox/${id}/retry`, { _csrf: token })).status, 404)
    assert.equal((await visitor.post('/outbox/x/retry', { _csrf: token })).status, 404)
    assert.equal((await visitor.post(`/outbox/${id}/retry`)).status, 419)
    await db.from('outbox').where('public_id', id).delete()
  })

  test('[R5.5] only administrators retry', async ({ assert }) => {
    for (const role of ['legal', 'qa', 'finance'] as const) {
      const visitor = await signIn(await createStaff(role))
      await visitor.get('/account')
      const token = visitor.page.$('input[name=_csrf]').attr('value')
      assert.equal(
        (await visitor.post(`/outbox/${publicId()}/retry`, { _csrf: token })).status,
        403,
        role
      )
    }
    assert.equal((await new Visitor('staff').post(`/outbox/${publicId()}/retry`)).status, 401)
  })
})
