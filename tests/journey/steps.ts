import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { answerQuestion } from '#tests/support/captcha_words'
import { Visitor, type Page } from '#tests/support/visitor'
import { followRedirect, partnerCalls } from '#tests/journey/partner_site'
import { linkIn, waitForMail } from '#tests/journey/mailbox'
import { signedReply } from '#tests/journey/reply'
import { sendMail } from '#tests/journey/smtp'

export interface Journey {
  folder: string
  smtpPort: number
  /** Where the sample partner site answers. */
  partnerSite: string
}

type Step = [name: string, run: (journey: Journey) => Promise<void>]

const EMAIL = 'laras@serambinada.example'
const PASSWORD = 'Serambi21$&'
const CONTENT = 'Gamelan Serambi'
const REFUSED = 'Tembang Ditolak'
const SHOPPER = 'ratih@surel.example'

const partner = new Visitor('partner')
const trial = new Visitor('devstore')
const shopper = new Visitor('store')
const legal = new Visitor('staff')
const qa = new Visitor('staff')

/** What later steps need of earlier ones. */
const seen = {
  mails: new Set<string>(),
  content: '',
  refused: '',
  product: '',
  order: '',
  code: '',
  agreement: '',
  pdf: Buffer.alloc(0),
}

const REGISTRATION = {
  name: 'Laras Kinanti',
  email: EMAIL,
  mobile: '0812 5550 1178',
  ktp: '3471 0964 0675 0003',
  npwp: '08.415.227.1-541.000',
  company_name: 'PT Serambi Nada',
  website: 'https://serambinada.example',
  address: 'Jl. Rejowinangun 21, Kotagede, Yogyakarta 55171',
  phone: '0274 555 0132',
  nib: '9120103455678',
  siup: '',
  tdp: '',
  decree_number: 'AHU-0012345.AH.01.01.TAHUN 2019',
  deed_number: '12',
  deed_date: '2019-03-04',
  company_npwp: '02.318.775.0-541.000',
  director_name: 'Laksmi Anindita',
  director_ktp: '3471096406750004',
  bank_name: 'Bank Nusa Artha',
  bank_branch: 'KCP Kotagede',
  bank_account: '1370012556780',
  bank_holder: 'PT Serambi Nada',
}

function contentForm(name: string, site: string) {
  return {
    name,
    category: undefined as string | undefined,
    summary: 'Belajar gamelan dari ponsel',
    description: 'Dua belas gending dengan notasi yang berjalan, dari lancaran sampai ladrang.',
    specification: 'Peramban keluaran 2024 atau lebih baru.',
    care_phone: '0274 555 0132',
    care_email: 'bantuan@serambinada.example',
    price: '11000',
    payment_kind: 'once',
    forwarding_url_production: `${site}/terima?toko=produksi`,
    forwarding_url_development: `${site}/terima?toko=uji`,
    redirect_url_production: `${site}/masuk`,
    redirect_url_development: `${site}/masuk`,
    demo_url: `${site}/demo`,
    terms_accepted: 'on',
  }
}

/** Says what a page said, when it is not the one that was waited for. */
function expectPage(page: Page, path: RegExp): void {
  const errors = page.$('.field-error, .error-summary, .notice').text().replace(/\s+/g, ' ').trim()
  assert.match(page.url, path, `${page.status} ${page.$('h1').first().text().trim()} ${errors}`)
  assert.ok(
    page.status < 400,
    `${page.status} ${page.url} ${page.$('h1').first().text().trim()} ${errors}`
  )
}

function expectText(page: Page, text: RegExp): void {
  assert.match(page.$('main').text().replace(/\s+/g, ' '), text, page.url)
}

/** Asks for the captcha in words, as somebody who cannot see pictures, and answers it. */
async function withQuestion(
  visitor: Visitor,
  form: string,
  values: Record<string, string | undefined> = {}
) {
  const page = await visitor.submit(form, values, { name: 'captcha_action', value: 'question' })
  const question = page.$(`${form} .captcha-question`).text().replace(/\s+/g, ' ').trim()
  assert.ok(question, `no question on ${page.url}: ${page.status} ${page.$('h1').text().trim()}`)
  return answerQuestion(question)
}

/** Looks again until `done` is true of the page; the worker needs a moment. */
async function waitFor(
  visitor: Visitor,
  path: string,
  done: (page: Page) => boolean,
  what: string
): Promise<Page> {
  const deadline = performance.now() + 20_000
  for (;;) {
    const page = await visitor.get(path)
    if (done(page)) return page
    if (performance.now() > deadline) {
      throw new Error(
        `${what}: ${page.status} ${page.url} ${page.$('main').text().replace(/\s+/g, ' ').slice(0, 600)}`
      )
    }
    await sleep(200)
  }
}

