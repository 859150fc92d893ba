import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { spend } from '#core/limits'
import Partner from '#partners/models/partner'
import PartnerRegistration from '#partners/models/partner_registration'
import { travelBack, travelBy } from '#shared/clock'
import { registeredSchedules } from '#shared/outbox/handlers'
import { createPartner, freshEmail, PASSWORD } from '#tests/support/accounts'
import { answerQuestion, readCaptcha } from '#tests/support/captcha'
import {
  activationPath,
  fillRegistration,
  mailsTo,
  partnerForm,
} from '#tests/support/registrations'
import { Visitor } from '#tests/support/visitor'

const HOUR = 3_600_000

async function register(overrides: Record<string, string | undefined> = {}) {
  const visitor = new Visitor('partner')
  const email = overrides.email ?? freshEmail('mitra')
  await fillRegistration(visitor, { ...overrides, email })
  await visitor.submit('main form')
  return { visitor, email }
}

/** Follows the youngest link in the mail of an address, as the browser of `visitor`. */
async function activate(visitor: Visitor, email: string, values: Record<string, string> = {}) {
  await visitor.get(activationPath((await mailsTo(email)).at(-1)!.text))
  return visitor.submit('main form', values)
}

test.group('Partner registration', (group) => {
  group.each.teardown(() => travelBack())

  test('[R2.2] the form leads to a review, the review to one account, however often pressed', async ({
    assert,
  }) => {
    const visitor = new Visitor('partner')
    const email = freshEmail('mitra')
    const review = await fillRegistration(visitor, { email })
    assert.equal(review.url, '/register/review')
    assert.equal(review.headers['cache-control'], 'private, no-store')
    for (const shown of [
      email,
      '3174 0512 0489 0001',
      '1370 0125 5678',
      '4 Maret 2019',
      'AHU-0012345',
    ]) {
      assert.include(review.text, shown)
    }
    assert.notInclude(review.text, PASSWORD)
    assert.isNull(await Partner.findBy({ email }))
    const answers = await Promise.all([1, 2, 3].map(() => visitor.post('/register/review', {})))
    for (const page of answers) assert.equal(page.url, '/register/sent')
    await visitor.post('/register/review', {})
    assert.lengthOf(await mailsTo(email), 1)
    assert.lengthOf(await PartnerRegistration.query().where('email', email), 1)
    assert.isNull(await Partner.findBy({ email }))
  })

  test('[R2.1] everything typed is kept as it should be', async ({ assert }) => {
    const { visitor, email } = await register({ email: freshEmail('Mitra').toUpperCase() })
    await activate(visitor, email.toLowerCase())
    const partner = await Partner.findByOrFail({ email: email.toLowerCase() })
    assert.equal(partner.status, 'active')
    assert.equal(partner.mobile, '081255501178')
    assert.equal(partner.npwp, '084152271541000')
    assert.equal(partner.nib, '9120103455678')
    assert.isNull(partner.siup)
    assert.equal(partner.deedDate, '2019-03-04')
    assert.equal(partner.bankAccount, '137001255678')
    assert.notInclude(partner.password, PASSWORD)
    assert.match(partner.password, /^\$argon2id\$/)
  })

  test('[R2.5] personal numbers are cipher text in the database, waiting or kept', async ({
    assert,
  }) => {
    const visitor = new Visitor('partner')
    const email = freshEmail('mitra')
    await fillRegistration(visitor, { email })
    const waiting = await db.from('partner_registrations').orderBy('id', 'desc').first()
    assert.notInclude(waiting.payload, '3174051204890001')
    assert.notInclude(waiting.payload, email)
    await visitor.submit('main form')
    const confirmed = await db.from('partner_registrations').where('id', waiting.id).first()
    assert.notInclude(confirmed.payload, '3174051204890001')
    await activate(visitor, email)
    const row = await db.from('partners').where('email', email).first()
    const stored = JSON.stringify(row)
    for (const secret of [
      '3174051204890001',
      '084152271541000',
      '137001255678',
      '023187750541000',
    ]) {
      assert.notInclude(stored, secret)
    }
    const settled = await db.from('partner_registrations').where('id', waiting.id).first()
    assert.isNotNull(settled.confirmed_at)
    assert.isNull(settled.payload)
    assert.isNull(settled.email)
  })

  test('[R2.1] nothing typed is lost when fields are wrong, passwords and captcha aside', async ({
    assert,
  }) => {
    const visitor = new Visitor('partner')
    const typed = partnerForm({
      ktp: '3174 0512 0489 00',
      decree_number: '',
      company_npwp: '02.318.775.1-541.00',
      bank_account: '1370 0I25 5678',
    })
    const first = await visitor.get('/register')
    const page = await visitor.submit('main form', { ...typed, ...readCaptcha(first) })
    assert.equal(page.status, 422)
    const { $ } = page
    for (const [name, value] of Object.entries(typed)) {
      const kept = $(`#f-${name}`).attr('value') ?? ''
      assert.equal(kept, name.startsWith('password') ? '' : value, name)
    }
    const links = $('.summary a')
    assert.deepEqual(links.map((_, link) => $(link).attr('href')).get(), [
      '#f-ktp',
      '#f-decree_number',
      '#f-company_npwp',
      '#f-bank_account',
    ])
    for (const link of links.toArray()) assert.lengthOf($($(link).attr('href')!).toArray(), 1)
    assert.equal($('.summary h2').text(), '4 isian perlu diperbaiki')
    assert.include($('#f-ktp-error').text(), 'Baru 14 angka. Nomor KTP terdiri dari 16 angka.')
    assert.include($('#f-decree_number-error').text(), 'Isi nomor SK dari Kementerian Hukum.')
    assert.include(
      $('#f-bank_account-error').text(),
      'Ada huruf “I” pada urutan ke-6. Maksud Anda angka 1?'
    )
    assert.equal($('#f-ktp').attr('aria-describedby'), 'f-ktp-error f-ktp-help')
    const sections = $('.section-list li')
      .map((_, item) => $(item).text().trim())
      .get()
    assert.deepEqual(sections, [
      'Kontak1 perlu diperbaiki',
      'Perusahaan',
      'Legalitas2 perlu diperbaiki',
      'Rekening1 perlu diperbaiki',
      'Sandi dan captchaIsi ulang',
    ])
    const mended = await visitor.submit('main form', {
      ...partnerForm({ email: typed.email }),
      ...readCaptcha(page),
    })
    assert.equal(mended.url, '/register/review')
  })

  for (const [field, value, id, en] of [
    ['name', '', 'wajib diisi', 'is required'],
    ['email', 'bukan-alamat', 'alamat email yang lengkap', 'complete email address'],
    ['mobile', '0274 555 0132', 'dimulai 08', 'begins with 08'],
    ['ktp', '3174051204890001234', 'Ada 19 angka', '19 digits are too many'],
    ['ktp', '317405120489000x', 'Ada “x”', 'There is “x”'],
    ['npwp', '08.415.227', '15 sampai 16', '15 to 16'],
    ['ktp', '0174 0512 0489 0001', 'bukan kode provinsi', 'no province code'],
    ['ktp', '3174 0532 0489 0001', 'untuk perempuan 41–71', 'for women 41–71'],
    ['director_ktp', '3174 0512 1389 0001', 'bulan lahir: 01–12', 'month of birth: 01–12'],
    ['npwp', '08.415.227.6-541.000', 'Angka pemeriksa tidak cocok', 'check digit does not fit'],
    ['company_npwp', '3174 0532 0489 0001', 'NPWP 16 angka adalah NIK', '16-digit NPWP is a NIK'],
    ['siup', 'ada', '503/1187-DPMPTSP/2018', '503/1187-DPMPTSP/2018'],
    ['tdp', '12345', '12 atau 13 angka', '12 or 13 digits'],
    ['bank_name', '999', 'Tidak ada bank dengan kode itu', 'no bank with that code'],
    ['company_name', 'P', 'paling sedikit 3', 'at least 3'],
    ['website', 'javascript:alert(1)', 'alamat lengkap', 'complete address'],
    ['website', 'https://user:pass@nada.example', 'alamat lengkap', 'complete address'],
    ['address', 'Jl. 1', 'alamat lengkap', 'complete address'],
    ['phone', '555', 'kode area', 'area code'],
    ['nib', '912010345567', 'Baru 12 angka', 'Only 12 digits'],
    ['nib', '', 'Isi NIB, atau', 'Give the NIB'],
    ['deed_date', '2019-02-30', 'tanggal yang benar', 'date that exists'],
    ['deed_date', '2999-01-01', 'masa depan', 'future'],
    ['director_ktp', '1', 'Baru 1 angka', 'Only 1 digits'],
    ['bank_account', '12345', 'Baru 5 angka', 'Only 5 digits'],
    ['bank_holder', '', 'wajib diisi', 'is required'],
    ['password', 'abc12$', '2 huruf, 2 angka', '2 letters, 2 digits'],
    ['password', 'qwerty12@@', 'pernah bocor', 'leaked'],
    ['password_confirmation', 'lain', 'Belum sama', 'not the same'],
  ] as const) {
    test(`[R2.1] ${field} = ${JSON.stringify(value)} gets its own message in both languages`, async ({
      assert,
    }) => {
      for (const [path, message] of [
        ['/register', id],
        ['/en/register', en],
      ] as const) {
        const page = await new Visitor('partner').post(path, partnerForm({ [field]: value }))
        assert.equal(page.status, 422)
        assert.include(page.$(`#f-${field}-error`).text(), message)
      }
    })
  }

  test('[R2.1] an account number is judged by its bank, which is known by any of its names', async ({
    assert,
  }) => {
    const typed = partnerForm({ bank_name: 'bca', bank_account: '1370 0125 5678' })
    const page = await new Visitor('partner').post('/register', typed)
    assert.include(
      page.$('#f-bank_account-error').text(),
      'Nomor rekening Bank Central Asia terdiri dari 10 angka, di sini 12.'
    )
    const { visitor, email } = await register({ bank_name: '014', bank_account: '1370 0125 56' })
    await activate(visitor, email)
    assert.equal((await Partner.findByOrFail({ email })).bankName, 'Bank Central Asia')
  })

  test('[R2.1] the form offers the banks and says every format without a script', async ({
    assert,
  }) => {
    const { $ } = await new Visitor('partner').get('/register')
    assert.equal($('#f-bank_name').attr('list'), 'banks')
    assert.include($('#banks option[value="Bank Central Asia"]').attr('label'), '014 · BCA')
    for (const [name, said] of [
      ['ktp', '16 angka'],
      ['npwp', '15 angka (01.000.013.1-093.000) atau 16 angka'],
      ['nib', '13 angka'],
      ['siup', '503/1187-DPMPTSP/2018'],
      ['tdp', '12 atau 13 angka'],
      ['mobile', '0812 3456 7890'],
      ['phone', '0274 555 0132'],
      ['bank_account', 'BCA: 10 angka'],
    ] as const) {
      assert.include($(`#f-${name}-help`).text(), said, name)
      assert.include($(`#f-${name}`).attr('aria-describedby'), `f-${name}-help`)
    }
  })

  test('[R2.1] the summary names each field once, as the page does, and a missing captcha is in it', async ({
    assert,
  }) => {
    for (const [path, expected] of [
      [
        '/register',
        [
          'Nama wajib diisi.',
          'Nomor ponsel dimulai 08 atau +62 8 dan terdiri dari 9 sampai 13 angka.',
          'Nomor KTP: Ada “x” pada urutan ke-16. Isi angka saja.',
          'NPWP: Ada huruf “O” pada urutan ke-1. Maksud Anda angka 0?',
          'Website: Tulis alamat lengkap, misalnya https://perusahaan.example.',
          'Cabang Bank wajib diisi.',
          'Password paling sedikit 6 karakter, dengan 2 huruf, 2 angka, dan 2 dari @ $ * & ?',
          'Isi captcha.',
        ],
      ],
      [
        '/en/register',
        [
          'Name is required.',
          'A mobile number begins with 08 or +62 8 and has 9 to 13 digits.',
          'KTP number: There is “x” at position 16. Use digits only.',
          'NPWP: There is a letter “O” at position 1. Did you mean the digit 0?',
          'Website: Write the complete address, such as https://company.example.',
          'Bank branch is required.',
          'Password needs at least 6 characters, with 2 letters, 2 digits, and 2 of @ $ * & ?',
          'Fill in the captcha.',
        ],
      ],
    ] as const) {
      const page = await new Visitor('partner').post(
        path,
        partnerForm({
          name: '',
          mobile: '0274 555 0132',
          ktp: '317405120489000x',
          npwp: 'O84152276541000',
          website: 'nada',
          bank_branch: '',
          password: 'abc12$',
          password_confirmation: 'abc12$',
        })
      )
      const lines = page.$('.summary li').map((_, line) => page.$(line).text().trim())
      assert.deepEqual(lines.get(), [...expected])
      assert.lengthOf(page.$('#f-captcha-error').toArray(), 1)
    }
  })

  test('[R2.1] a captcha that was solved is not used up by other mistakes', async ({ assert }) => {
    const visitor = new Visitor('partner')
    const solved = readCaptcha(await visitor.get('/register'))
    const id = visitor.page.$('input[name=captcha_id]').attr('value')!
    const wrong = await visitor.submit('main form', { ...partnerForm({ name: '' }), ...solved })
    assert.equal(wrong.$('.summary li').length, 1)
    assert.lengthOf(wrong.$('#f-captcha-error').toArray(), 0)
    const sent = { ...partnerForm(), captcha_id: id, ...solved }
    assert.equal((await visitor.post('/register', sent)).url, '/register/review')
  })

  test('[R2] SIUP and TDP together stand in for the NIB, one alone does not', async ({
    assert,
  }) => {
    const visitor = new Visitor('partner')
    const old = { nib: '', siup: '503/1234/SIUP', tdp: '' }
    const half = await visitor.post('/register', partnerForm(old))
    assert.include(half.$('#f-tdp-error').text(), 'Isi juga Nomor TDP')
    assert.equal(half.$('#f-nib-error').length, 0)
    const page = await fillRegistration(visitor, { ...old, tdp: '12.05.1.46.01234' })
    assert.equal(page.url, '/register/review')
  })

  for (const [title, hostile] of [
    ['100 kB', 'a'.repeat(100_000)],
    ['NUL', 'Nada\0Pusaka Digital'],
    ['escape codes', 'Nada\u001b[31mPusaka Digital'],
    ['turned text', 'Nada\u202ePusaka Digital'],
  ] as const) {
    test(`[R2.1] hostile values change nothing: ${title}`, async ({ assert }) => {
      const [before] = await db.from('partner_registrations').count('* as n')
      for (const name of Object.keys(partnerForm())) {
        const page = await new Visitor('partner').post(
          '/register',
          partnerForm({ [name]: hostile })
        )
        assert.include([413, 422], page.status, name)
      }
      const [after] = await db.from('partner_registrations').count('* as n')
      assert.equal(Number(after.n), Number(before.n))
    })
  }

  test('[R2.1] markup is kept as text, arrays in the place of text are refused', async ({
    assert,
  }) => {
    const markup = '"><script>alert(1)</script>'
    const visitor = new Visitor('partner')
    const review = await fillRegistration(visitor, { company_name: `PT ${markup}` })
    assert.equal(review.url, '/register/review')
    assert.equal(review.$('script:not([src])').length, 0)
    assert.include(review.$('main').text(), markup)
    const listed = { ...partnerForm({ company_name: undefined }), 'company_name[]': 'PT Nada' }
    const page = await visitor.post('/register', listed)
    assert.equal(page.status, 422)
  })

  test('[R2.1] a wrong captcha makes nothing, and a right one cannot be used again', async ({
    assert,
  }) => {
    const visitor = new Visitor('partner')
    const page = await visitor.get('/register')
    const wrong = await visitor.submit('main form', { ...partnerForm(), captcha: 'XXXXX' })
    assert.equal(wrong.status, 422)
    assert.include(wrong.$('#f-captcha-error').text(), 'Captcha belum cocok')
    const used = {
      ...readCaptcha(page),
      captcha_id: page.$('input[name=captcha_id]').attr('value')!,
    }
    const again = await visitor.post('/register', { ...partnerForm(), ...used })
    assert.equal(again.status, 422)
    const none = await visitor.post('/register', partnerForm())
    assert.include(none.$('#f-captcha-error').text(), 'Isi captcha')
  })

  test('[R4.2] the captcha’s buttons show the form again with all that was typed, without blame', async ({
    assert,
  }) => {
    const visitor = new Visitor('partner')
    await visitor.get('/register')
    const half = { name: 'Bagas Wirawan', ktp: '3174' }
    const asked = await visitor.submit('main form', half, {
      name: 'captcha_action',
      value: 'question',
    })
    assert.equal(asked.status, 200)
    assert.equal(asked.$('.summary').length, 0)
    assert.equal(asked.$('#f-ktp').attr('value'), '3174')
    const email = freshEmail('mitra')
    const page = await visitor.submit('main form', {
      ...partnerForm({ email }),
      captcha: answerQuestion(asked.$('.captcha-question').text()),
    })
    assert.equal(page.url, '/register/review')
  })

  test('[R2.2] "Ubah data" goes back with everything kept but the password', async ({ assert }) => {
    const visitor = new Visitor('partner')
    const email = freshEmail('mitra')
    await fillRegistration(visitor, { email })
    const form = await visitor.click('a[href$="change=1"]')
    assert.equal(form.headers['cache-control'], 'private, no-store')
    assert.equal(form.$('#f-email').attr('value'), email)
    assert.equal(form.$('#f-ktp').attr('value'), '3174051204890001')
    assert.isUndefined(form.$('#f-password').attr('value'))
    const changed = { password: PASSWORD, password_confirmation: PASSWORD, name: 'Bagas W.' }
    await visitor.submit('main form', { ...changed, ...readCaptcha(form) })
    await visitor.submit('main form')
    await activate(visitor, email)
    assert.equal((await Partner.findByOrFail({ email })).name, 'Bagas W.')
  })

  test('[R2.2] after an hour the data is asked for again, and nobody else ever sees it', async ({
    assert,
  }) => {
    const visitor = new Visitor('partner')
    const email = freshEmail('mitra')
    await fillRegistration(visitor, { email })
    const stranger = new Visitor('partner')
    assert.equal((await stranger.get('/register/review')).url, '/register')
    assert.notInclude((await stranger.get('/register?change=1')).text, email)
    travelBy(HOUR + 1000)
    assert.equal((await visitor.get('/register/review')).url, '/register')
    assert.equal((await visitor.post('/register/review', {})).url, '/register')
    assert.isNull(await Partner.findBy({ email }))
  })

  test('registrations of one address are limited', async ({ assert }) => {
    const visitor = new Visitor('partner')
    let last = 0
    for (let times = 0; times < 61; times++) last = (await visitor.post('/register', {})).status
    assert.equal(last, 429)
  })
})

