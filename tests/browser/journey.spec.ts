import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from '@japa/runner'
import type { Locator, Page } from 'playwright-core'
import sharp from 'sharp'
import { signedReply, unpackCertificate } from '#tests/journey/reply'
import { sendMail } from '#tests/journey/smtp'
import { browsing, enter, type Browsing } from '#tests/support/browsing'
import { answerQuestion } from '#tests/support/captcha_words'
import { judgePage } from '#tests/support/screens'

const EMAIL = 'kinanti@lembayung.example'
const SHOPPER = 'tirta@surel.example'
const PASSWORD = 'Lembayung21$&'
const CONTENT = 'Layar Lembayung'
const PKS_ADDRESS = 'pks@webstore.localhost'
const WAIT_MS = 20_000

const REGISTRATION = {
  name: 'Kinanti Larasati',
  email: EMAIL,
  mobile: '0812 5550 2290',
  ktp: '3471 0964 0675 0009',
  npwp: '08.415.227.1-541.000',
  company_name: 'PT Lembayung Senja',
  website: 'https://lembayung.example',
  address: 'Jl. Tirtodipuran 8, Yogyakarta 55143',
  phone: '0274 555 0177',
  nib: '9120103455991',
  decree_number: 'AHU-0054321.AH.01.01.TAHUN 2020',
  deed_number: '7',
  deed_date: '2020-02-18',
  company_npwp: '02.318.775.0-541.000',
  director_name: 'Kinanti Larasati',
  director_ktp: '3471096406750009',
  bank_name: 'Bank Nusa Artha',
  bank_branch: 'KCP Prawirotaman',
  bank_account: '1370012550021',
  bank_holder: 'PT Lembayung Senja',
}