async function enter(visitor: Visitor, account: string): Promise<void> {
  const doorway = new Visitor('doorway')
  const answer = await doorway.get(`/enter/${account}`)
  const { pathname } = new URL(String(answer.headers.location))
  await visitor.get(pathname)
  assert.ok(visitor.page.status < 400, `${account}: ${visitor.page.status} ${visitor.page.url}`)
}

/** @param mode how the sample partner site is to fail in the trial store, if it is */
async function registerContent(name: string, site: string, mode?: string): Promise<string> {
  await partner.get('/contents/new')
  const picture = await sharp({
    create: { width: 800, height: 600, channels: 3, background: '#7b4728' },
  })
    .png()
    .toBuffer()
  const { $ } = partner.page
  const category = $('select[name=category] option')
    .toArray()
    .map((option) => $(option).attr('value'))
    .filter(Boolean)[1]
  await partner.submit(
    'main form[enctype]',
    {
      ...contentForm(name, site),
      terms_read: $('button[name=terms_read]').attr('value'),
      ...(mode ? { forwarding_url_development: `${site}/terima?mode=${mode}` } : {}),
      category,
      image: { filename: 'gamelan.png', content: picture, type: 'image/png' },
    },
    { name: 'intent', value: 'continue' }
  )
  expectPage(partner.page, /^\/contents\/[0-9A-Z]{26}\/review/)
  const id = /contents\/([0-9A-Z]{26})/.exec(partner.page.url)![1]!
  expectText(partner.page, /65/)
  const review = 'form[action$="/review"]'
  const captcha = await withQuestion(partner, review)
  await partner.submit(review, { captcha })
  expectPage(partner.page, new RegExp(`^/contents/${id}`))
  return id
}

async function registerCustomer(visitor: Visitor, email: string, name: string): Promise<void> {
  await visitor.get('/register')
  const form = 'form[action$="/register"]'
  const captcha = await withQuestion(visitor, form, { email, name, agree: 'on' })
  await visitor.submit(form, {
    password: PASSWORD,
    password_confirmation: PASSWORD,
    agree: 'on',
    captcha,
  })
  assert.ok(visitor.page.status < 400, visitor.page.$('.field-error, .error-summary').text())
  const mail = await waitForMail(email, /aktif/i, seen.mails)
  await visitor.get(linkIn(mail, '/activate/'))
  await visitor.submit('form[action*="/activate/"]')
  assert.ok(visitor.page.status < 400, visitor.page.url)
}

/** Opens the newest shelf, finds the content by its name and goes to its page. */
async function findProduct(visitor: Visitor, name: string): Promise<string> {
  const page = await visitor.get('/')
  const link = page
    .$('main a')
    .toArray()
    .find((element) => page.$(element).text().trim() === name)
  assert.ok(link, `${name} is not under Produk Terbaru of ${visitor.door}`)
  await visitor.get(page.$(link).attr('href')!)
  return visitor.page.url
}

async function buy(visitor: Visitor, method: RegExp): Promise<string> {
  const { $ } = visitor.page
  const value = $('form.purchase input[name=method]')
    .toArray()
    .map((radio) => $(radio).attr('value')!)
    .find((key) => method.test(key))
  assert.ok(
    value,
    `no method ${method} among ${$('form.purchase input[name=method]')
      .toArray()
      .map((radio) => $(radio).attr('value'))
      .join(', ')}`
  )
  await visitor.submit('form.purchase', { method: value })
  expectPage(visitor.page, /^\/orders\/[\w-]+/)
  return /orders\/([\w-]+)/.exec(visitor.page.url)![1]!
}

/** @param list `/queue`, or the list of what waits for partners */
async function claimAndOpen(
  visitor: Visitor,
  name: string,
  lane?: string,
  list = '/queue'
): Promise<void> {
  const page = await visitor.get(list)
  const link = page
    .$('a')
    .toArray()
    .find(
      (element) =>
        page.$(element).text().includes(name) && (!lane || page.$(element).text().includes(lane))
    )
  assert.ok(
    link,
    `${name} is not in the queue: ${page.$('.queue-list').text().replace(/\s+/g, ' ').trim()}`
  )
  await visitor.get(page.$(link).attr('href')!)
  if (visitor.page.$('form[action$="/claim"]').length)
    await visitor.submit('form[action$="/claim"]')
}