test.group('Mails of partner registrations', () => {
  test('[R2.3] the mail to an address that nobody has proven holds no word of who typed it', async ({
    assert,
  }) => {
    const words = 'Menang Rp 10.000.000, klik http://jahat.example'
    const { email } = await register({ name: words, company_name: `PT ${words}` })
    const [mail] = await mailsTo(email)
    assert.include(mail!.text, '/activate/')
    for (const text of [mail!.text, mail!.subject]) assert.notInclude(text, 'jahat')
  })

  test('[R2.3] an address gets so many mails of registrations an hour, known or not; who registers it reads the same', async ({
    assert,
  }) => {
    const known = await createPartner()
    for (const wanted of [freshEmail('korban'), known.email]) {
      for (let times = 0; times < 5; times++) await spend('resend', `partner:${wanted}`)
      const { visitor, email } = await register({ email: wanted })
      assert.equal(visitor.page.url, '/register/sent')
      assert.lengthOf(await mailsTo(email), 0)
    }
  })
})

test.group('Partner activation', (group) => {
  group.each.teardown(() => travelBack())

  test('[R2.3] opening the link changes nothing, pressing the button activates and signs in', async ({
    assert,
  }) => {
    const { visitor, email } = await register()
    const [mail] = await mailsTo(email)
    assert.equal(mail!.subject, 'Aktifkan akun mitra Anda')
    assert.notInclude(mail!.text, PASSWORD)
    const path = activationPath(mail!.text)
    const outbox = await db.from('outbox').where('kind', 'mail').select('payload')
    assert.isTrue(outbox.every(({ payload }) => !payload.includes(path.split('/').at(-1)!)))
    for (let scans = 0; scans < 3; scans++) {
      const opened = await new Visitor('partner').get(path)
      assert.equal(opened.status, 200)
      assert.equal(opened.headers['cache-control'], 'private, no-store')
      assert.equal(opened.headers['referrer-policy'], 'same-origin')
    }
    assert.isNull(await Partner.findBy({ email }))
    await visitor.get(path)
    const landed = await visitor.submit('main form')
    assert.equal(landed.url, '/contents/new')
    assert.equal((await Partner.findByOrFail({ email })).status, 'active')
    assert.equal((await visitor.get('/account')).status, 200)
    const again = await new Visitor('partner').get(path)
    assert.equal(again.status, 410)
    assert.equal((await new Visitor('partner').post(path)).status, 410)
    const [event] = await db
      .from('audit_events')
      .where('type', 'partner.activated')
      .orderBy('id', 'desc')
      .limit(1)
    assert.notInclude(JSON.stringify(event), email)
  })

  test('[R2.3] a link pressed twice at once activates once', async ({ assert }) => {
    const { email } = await register()
    const path = activationPath((await mailsTo(email))[0]!.text)
    const pages = await Promise.all(
      [1, 2].map(() => new Visitor('partner').post(path, { password: PASSWORD }))
    )
    assert.lengthOf(await Partner.query().where('email', email), 1)
    assert.deepEqual(pages.map(({ status }) => status === 410).sort(), [false, true])
  })

  test('[R2.3] a link ends after 48 hours; a new one can be had', async ({ assert }) => {
    const { email } = await register()
    const old = activationPath((await mailsTo(email))[0]!.text)
    travelBy(48 * HOUR + 1000)
    assert.equal((await new Visitor('partner').get(old)).status, 410)
    assert.equal((await new Visitor('partner').post(old)).status, 410)
    const visitor = new Visitor('partner')
    await visitor.get('/activate/resend')
    await visitor.submit('main form', { email: email.toUpperCase() })
    const mails = await mailsTo(email)
    assert.lengthOf(mails, 2)
    await visitor.get(activationPath(mails[1]!.text))
    const landed = await visitor.submit('main form', { password: PASSWORD })
    assert.equal(landed.url, '/contents/new')
  })

  test('[R2.3] after seven days a registration is over, and what was typed is removed', async ({
    assert,
  }) => {
    const { email } = await register()
    await mailsTo(email)
    travelBy(7 * 24 * HOUR + 1000)
    await new Visitor('partner').post('/activate/resend', { email })
    assert.lengthOf(await mailsTo(email), 1)
    travelBy((8 * 24 + 1) * HOUR)
    const sweep = registeredSchedules().find(({ name }) => name === 'partners.sweep_registrations')
    await sweep!.run()
    assert.lengthOf(await PartnerRegistration.query().where('email', email), 0)
  })

  test('[R2.3] asking again tells nothing of an address', async ({ assert }) => {
    const active = await createPartner()
    const { email: waiting } = await register()
    const texts = []
    for (const email of [active.email, waiting, freshEmail()]) {
      const page = await new Visitor('partner').post('/activate/resend', { email })
      assert.equal(page.status, 200)
      texts.push(page.text.replaceAll(email, ''))
    }
    assert.equal(new Set(texts).size, 1)
    assert.lengthOf(await mailsTo(active.email), 0)
    const bad = await new Visitor('partner').post('/activate/resend', { email: 'x' })
    assert.equal(bad.status, 422)
  })

  test('[R2.3] a known address is not revealed; its owner is told, and nothing of it changes', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { visitor } = await register({ email: partner.email, company_name: 'PT Penipu' })
    assert.equal(visitor.page.url, '/register/sent')
    const [mail, ...more] = await mailsTo(partner.email)
    assert.lengthOf(more, 0)
    assert.include(mail!.subject, 'sudah terdaftar')
    const after = await Partner.findOrFail(partner.id)
    assert.equal(after.companyName, partner.companyName)
    assert.equal(after.password, partner.password)
  })

  test('[R2.3] somebody else’s registration of my address is no account of theirs', async ({
    assert,
  }) => {
    const email = freshEmail('korban')
    const { visitor: attacker } = await register({
      email,
      company_name: 'PT Penipu',
      password: 'penipu77$$',
      password_confirmation: 'penipu77$$',
    })
    const path = activationPath((await mailsTo(email))[0]!.text)
    const victim = new Visitor('partner')
    for (const [prefix, refusal, advice] of [
      ['', 'Bukan sandi dari pendaftaran ini', 'Bukan Anda yang mendaftar?'],
      ['/en', 'does not belong to this registration', 'It was not you who registered?'],
    ] as const) {
      const page = await victim.get(prefix + path)
      assert.include(page.text, advice)
      for (const values of [{}, { password: '' }, { password: PASSWORD }, { password: '\0' }]) {
        const refused = await victim.submit('main form', values)
        assert.equal(refused.status, 422)
        assert.lengthOf(refused.$('#f-password-error').toArray(), 1)
      }
      assert.include(victim.page.$('#f-password-error').text(), refusal)
    }
    const cookie = 'registration=01HZZZZZZZZZZZZZZZZZZZZZZZ; __Host-registration=e%3AAAAA'
    assert.equal((await new Visitor('partner').post(path, {}, { cookie })).status, 422)
    assert.isNull(await Partner.findBy({ email }))
    const signIn = await attacker.post('/login', { email, password: 'penipu77$$' })
    assert.equal(signIn.status, 422)
    assert.match((await attacker.get('/account')).url, /^\/login/)
  })

  test('[R2.3] each link activates what was typed with it, and voids what others typed', async ({
    assert,
  }) => {
    const email = freshEmail('mitra')
    const { visitor } = await register({ email, company_name: 'PT Sungguhan' })
    const { visitor: other } = await register({ email, company_name: 'PT Penipu' })
    const [mine, theirs] = (await mailsTo(email)).map(({ text }) => activationPath(text))
    await visitor.get(mine!)
    assert.include(visitor.page.text, 'PT Sungguhan')
    assert.equal((await visitor.submit('main form')).url, '/contents/new')
    const [partner, ...more] = await Partner.query().where('email', email)
    assert.lengthOf(more, 0)
    assert.equal(partner!.companyName, 'PT Sungguhan')
    assert.equal((await other.get(theirs!)).status, 410)
    assert.equal((await other.post(theirs!, { password: PASSWORD })).status, 410)
    const rows = await db.from('partner_registrations').where('email', email)
    assert.lengthOf(rows, 0)
    await new Visitor('partner').post('/activate/resend', { email })
    assert.lengthOf(await mailsTo(email), 2)
    // To the one who lost nothing shows: pressing again is answered as it ever was.
    assert.equal((await other.post('/register/review', {})).url, '/register/sent')
  })

  test('[R2.3] of two links for one address, pressed at once, one makes the account', async ({
    assert,
  }) => {
    const email = freshEmail('mitra')
    await register({ email, company_name: 'PT Satu' })
    await register({ email, company_name: 'PT Dua' })
    const paths = (await mailsTo(email)).map(({ text }) => activationPath(text))
    const pages = await Promise.all(
      paths.map((path) => new Visitor('partner').post(path, { password: PASSWORD }))
    )
    assert.deepEqual(pages.map(({ status }) => status === 410).sort(), [false, true])
    assert.lengthOf(await Partner.query().where('email', email), 1)
  })

  test('[R2.3] in the browser of the registration the link asks for nothing, in another for its password', async ({
    assert,
  }) => {
    const { visitor, email } = await register()
    const path = activationPath((await mailsTo(email))[0]!.text)
    assert.lengthOf((await visitor.get(path)).$('main input[type=password]').toArray(), 0)
    const elsewhere = new Visitor('partner')
    assert.lengthOf((await elsewhere.get(path)).$('main input[type=password]').toArray(), 1)
    const landed = await elsewhere.submit('main form', { password: PASSWORD })
    assert.equal(landed.url, '/contents/new')
    assert.equal((await visitor.get(path)).status, 410)
  })

  test('[R2.3] guesses at the password of a link are limited', async ({ assert }) => {
    const { email } = await register()
    const path = activationPath((await mailsTo(email))[0]!.text)
    for (let tries = 0; tries < 10; tries++) {
      await new Visitor('partner').post(path, { password: 'salah11$$' })
    }
    const page = await new Visitor('partner').post(path, { password: PASSWORD })
    assert.equal(page.status, 422)
    assert.include(page.$('#f-password-error').text(), 'Terlalu banyak percobaan')
    assert.isNull(await Partner.findBy({ email }))
  })

  test('[R2.3] asked for again, each of those that wait gets its own link', async ({ assert }) => {
    const email = freshEmail('mitra')
    const { visitor: one } = await register({ email, company_name: 'PT Satu' })
    const { visitor: two } = await register({ email, company_name: 'PT Dua' })
    await new Visitor('partner').post('/activate/resend', { email })
    const [mine, ...others] = (await mailsTo(email))
      .slice(2)
      .map(({ text }) => activationPath(text))
    assert.lengthOf(others, 1)
    // Each browser is shown its own registration by one of the links, and asked for a password by the other.
    for (const [visitor, company] of [
      [one, 'PT Satu'],
      [two, 'PT Dua'],
    ] as const) {
      const pages = [await visitor.get(mine!), await visitor.get(others[0]!)]
      assert.lengthOf(
        pages.filter(({ text }) => text.includes(company)),
        1
      )
    }
  })

  test('[R8.6] the English form makes an English mail', async ({ assert }) => {
    const visitor = new Visitor('partner')
    const email = freshEmail('mitra')
    const page = await visitor.get('/en/register')
    await visitor.submit('main form', { ...partnerForm({ email }), ...readCaptcha(page) })
    assert.equal(visitor.page.url, '/en/register/review')
    await visitor.submit('main form')
    const [mail] = await mailsTo(email)
    assert.equal(mail!.subject, 'Activate your partner account')
    assert.match(activationPath(mail!.text), /^\/en\/activate\//)
  })

  for (const token of ['x', 'a'.repeat(3_000), '%00', '../../login', '%F0%9F%92%A9']) {
    test(`[R2.3] a made-up token is nothing: ${token.slice(0, 12)}`, async ({ assert }) => {
      const page = await new Visitor('partner').get(`/activate/${token}`)
      assert.notEqual(page.status, 500)
      assert.equal(
        page.$('main form button[type=submit]').length,
        page.url.includes('login') ? 1 : 0
      )
    })
  }
})
