import hash from '@adonisjs/core/services/hash'
import db from '@adonisjs/lucid/services/db'
import { ACTIVATION } from '#identity/activation/terms'
import type { CompanyData } from '#partners/company_fields'
import PartnerRegistration from '#partners/models/partner_registration'
import { clock } from '#shared/clock'
import { drainOutbox } from '#shared/outbox/worker'
import { freshEmail, hashedPassword, PASSWORD } from './accounts.js'
import { readCaptcha } from './captcha.js'
import type { Page, Visitor } from './visitor.js'

/** A partner's registration that waits for its link; nothing is mailed. */
export async function createRegistration({
  email = freshEmail('mitra'),
  password,
}: { email?: string; password?: string } = {}): Promise<{ id: number; email: string }> {
  const typed = partnerForm({ email }) as unknown as CompanyData
  const passwordHash = password ? await hash.make(password) : await hashedPassword()
  const { id } = await PartnerRegistration.create({
    payload: JSON.stringify({ data: typed, passwordHash, language: 'id' }),
    email,
    confirmedAt: clock.now(),
    expiresAt: clock.now().plus(ACTIVATION.registrationLife),
  })
  return { id, email }
}

/** Everything that a partner types (R2), as people type it. */
export function partnerForm(overrides: Record<string, string | undefined> = {}) {
  return {
    name: 'Bagas Wirawan',
    email: freshEmail('mitra'),
    mobile: '0812 5550 1178',
    ktp: '3174 0512 0489 0001',
    npwp: '08.415.227.1-541.000',
    company_name: 'PT Nada Pusaka Digital',
    website: 'https://nadapusaka.example',
    address: 'Jl. Rejowinangun 21, Kotagede, Yogyakarta 55171',
    phone: '0274 555 0132',
    nib: '9120 1034 5567 8',
    siup: '',
    tdp: '',
    decree_number: 'AHU-0012345.AH.01.01.TAHUN 2019',
    deed_number: '12',
    deed_date: '2019-03-04',
    company_npwp: '02.318.775.0-541.000',
    director_name: 'Laksmi Anindita',
    director_ktp: '3471 0964 0675 0003',
    bank_name: 'Bank Nusa Artha',
    bank_branch: 'KCP Kotagede',
    bank_account: '1370 0125 5678',
    bank_holder: 'PT Nada Pusaka Digital',
    password: PASSWORD,
    password_confirmation: PASSWORD,
    ...overrides,
  }
}

/** Fills the registration form and solves its captcha; on success the visitor stands before the review. */
export async function fillRegistration(
  visitor: Visitor,
  overrides: Record<string, string | undefined> = {}
): Promise<Page> {
  const page = await visitor.get('/register')
  return visitor.submit('main form', { ...partnerForm(overrides), ...readCaptcha(page) })
}

/** The mails to an address, oldest first, decoded enough to look for words and links in them. */
export async function mailsTo(address: string): Promise<{ subject: string; text: string }[]> {
  await drainOutbox()
  const rows = await db
    .from('mailbox_messages')
    .where('recipient', address)
    .orderBy('id')
    .select('subject', 'raw')
  return rows.map(({ subject, raw }) => ({
    subject,
    text: decode(Buffer.from(raw, 'base64').toString('utf8')),
  }))
}

/** The path of the first activation link in a mail. */
export function activationPath(text: string): string {
  const found = /https?:\/\/[^/\s]+((?:\/en)?\/activate\/[\w-]+)/.exec(text)
  if (!found) throw new Error(`no activation link in: ${text.slice(0, 400)}`)
  return found[1]!
}

/** Undoes quoted-printable; good for the texts that the tests look at. */
function decode(raw: string): string {
  const joined = raw.replace(/=\r?\n/g, '')
  const bytes = joined.replace(/=([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16))
  )
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