async function passChecklist(visitor: Visitor): Promise<void> {
  const { $ } = visitor.page
  const form = 'form[action$="/decision"]'
  const fields = $(`${form} [name^=finding_], ${form} [name^=note_], ${form} [name^=without_]`)
    .toArray()
    .map((element) => $(element).attr('name')!)
  const values = Object.fromEntries(
    fields.map((name) => [name, name.startsWith('finding_') ? 'passed' : 'Diperiksa, sesuai.'])
  )
  const formaction = $('button[formaction$="/checklist"]').attr('formaction')!
  await visitor.submit(form, values, { formaction })
  assert.ok(visitor.page.status < 400, visitor.page.$('.field-error, .notice').text())
}

/** The first reason that the desk offers. */
function firstReason({ page }: Visitor): string {
  const { $ } = page
  return $('select[name=reason] option')
    .toArray()
    .map((option) => $(option).attr('value'))
    .find(Boolean)!
}

async function decide(
  visitor: Visitor,
  decision: string,
  values: Record<string, string> = {}
): Promise<void> {
  await visitor.submit('form[action$="/decision"]', values, { name: 'decision', value: decision })
  const { page } = visitor
  assert.ok(
    page.status < 400,
    `${decision}: ${page.status} ${page.$('h1').text().trim()} ${page.$('.field-error, .notice').text()}`
  )
}

/** What the partner's mail client sends back. */
function reply(journey: Journey, pdf: Buffer): Buffer {
  const file = (name: string) => join(journey.folder, 'dev-cert', name)
  return signedReply({
    folder: journey.folder,
    signer: {
      certificate: file('certificate.pem'),
      key: file('key.pem'),
      chain: file('chain.pem'),
    },
    from: EMAIL,
    to: 'pks@webstore.localhost',
    subject: `Re: PKS ${CONTENT} [${seen.code}]`,
    pdf,
  })
}

