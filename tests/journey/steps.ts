import assert from 'node:assert/strict'
import { answerQuestion } from '#tests/support/captcha_words'
import { Visitor, type Page } from '#tests/support/visitor'
import { linkIn, waitForMail } from '#tests/journey/mailbox'

export interface Journey {
  folder: string
  smtpPort: number
  /** Where the sample partner site answers. */
  partnerSite: string
}

type Step = [name: string, run: (journey: Journey) => Promise<void>]

const EMAIL = 'laras@serambinada.example'
const PASSWORD = 'Serambi21$&'

const partner = new Visitor('partner')
const trial = new Visitor('devstore')
const shopper = new Visitor('store')
const legal = new Visitor('staff')
const qa = new Visitor('staff')

const REGISTRATION = {
  name: 'Laras Kinanti',
  email: EMAIL,
  mobile: '0812 5550 1178',
  ktp: '3471 0964 0675 0003',
  npwp: '08.415.227.6-541.000',
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
  company_npwp: '02.318.775.1-541.000',
  director_name: 'Laksmi Anindita',
  director_ktp: '3471096406750004',
  bank_name: 'Bank Nusa Artha',
  bank_branch: 'KCP Kotagede',
  bank_account: '1370012556780',
  bank_holder: 'PT Serambi Nada',
}

/** Says what a page said, when it is not the one that was waited for. */
function expectPage(page: Page, path: RegExp): void {
  const errors = page.$('.field-error, .error-summary').text().replace(/\s+/g, ' ').trim()
  assert.match(page.url, path, `${page.status} ${page.$('h1').first().text().trim()} ${errors}`)
  assert.ok(page.status < 400, `${page.status} ${page.url}`)
}

/** Asks for the captcha in words, as somebody who cannot see pictures, and answers it. */
async function withQuestion(visitor: Visitor, form: string, values: Record<string, string | undefined>) {
  const page = await visitor.submit(form, values, { name: 'captcha_action', value: 'question' })
  const question = page.$(`${form} .captcha-question`).text() || page.$(form).text()
  return answerQuestion(question.replace(/\s+/g, ' ').trim())
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
      const mail = await waitForMail(EMAIL, /aktif/i)
      await partner.get(linkIn(mail, '/activate/'))
      await partner.submit('form[action*="/activate/"]')
      expectPage(partner.page, /^\/contents\/new/)
    },
  ],
]

export { expectPage, legal, partner, qa, shopper, trial }