test('the whole journey, from the registration to the report, by clicking', async ({ assert }) => {
  const at = await browsing()
  const partner = await enter(at, undefined)
  const { page } = partner
  const faults: string[] = []
  /** Pages that only a step of the journey shows are judged on the way. */
  const judge = async (seen: Page) => faults.push(...(await judgePage(seen)))

  // Registration, with the question for whoever cannot read the picture, review, activation by mail.
  await page.goto(at.address('partner', '/'))
  await page.locator('main').getByRole('link', { name: 'Register' }).click()
  await fill(page.locator('main'), REGISTRATION)
  await answerCaptcha(page)
  await fill(page.locator('main'), { password: PASSWORD, password_confirmation: PASSWORD })
  await page.getByRole('button', { name: 'Lanjut ke pemeriksaan' }).last().click()
  await page.getByRole('heading', { level: 1, name: 'Periksa' }).waitFor()
  await judge(page)
  await page.locator('form[action="/register/review"] button').click()
  await page.waitForURL('**/register/sent')
  await followMail(at, page, EMAIL, /aktif/i)
  await judge(page)
  await page.locator('form[action*="/activate/"] button').click()
  await page.waitForURL('**/contents/new*')

  // The content: all fields, a picture, the terms read to their end; the business model; the captcha.
  await fill(page.locator('main'), {
    name: CONTENT,
    summary: 'Film pendek dari dua puluh kota',
    description: 'Dua puluh film pendek karya sutradara muda, dengan teks Indonesia dan Inggris.',
    specification: 'Peramban keluaran 2024 atau lebih baru.',
    care_phone: '0274 555 0177',
    care_email: 'bantuan@lembayung.example',
    forwarding_url_production: `${at.server.partnerSite}/terima?toko=produksi`,
    forwarding_url_development: `${at.server.partnerSite}/terima?toko=uji`,
    redirect_url_production: `${at.server.partnerSite}/masuk`,
    redirect_url_development: `${at.server.partnerSite}/masuk`,
    demo_url: `${at.server.partnerSite}/demo`,
  })
  await page.locator('[name=category]').selectOption({ label: 'Musik' })
  await page.locator('[name=price]').selectOption('11000')
  await choose(page, '[name=payment_kind][value=once]')
  const buffer = await sharp({
    create: { width: 800, height: 600, channels: 3, background: '#136e78' },
  })
    .png()
    .toBuffer()
  await page
    .locator('[name=image]')
    .setInputFiles({ name: 'senja.png', mimeType: 'image/png', buffer })
  await page.locator('#f-image-preview canvas').waitFor()
  await page.locator('#terms-text').hover()
  await page.mouse.wheel(0, 50_000)
  await page.locator('[name=terms_accepted]').check()
  await page.locator('button[name=intent][value=continue]').click()
  await page.waitForURL('**/review')
  await judge(page)
  await answerCaptcha(page)
  await page.locator('form[action$="/review"] button.button').click()
  await page.waitForURL(/\/contents\/[0-9A-Z]{26}(\?.*)?$/)
  await judge(page)
  await page.getByRole('navigation').getByRole('link', { name: 'Status Konten' }).first().click()
  const row = page.locator('tr', { hasText: CONTENT })
  assert.include(await row.innerText(), 'Belum diproses')

  // The same person in the trial store: registers, buys; FAB passes by that purchase.
  const trial = await enter(at, undefined)
  await registerCustomer(at, trial.page, 'devstore', EMAIL, 'Kinanti Larasati')
  await buy(at, trial.page, 'devstore', 'instant_payment')
  await trial.page.waitForURL(`${at.server.partnerSite}/**`)
  await trial.page.getByText(/halaman konten Mitra/i).waitFor()
  await row.getByRole('link').first().click()
  await until(
    page,
    () => page.locator('main').getByText(/lulus/i).count().then(Boolean),
    'FAB passes'
  )

  // Legal and QA, each at a desk of their own.
  await approve(at, 'legal')
  await approve(at, 'qa')

  // The PKS comes by mail; the reply is signed by openssl and sent by SMTP.
  const post = await enter(at, undefined)
  const subject = await openMail(at, post.page, EMAIL, new RegExp(`PKS ${CONTENT}`))
  const pdf = await download(post.page, post.page.locator('a[href*="/attachments/"]').first())
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
  await page.getByRole('navigation').getByRole('link', { name: 'PKS' }).first().click()
  await page.locator('tr', { hasText: CONTENT }).getByRole('link').first().click()
  const certificate = join(at.server.folder, 'certificate.p12')
  await download(page, page.locator('form[action$="/development-certificate"] button'), certificate)
  const signer = unpackCertificate(certificate, 'etalase', at.server.folder)
  const reply = (attached: Buffer) => {
    const raw = signedReply({
      folder: at.server.folder,
      signer,
      from: EMAIL,
      to: PKS_ADDRESS,
      subject: `Re: ${subject}`,
      pdf: attached,
    })
    return sendMail(at.server.smtpPort, EMAIL, PKS_ADDRESS, raw)
  }
  await reply(pdf.subarray(0, pdf.length - 40))
  await until(page, () => page.locator('.reply-list a').count().then(Boolean), 'the first verdict')
  await page.locator('.reply-list a').first().click()
  await page.getByRole('heading', { level: 1 }).waitFor()
  await judge(page)
  await reply(pdf)
  await page.goto(at.address('partner', '/contents'))
  await until(page, async () => /Tayang/.test(await row.innerText()), 'published')

  // A customer of the production store verifies a number and buys with it.
  const shopper = await enter(at, undefined)
  await registerCustomer(at, shopper.page, 'store', SHOPPER, 'Tirta Ayu')
  await verifyNumber(at, shopper.page, 'flexi_prepaid', '02127211141', judge)
  await buy(at, shopper.page, 'store', 'flexi_prepaid')
  await shopper.page.waitForURL(`${at.server.partnerSite}/**`)

  // 11.000 with 11 % PPN: base 9.910; 65 % down is 6.441, the rest 3.469.
  await page.getByRole('navigation').getByRole('link', { name: 'Laporan' }).first().click()
  const report = page.locator('main')
  for (const amount of ['11.000', '9.910', '6.441', '3.469']) {
    assert.include(await report.innerText(), amount)
  }
  assert.deepEqual(faults, [])
  await Promise.all([partner, trial, post, shopper].map(({ window }) => window.close()))
}).skip(
  spawnSync('openssl', ['version']).status !== 0,
  'needs openssl, which signs the partner’s reply and is not installed here'
)

async function fill(place: Locator, values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values))
    await place.locator(`[name=${name}]`).fill(value)
}

/** Clicks the row of a radio button: its label lies over it. */
async function choose(page: Page, radio: string): Promise<void> {
  const id = await page.locator(radio).first().getAttribute('id')
  await page.locator(`label[for="${id}"]`).click()
}

/** Asks for the captcha in words, then answers it. */
async function answerCaptcha(page: Page): Promise<void> {
  await page.locator('button[name=captcha_action][value=question]').click()
  const question = await page.locator('.captcha-question').innerText()
  await page.locator('[name=captcha]').fill(answerQuestion(question))
}

