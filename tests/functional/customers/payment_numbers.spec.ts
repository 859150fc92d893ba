import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import env from '#start/env'
import flexi from '#plugins/payments/flexi_prepaid/index'
import { closeCustomer } from '#customers/actions/close_customer'
import { registerNumber, removeNumber } from '#customers/actions/payment_numbers'
import { startPaymentSandbox, type PaymentSandbox } from '#sandboxes/payments/server'
import { createCustomer, PASSWORD, signIn } from '#tests/support/accounts'
import type { Visitor } from '#tests/support/visitor'

const NUMBER_FORM = 'form[data-form=number]'

function randomFlexi(): string {
  return `0217${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`
}

test.group('Payment numbers', (group) => {
  let sandbox: PaymentSandbox

  group.setup(async () => {
    const url = new URL(env.get('SANDBOX_GATEWAY_URL')!)
    sandbox = await startPaymentSandbox({
      port: Number(url.port),
      key: { kid: 'sandbox', secret: env.get('SANDBOX_GATEWAY_KEY')! },
    })
    return () => sandbox.close()
  })

  async function sentCode(number: string): Promise<string> {
    const answer = await fetch(`${sandbox.url}/_sandbox/codes?number=${number}`)
    return ((await answer.json()) as { codes: { code: string }[] }).codes[0]!.code
  }

  async function registered(visitor: Visitor, number: string, method = 'flexi_prepaid') {
    await visitor.get('/account')
    return visitor.submit(NUMBER_FORM, { method, number })
  }

  test('[R4.5] a number that is sent eight times at once stands once in the account', async ({
    assert,
  }) => {
    const customer = await createCustomer('development')
    const number = randomFlexi()
    const all = await Promise.all(
      Array.from({ length: 8 }, () => registerNumber(customer, 'flexi_prepaid', number))
    )
    const rows = await db.from('payment_numbers').where('customer_id', customer.id)
    assert.lengthOf(rows, 1)
    for (const one of all) assert.equal(one.ok && one.value.publicId, rows[0].public_id)
    // Taken out of the account, it may come again.
    const [first] = all
    if (first!.ok) await removeNumber(customer, first!.value)
    const again = await registerNumber(customer, 'flexi_prepaid', number)
    assert.isTrue(again.ok && again.value.publicId !== rows[0].public_id)
  })

  test('[R4.5] an account that was closed meanwhile takes no number', async ({ assert }) => {
    const customer = await createCustomer('development')
    assert.isTrue((await registerNumber(customer, 'flexi_prepaid', randomFlexi())).ok)
    assert.isTrue((await closeCustomer(customer, PASSWORD)).ok)
    const refused = await registerNumber(customer, 'flexi_prepaid', randomFlexi())
    assert.deepEqual(refused.ok ? null : refused.error, { type: 'closed' })
    const rows = await db.from('payment_numbers').where('customer_id', customer.id)
    assert.deepEqual(
      rows.map(({ number }) => number),
      ['']
    )
  })

  test('[R4.5] a number is registered, verified once by code and shown masked', async ({
    assert,
  }) => {
    const visitor = await signIn(await createCustomer('development'))
    const number = randomFlexi()
    const asked = await registered(visitor, `${number.slice(0, 3)} ${number.slice(3)}`)
    assert.match(asked.url, /^\/account\/numbers\//)
    const wrong = await visitor.submit('main form', { code: '000000' })
    assert.equal(wrong.status, 422)
    assert.include(wrong.$('#f-code-error').text(), 'Kode tidak cocok')
    const page = await visitor.submit('main form', { code: await sentCode(number) })
    assert.match(page.url, /^\/account/)
    assert.include(page.text, `+62 21-••••-${number.slice(-4)}`)
    assert.include(page.text, 'Terverifikasi')
    assert.notInclude(page.text, number)
    const row = await db.from('payment_numbers').orderBy('id', 'desc').first()
    assert.notInclude(JSON.stringify(row), number)
    assert.isNotNull(row.verified_at)
    const again = await registered(visitor, number)
    assert.match(again.url, /^\/account/)
    const rows = await db.from('payment_numbers').where('number_hash', row.number_hash)
    assert.lengthOf(rows, 1)
  })

  test('[R4.5] the trial store shows the code that no telephone gets, marked as trial; production never does', async ({
    assert,
  }) => {
    for (const [prefix, words] of [
      ['', /Toko uji coba: tidak ada SMS.*Kode uji:/s],
      ['/en', /Trial store: no SMS.*Trial code:/s],
    ] as const) {
      const visitor = await signIn(await createCustomer('development'))
      const number = randomFlexi()
      const asked = await registered(visitor, number)
      const page = await visitor.get(`${prefix}${asked.url}`)
      assert.match(page.$('.notice').text(), words)
      assert.equal(page.$('.notice .code').text(), await sentCode(number))
      await visitor.submit('main form', { code: page.$('.notice .code').text() })
      assert.include(visitor.page.text, prefix ? 'Verified' : 'Terverifikasi')
    }
    const customer = await signIn(await createCustomer('production'))
    const number = randomFlexi()
    const page = await registered(customer, number)
    assert.match(page.url, /^\/account\/numbers\//)
    assert.notInclude(page.text, await sentCode(number))
    assert.notInclude(page.text, 'Kode uji')
  })

  test('[R4.5] a gateway that is no sandbox has no codes to show', ({ assert }) => {
    const binding = { baseUrl: 'https://billing.example', key: { kid: 'k', secret: 's' } }
    const open = (isSandbox: boolean) =>
      flexi.create({ ...binding, isSandbox }, 'development', {
        now: () => 0,
        voucherBook: () => {
          throw new Error('no vouchers here')
        },
      })
    assert.isUndefined(open(false).numbers!.trialCode)
    assert.isFunction(open(true).numbers!.trialCode)
  })

  test('[R4.5] a removed number is gone from the account', async ({ assert }) => {
    const visitor = await signIn(await createCustomer('development'))
    await registered(visitor, '122405004417', 'speedy')
    const before = await visitor.get('/account')
    assert.include(before.text, 'Belum diverifikasi')
    const after = await visitor.submit('form[action$="/remove"]')
    assert.equal(after.$('table .code').length, 0)
    const events = await db.from('audit_events').where('type', 'customer.number_removed')
    assert.isTrue(events.every(({ data }) => !data.includes('122405004417')))
  })

  for (const [method, number, id, en] of [
    ['speedy', '02170060622', 'dimulai angka 1', 'begins with 1'],
    ['speedy', '12 2405', 'Nomor Speedy terdiri', 'has 12 digits'],
    ['speedy', '+62 21 7006 0622', 'tampaknya nomor telepon Flexi', 'looks like a Flexi'],
    ['flexi_postpaid', '122405004417', 'tampaknya nomor Speedy', 'looks like a Speedy'],
    ['flexi_prepaid', '7006 0622', 'Tulis nomor Flexi dengan kode area', 'area code'],
    ['flexi_prepaid', '', 'wajib diisi', 'is required'],
    ['flexi_prepaid', '9'.repeat(100_000), 'paling banyak 40', 'at most 40'],
    ['flexi_prepaid', '0217\u0000060622', 'tidak dapat dipakai', 'cannot be used'],
  ] as const) {
    test(`[R4.5] ${method} ${JSON.stringify(number.slice(0, 16))} is refused in both languages`, async ({
      assert,
    }) => {
      const visitor = await signIn(await createCustomer('development'))
      for (const [prefix, message] of [
        ['', id],
        ['/en', en],
      ] as const) {
        await visitor.get(`${prefix}/account`)
        const page = await visitor.submit(NUMBER_FORM, { method, number })
        assert.equal(page.status, 422)
        assert.include(page.$('#f-number-error').text(), message)
        assert.equal(page.$('#f-name').attr('value'), 'Dewi Lestari')
      }
    })
  }

  test('[R4.5] an unknown method is refused, a number that the operator does not know is told', async ({
    assert,
  }) => {
    const visitor = await signIn(await createCustomer('development'))
    await visitor.get('/account')
    const odd = await visitor.submit(NUMBER_FORM, { method: 'delima', number: '02170060622' })
    assert.equal(odd.status, 422)
    assert.isAbove(odd.$('#f-method-error').length, 0)
    const page = await registered(visitor, '02170099906')
    assert.equal(page.status, 422)
    assert.include(page.$('#f-number-error').text(), 'Operator tidak mengenal nomor ini')
  })

  test('[R4.5] somebody else’s number is not found, for reading, verifying and removing', async ({
    assert,
  }) => {
    const owner = await signIn(await createCustomer('development'))
    const number = randomFlexi()
    const { url } = await registered(owner, number)
    const stranger = await signIn(await createCustomer('development'))
    assert.equal((await stranger.get(url)).status, 404)
    await stranger.get('/account')
    const token = stranger.page.$('input[name=_csrf]').attr('value')!
    const code = await sentCode(number)
    assert.equal((await stranger.post(url, { _csrf: token, code })).status, 404)
    assert.equal((await stranger.post(`${url}/remove`, { _csrf: token })).status, 404)
    assert.equal((await stranger.post(`${url}/resend`, { _csrf: token })).status, 404)
    assert.equal((await owner.get(url)).status, 200)
  })

  test('[R4.5] codes are limited for a number, messages for a customer', async ({ assert }) => {
    const visitor = await signIn(await createCustomer('development'))
    await registered(visitor, randomFlexi())
    let page = visitor.page
    for (let tries = 0; tries < 7; tries++)
      page = await visitor.submit('main form', { code: '000000' })
    assert.include(page.text, 'Terlalu banyak percobaan')
    for (let tries = 0; tries < 5; tries++) page = await visitor.submit('form[action$="/resend"]')
    assert.equal(page.status, 422)
    assert.include(page.text, 'Terlalu banyak percobaan')
  })
})

test.group('Customer account', () => {
  test('[R4.2] name and language are changed, hostile ones refused', async ({ assert }) => {
    const customer = await createCustomer('production')
    const visitor = await signIn(customer)
    await visitor.get('/account')
    const bad = await visitor.submit('form[data-form=profile]', {
      name: 'x'.repeat(5000),
      language: 'xx',
    })
    assert.equal(bad.status, 422)
    assert.deepEqual(
      bad
        .$('.summary a')
        .map((_, link) => bad.$(link).attr('href'))
        .get(),
      ['#f-name', '#f-language']
    )
    const good = await visitor.submit('form[data-form=profile]', {
      name: 'Dewi L.',
      language: 'en',
    })
    assert.include(good.text, 'Perubahan tersimpan')
    await customer.refresh()
    assert.equal(customer.name, 'Dewi L.')
    assert.equal(customer.language, 'en')
  })

  test('a guest is asked to sign in and comes back', async ({ assert }) => {
    const customer = await createCustomer('production')
    const visitor = await signIn(customer)
    await visitor.submit('form[action$="/logout"]')
    const page = await visitor.get('/account')
    assert.equal(page.url, '/login?next=%2Faccount')
    assert.equal((await visitor.post('/account/numbers', {})).status, 401)
  })
})