export const steps: Step[] = [
  [
    'a partner registers, reviews, activates by mail and lands on the content form',
    async () => {
      await partner.get('/register')
      const form = 'form[action$="/register"]'
      const captcha = await withQuestion(partner, form, REGISTRATION)
      await partner.submit(form, { password: PASSWORD, password_confirmation: PASSWORD, captcha })
      expectPage(partner.page, /^\/register\/review/)
      await partner.submit('form[action$="/register/review"]')
      const mail = await waitForMail(EMAIL, /aktif/i, seen.mails)
      await partner.get(linkIn(mail, '/activate/'))
      await partner.submit('form[action*="/activate/"]')
      expectPage(partner.page, /^\/contents\/new/)
    },
  ],
  [
    'registers a content with a picture, reviews the business model, submits: Belum diproses',
    async ({ partnerSite }) => {
      seen.content = await registerContent(CONTENT, partnerSite)
      await partner.get('/contents')
      expectText(partner.page, new RegExp(`${CONTENT}.*Belum diproses`))
    },
  ],
  [
    'downloads the integration document with its own keys',
    async () => {
      await partner.get('/documents')
      const pdf = await partner.get('/documents/integration.pdf')
      assert.equal(pdf.status, 200)
      assert.equal(pdf.body.subarray(0, 5).toString(), '%PDF-')
    },
  ],
  [
    'registers as a customer of the trial store with the same address, activates, is signed in',
    async () => registerCustomer(trial, EMAIL, 'Laras Kinanti'),
  ],
  [
    'buys its own content there: the development URL is called, the order shown, the customer redirected',
    async ({ partnerSite }) => {
      seen.product = await findProduct(trial, CONTENT)
      seen.order = await buy(trial, /^instant_payment/)
      const page = await waitFor(
        trial,
        `/orders/${seen.order}`,
        ({ text }) => /Pesanan anda telah di proses/.test(text),
        'the trial order'
      )
      expectText(page, /DATA PEMESANAN/i)
      const landing = await followRedirect(trial, `/orders/${seen.order}/open`, partnerSite)
      assert.match(landing, /halaman konten Mitra/i)
      const calls = await partnerCalls(partnerSite)
      assert.match(calls, new RegExp(seen.order))
    },
  ],
  [
    'FAB passes by that log; the purchase stands in the partner’s log with request and answer',
    async () => {
      await waitFor(
        partner,
        `/contents/${seen.content}`,
        (page) => /lulus/i.test(page.$('main').text()),
        'FAB'
      )
      await partner.get('/integration')
      expectText(partner.page, /purchase/)
    },
  ],
  [
    'Legal asks for a correction; the partner mends and sends again',
    async () => {
      await enter(legal, 'legal')
      await claimAndOpen(legal, CONTENT)
      await decide(legal, 'needs_correction', {
        reason: firstReason(legal),
        instruction: 'Perjelas deskripsi ringkasnya, lalu kirim ulang.',
      })
      await waitForMail(EMAIL, /perbaik/i, seen.mails)
      await partner.get(`/contents/${seen.content}/edit`)
      await partner.submit(
        'main form[enctype]',
        { summary: 'Belajar gamelan Jawa dari ponsel' },
        { name: 'intent', value: 'continue' }
      )
      const review = 'form[action$="/review"]'
      const captcha = await withQuestion(partner, review)
      await partner.submit(review, { captcha })
      expectPage(partner.page, new RegExp(`^/contents/${seen.content}`))
    },
  ],
  [
    'Legal and QA approve in their dashboards; each decision is mailed and shown',
    async () => {
      await claimAndOpen(legal, CONTENT)
      await passChecklist(legal)
      await decide(legal, 'approved')
      await waitForMail(EMAIL, /menyetujui|disetujui/i, seen.mails)
      await enter(qa, 'qa')
      await claimAndOpen(qa, CONTENT)
      await passChecklist(qa)
      await decide(qa, 'approved')
      await waitForMail(EMAIL, /menyetujui|disetujui/i, seen.mails)
    },
  ],
  [
    'in another run the purchase fails, QA refuses FAB; mended and bought again, Minta Uji Integrasi Ulang opens, QA approves',
    async ({ partnerSite }) => {
      seen.refused = await registerContent(REFUSED, partnerSite, 'wrong_trx')
      await findProduct(trial, REFUSED)
      await buy(trial, /^instant_payment/)
      await waitFor(
        trial,
        trial.page.url,
        ({ text }) => /Belum dikonfirmasi/.test(text),
        'the failing purchase'
      )
      await claimAndOpen(qa, REFUSED, 'FAB', '/queue?filter=partner')
      await decide(qa, 'refused', {
        reason: firstReason(qa),
        instruction: 'Jawab dengan trx_id yang kami kirim.',
      })
      await waitForMail(EMAIL, /FAB|integrasi/i, seen.mails)
      await partner.get(`/contents/${seen.refused}`)
      assert.ok(
        partner.page.$('#retest[disabled]').length,
        'Minta Uji Integrasi Ulang waits for a newer passing purchase'
      )
      await partner.submit('form[action$="/development-urls"]', {
        forwarding_url_development: `${partnerSite}/terima`,
      })
      await findProduct(trial, REFUSED)
      await buy(trial, /^instant_payment/)
      await waitFor(
        partner,
        `/contents/${seen.refused}`,
        (page) => page.$('form[action$="/retest"]').length > 0,
        'the retest'
      )
      await partner.submit('form[action$="/retest"]')
      await claimAndOpen(qa, REFUSED, 'FAB')
      await passChecklist(qa)
      await decide(qa, 'approved')
    },
  ],
  [
    'there Legal refuses: the request is cancelled and the partner told',
    async () => {
      await claimAndOpen(legal, REFUSED)
      await decide(legal, 'refused', {
        reason: firstReason(legal),
        instruction: 'Akta perusahaan tidak mencantumkan bidang usaha ini.',
      })
      await waitForMail(EMAIL, /tolak|batal/i, seen.mails)
      await partner.get(`/contents/${seen.refused}`)
      expectText(partner.page, /Ditolak/)
    },
  ],
  [
    'the PKS is made, sealed and mailed with its code; openssl and a PDF reader accept it',
    async (journey) => {
      const mail = await waitForMail(EMAIL, new RegExp(`PKS.*${CONTENT}`, 'i'), seen.mails)
      seen.code = /\b[A-Za-z0-9]{16}\b/.exec(mail.subject ?? '')?.[0] ?? ''
      assert.match(seen.code, /^[A-Za-z0-9]{16}$/)
      seen.pdf = Buffer.from(
        mail.attachments.find(({ mimeType }) => mimeType === 'application/pdf')!
          .content as ArrayBuffer
      )
      verifySeal(journey, seen.pdf)
    },
  ],
  [
    'a reply without the PKS is refused with a mail that says what to do',
    async (journey) => {
      makeCertificate(journey)
      const broken = reply(journey, seen.pdf.subarray(0, seen.pdf.length - 40))
      await sendMail(journey.smtpPort, EMAIL, 'pks@webstore.localhost', broken)
      await waitForMail(EMAIL, /balasan.*(belum|tidak)/i, seen.mails)
    },
  ],
  [
    'the S/MIME-signed reply is judged by every check, and the content is published by itself',
    async (journey) => {
      await sendMail(journey.smtpPort, EMAIL, 'pks@webstore.localhost', reply(journey, seen.pdf))
      await waitForMail(EMAIL, /tayang|diterima/i, seen.mails)
      await waitFor(
        partner,
        '/contents',
        (page) => new RegExp(`${CONTENT}[^]*Tayang`).test(page.$('main').text()),
        'published'
      )
    },
  ],
  [
    'a customer registers in production, verifies a Flexi prepaid number and buys with it',
    async ({ partnerSite }) => {
      await registerCustomer(shopper, SHOPPER, 'Ratih Puspita')
      await verifyNumber(shopper, 'flexi_prepaid', '02127211141')
      await findProduct(shopper, CONTENT)
      seen.order = await buy(shopper, /^flexi_prepaid/)
      await waitFor(
        shopper,
        `/orders/${seen.order}`,
        ({ text }) => /Pesanan anda telah di proses/.test(text),
        'the order'
      )
      const landing = await followRedirect(shopper, `/orders/${seen.order}/open`, partnerSite)
      assert.match(landing, /halaman konten Mitra/i)
      assert.match(await partnerCalls(partnerSite), new RegExp(`${seen.order}`))
    },
  ],
  [
    'the partner sees the sale with its 65/35 split under Laporan; the ledger balances',
    async (journey) => {
      // 11.000 with 11 % PPN: base 9.910, PPN 1.090; 65 % down is 6.441, the rest 3.469.
      await partner.get('/reports')
      for (const amount of ['11.000', '9.910', '1.090', '6.441', '3.469'])
        expectText(partner.page, new RegExp(amount.replace('.', '\\.')))
      const said = execFileSync(process.execPath, ['ace.js', 'ledger:verify', '--json'], {
        encoding: 'utf8',
      })
      assert.equal(JSON.parse(said.trim().split('\n').at(-1)!).ok, true, said)
      assert.ok(journey.folder)
    },
  ],
]