/** Looks again until it is so: the worker needs a moment. */
async function until(page: Page, done: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + WAIT_MS
  while (!(await done())) {
    if (performance.now() > deadline)
      throw new Error(
        `${what}: ${page.url()} ${(await page.locator('main').innerText()).slice(0, 600)}`
      )
    await sleep(250)
    await page.reload()
  }
}

/** Opens somebody's newest mail with such a subject in the doorway's mailbox. */
async function openMail(at: Browsing, page: Page, to: string, subject: RegExp): Promise<string> {
  await page.goto(at.address('doorway', '/mailbox'))
  await page.locator('[name=to]').fill(to)
  await page.locator('main form button').click()
  const mail = page.locator('.mail-list a', { hasText: subject }).first()
  await until(page, () => mail.count().then(Boolean), `a mail with ${subject}`)
  const words = await mail.locator('b').innerText()
  await mail.click()
  await page.locator('.mail-frame').waitFor()
  return words
}

/** Clicks the button of a mail. */
async function followMail(at: Browsing, page: Page, to: string, subject: RegExp): Promise<void> {
  await openMail(at, page, to, subject)
  await page.frameLocator('.mail-frame').locator('a[href*="/activate/"]').first().click()
  await page.waitForURL('**/activate/*')
}

async function download(page: Page, link: Locator, path?: string): Promise<Buffer> {
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()])
  if (path) await file.saveAs(path)
  return readFileSync(await file.path())
}

async function registerCustomer(
  at: Browsing,
  page: Page,
  door: 'store' | 'devstore',
  email: string,
  name: string
) {
  await page.goto(at.address(door, '/'))
  await page.locator('.top-account').getByRole('link', { name: 'Register' }).click()
  await fill(page.locator('main'), { email, name })
  await answerCaptcha(page)
  await fill(page.locator('main'), { password: PASSWORD, password_confirmation: PASSWORD })
  await page.locator('[name=agree]').check()
  await page.locator('.form-end button').click()
  await page.waitForURL('**/register/sent')
  await followMail(at, page, email, /aktif/i)
  await page.locator('form[action*="/activate/"] button').click()
  await page.waitForURL((url) => !url.pathname.includes('/activate/'))
}

/** From the newest shelf into the purchase box. With scripts the order's page leads on to the content by itself. */
async function buy(
  at: Browsing,
  page: Page,
  door: 'store' | 'devstore',
  method: string
): Promise<void> {
  await page.goto(at.address(door, '/'))
  await page.locator('.shelf').getByRole('link', { name: CONTENT, exact: true }).first().click()
  await choose(page, `form.purchase [name=method][value^="${method}"]`)
  await page.locator('form.purchase button[type=submit]').click()
  await page.waitForURL('**/orders/*')
  await page.getByText('DATA PEMESANAN').waitFor()
  await page.getByRole('link', { name: 'Buka konten' }).click({ timeout: WAIT_MS })
}

async function verifyNumber(
  at: Browsing,
  page: Page,
  method: string,
  number: string,
  judge: (page: Page) => Promise<unknown>
) {
  await page.goto(at.address('store', '/account'))
  await page.locator('[data-form=number] [name=method]').selectOption(method)
  await page.locator('[data-form=number] [name=number]').fill(number)
  await page.locator('[data-form=number] button').click()
  await page.locator('[name=code]').waitFor()
  await judge(page)
  const sent = await fetch(
    `${at.server.environment.SANDBOX_GATEWAY_URL}/_sandbox/codes?number=${number}`
  )
  const code = /"code":"(\w+)"/.exec(await sent.text())?.[1]
  await page.locator('[name=code]').fill(code ?? '')
  await page.locator('form:has([name=code]) button').click()
  await page.getByText('Terverifikasi').first().waitFor()
}

/** One-click sign-in from the doorway, the queue, the claim, the checklist, the decision. */
async function approve(at: Browsing, account: 'legal' | 'qa'): Promise<void> {
  const { window, page } = await enter(at, account)
  await page.locator('.queue-list a', { hasText: CONTENT }).first().click()
  await page.locator('form[action$="/claim"] button').click()
  const findings = page.locator('.checklist [name^=finding_]')
  await findings.first().waitFor()
  for (const finding of await findings.all()) await finding.selectOption('passed')
  for (const note of await page
    .locator('.checklist [name^=note_], .checklist [name^=without_]')
    .all())
    await note.fill('Diperiksa, sesuai.')
  await page.getByRole('button', { name: 'Simpan daftar periksa' }).click()
  await page.locator('#approve:not([disabled])').click()
  await page.locator('#approve').waitFor({ state: 'detached' })
  await window.close()
}
