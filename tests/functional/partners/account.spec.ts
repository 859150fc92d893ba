import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import Partner from '#partners/models/partner'
import { clock } from '#shared/clock'
import { createPartner, PASSWORD, signIn } from '#tests/support/accounts'

async function events(partnerId: number): Promise<number> {
  const rows = await db.from('outbox').where('kind', 'partner.legal_data_changed').select('payload')
  return rows.filter(({ payload }) => JSON.parse(payload).partnerId === partnerId).length
}

async function correct(partner: Partner, values: Record<string, string>) {
  const visitor = await signIn(partner)
  await visitor.get('/account/edit')
  return visitor.submit('main form', values)
}

test.group('Partner account', () => {
  test('[R2.5] personal numbers are masked, on the page and in the correction form', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    for (const path of ['/account', '/account/edit', '/en/account']) {
      const page = await visitor.get(path)
      assert.equal(page.status, 200)
      assert.include(page.text, '•••• 0001')
      for (const secret of [partner.ktp, partner.npwp, partner.bankAccount, partner.companyNpwp]) {
        assert.notInclude(page.text, secret)
      }
    }
  })

  test('[R2.5] telephone numbers are shown in groups, and the form takes them as it shows them', async ({
    assert,
  }) => {
    const partner = await createPartner({ mobile: '081255501178', phone: '02745550132' })
    const visitor = await signIn(partner)
    const page = await visitor.get('/account')
    assert.include(page.text, '+62 812-5550-1178')
    assert.include(page.text, '+62 274-555-0132')
    const form = await visitor.get('/account/edit')
    assert.equal(form.$('#f-mobile').val(), '+62 812-5550-1178')
    await visitor.submit('main form', { name: 'Bagas W.' })
    await partner.refresh()
    assert.equal(partner.name, 'Bagas W.')
    assert.equal(partner.mobile, '081255501178')
    assert.equal(partner.phone, '02745550132')
    const [event] = await db
      .from('audit_events')
      .where({ type: 'partner.data_corrected', subject_id: partner.publicId })
    assert.equal(JSON.parse(event.data).fields, 'name')
  })

  test('[R2.4] what Legal validated goes back to Legal when it changes', async ({ assert }) => {
    const partner = await createPartner({ legalValidatedAt: clock.now() })
    const page = await correct(partner, { company_name: 'PT Nada Baru' })
    assert.match(page.url, /^\/account\?saved=1/)
    await partner.refresh()
    assert.equal(partner.companyName, 'PT Nada Baru')
    assert.isNull(partner.legalValidatedAt)
    assert.equal(await events(partner.id), 1)
    const [event] = await db
      .from('audit_events')
      .where({ type: 'partner.data_corrected', subject_id: partner.publicId })
    assert.deepEqual(JSON.parse(event.data), {
      fields: 'company_name',
      back_to_legal: true,
    })
  })

  test('[R2.4] other changes, and none at all, leave the validation as it is', async ({
    assert,
  }) => {
    const partner = await createPartner({ legalValidatedAt: clock.now() })
    await correct(partner, {})
    await correct(partner, { mobile: '0813 9999 0000', language: 'en' })
    await partner.refresh()
    assert.equal(partner.mobile, '081399990000')
    assert.equal(partner.language, 'en')
    assert.equal(partner.ktp, '3174051204890001')
    assert.isNotNull(partner.legalValidatedAt)
    assert.equal(await events(partner.id), 0)
  })

  test('[R2.4] a new personal number replaces the old one, sealed', async ({ assert }) => {
    const partner = await createPartner({ legalValidatedAt: clock.now() })
    await correct(partner, { director_ktp: '3471 0964 0675 9999' })
    const kept = await Partner.findOrFail(partner.id)
    assert.equal(kept.directorKtp, '3471096406759999')
    assert.isNull(kept.legalValidatedAt)
    const [row] = await db.from('partners').where('id', partner.id).select('director_ktp')
    assert.notInclude(row.director_ktp, '9999')
  })

  test('[R2.4] another bank account wants the password', async ({ assert }) => {
    const partner = await createPartner()
    const change = { bank_account: '99 8877 6655' }
    for (const [password, message] of [
      ['', 'Ketik sandi Anda'],
      ['salah11$$', 'tidak cocok'],
    ] as const) {
      const page = await correct(partner, { ...change, password })
      assert.equal(page.status, 422)
      assert.include(page.$('#f-password-error').text(), message)
      assert.equal(page.$('#f-bank_account').attr('value'), change.bank_account)
    }
    await partner.refresh()
    assert.equal(partner.bankAccount, '1370012556780')
    assert.lengthOf(await db.from('bank_changes').where('partner_id', partner.id), 0)
    await correct(partner, { ...change, password: PASSWORD })
    assert.equal((await Partner.findOrFail(partner.id)).bankAccount, '1370012556780')
    assert.lengthOf(await db.from('bank_changes').where('partner_id', partner.id), 1)
  })

  test('[R2.4] the address cannot be changed here, nor what no form asks for', async ({
    assert,
  }) => {
    const partner = await createPartner()
    await correct(partner, {
      email: 'lain@contoh.example',
      status: 'disabled',
      legal_validated_at: '1',
    })
    const kept = await Partner.findOrFail(partner.id)
    assert.equal(kept.email, partner.email)
    assert.equal(kept.status, 'active')
    assert.isNull(kept.legalValidatedAt)
  })

  test('[R2.4] the older of two tabs is told, shown both, and loses nothing', async ({
    assert,
  }) => {
    const partner = await createPartner({ legalValidatedAt: clock.now() })
    const older = await signIn(partner)
    await older.get('/account/edit')
    await correct(partner, { address: 'Jl. Kotagede 99, Yogyakarta', ktp: '3471096406759999' })
    const told = await older.submit('main form', { phone: '0274 555 999', name: 'Bagas W.' })
    assert.equal(told.status, 409)
    const table = told.$('table.comparison').text()
    for (const word of ['Jl. Kotagede 99, Yogyakarta', partner.address, 'Bagas W.', '+62 274'])
      assert.include(table, word)
    // A number that this tab has left empty is not in question.
    assert.notInclude(table, '••••')
    assert.equal(told.$('#f-phone').val(), '0274 555 999')
    assert.equal((await Partner.findOrFail(partner.id)).phone, partner.phone)

    await older.submit('main form', { address: 'Jl. Kotagede 99, Yogyakarta' })
    const kept = await Partner.findOrFail(partner.id)
    assert.equal(kept.address, 'Jl. Kotagede 99, Yogyakarta')
    assert.equal(kept.phone, '0274555999')
    assert.equal(kept.name, 'Bagas W.')
    assert.equal(kept.ktp, '3471096406759999')
  })

  test('[R2.4] a form sent twice, and one whose wrong field is mended, stand on what they were shown', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const visitor = await signIn(partner)
    await visitor.get('/account/edit')
    const token = visitor.page.$('input[name=_csrf]').first().attr('value')!
    const sent = Object.fromEntries(
      visitor.page
        .$('main form')
        .serializeArray()
        .map(({ name, value }) => [name, value])
    )
    for (let times = 0; times < 2; times++) {
      const again = { ...sent, _csrf: token, name: 'Bagas Dua' }
      const page = await visitor.post('/account/edit', again)
      assert.match(page.url, /^\/account\?saved=1/)
    }
    await visitor.get('/account/edit')
    assert.equal((await visitor.submit('main form', { name: '' })).status, 422)
    await correct(partner, { mobile: '081399990000' })
    const told = await visitor.submit('main form', { name: 'Bagas Tiga' })
    assert.equal(told.status, 409)
    assert.equal((await Partner.findOrFail(partner.id)).name, 'Bagas Dua')
  })

  test('[R2.1] wrong and hostile values change nothing and keep what was typed', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const page = await correct(partner, {
      company_name: '',
      ktp: '123',
      website: 'javascript:alert(1)',
      address: 'x'.repeat(100_000),
      name: 'Ba\u0000gas',
    })
    assert.equal(page.status, 422)
    for (const field of ['company_name', 'ktp', 'website', 'address', 'name']) {
      assert.isNotEmpty(page.$(`#f-${field}-error`).text(), field)
    }
    assert.equal(page.$('#f-website').attr('value'), 'javascript:alert(1)')
    assert.equal((await Partner.findOrFail(partner.id)).companyName, partner.companyName)
  })
})