async function verifyNumber(visitor: Visitor, method: string, number: string): Promise<void> {
  await visitor.get('/account')
  await visitor.submit('form[action*="/account/numbers"]', { method, number })
  const codes = (await (
    await fetch(`${process.env.SANDBOX_GATEWAY_URL}/_sandbox/codes?number=${number}`)
  ).json()) as any
  const code = JSON.stringify(codes).match(/"code":"(\w+)"/)?.[1]
  assert.ok(code, `no one-time code: ${JSON.stringify(codes)}`)
  await visitor.submit('form[action*="/account/numbers/"]:has(input[name=code])', { code })
  assert.ok(visitor.page.status < 400, visitor.page.$('.field-error').text())
}

/** The partner's e-mail certificate, of the development CA. */
function makeCertificate(journey: Journey): void {
  const out = join(journey.folder, 'dev-cert')
  if (existsSync(out)) return
  execFileSync(process.execPath, ['ace.js', 'pki:dev-cert', EMAIL, '--out', out])
}

/** Cuts the signature out of the PDF and hands it to openssl; `pdfsig` looks at the whole where it is installed. */
function verifySeal(journey: Journey, pdf: Buffer): void {
  const [, a, b, c, d] = /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/
    .exec(pdf.toString('latin1'))!
    .map(Number) as [number, number, number, number, number]
  assert.equal(c! + d!, pdf.length, 'the signature covers the whole file')
  const hex = pdf
    .subarray(b! + 1, c! - 1)
    .toString('latin1')
    .replace(/[^0-9a-f]/gi, '')
  const der = Buffer.from(hex, 'hex')
  const length = der[1] === 0x82 ? 4 + der.readUInt16BE(2) : 4 + der.readUIntBE(2, 3)
  const file = (name: string) => join(journey.folder, name)
  writeFileSync(file('pks.pdf'), pdf)
  writeFileSync(file('pks.cms'), der.subarray(0, length))
  writeFileSync(
    file('pks.signed'),
    Buffer.concat([pdf.subarray(a, a! + b!), pdf.subarray(c, c! + d!)])
  )
  const roots = join(process.env.STORAGE_DIR!, 'pki', 'root.pem')
  execFileSync(
    'openssl',
    [
      'cms',
      '-verify',
      '-inform',
      'DER',
      '-in',
      file('pks.cms'),
      '-content',
      file('pks.signed'),
      '-binary',
      '-purpose',
      'any',
      '-CAfile',
      roots,
      '-out',
      file('out'),
    ],
    { stdio: 'pipe' }
  )
  try {
    execFileSync('pdfsig', ['-v'], { stdio: 'pipe' })
  } catch {
    return
  }
  const said = execFileSync('pdfsig', ['-nocert', file('pks.pdf')], { encoding: 'utf8' })
  assert.match(said, /Signature is Valid/)
  assert.match(said, /Total document signed/)
}
