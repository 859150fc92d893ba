import hash from '@adonisjs/core/services/hash'
import db from '@adonisjs/lucid/services/db'
import type { ModelAttributes } from '@adonisjs/lucid/types/model'
import { randomBytes, randomInt } from 'node:crypto'
import { storeDoor, type StoreEnvironment } from '#core/http/surfaces'
import Customer from '#customers/models/customer'
import Staff, { type StaffRole } from '#identity/models/staff'
import { newTotpSecret, totpCode, totpStep } from '#identity/second_factor/totp'
import Partner from '#partners/models/partner'
import { clock } from '#shared/clock'
import { Visitor } from './visitor.js'

/** What every account of the tests signs in with. Good for customers, partners and staff. */
export const PASSWORD = 'Mitra21$&aman'

let hashed: Promise<string> | undefined

/** The stored form of {@link PASSWORD}, made once: hashing is slow on purpose. */
export function hashedPassword(): Promise<string> {
  return (hashed ??= hash.make(PASSWORD))
}

/** An address that nothing else in the test database has. */
export function freshEmail(word = 'orang'): string {
  return `${word}.${randomBytes(6).toString('hex')}@contoh.example`
}

/** So many random digits, the first not zero. */
export function digits(count: number): string {
  return Array.from({ length: count }, (_, index) => randomInt(index === 0 ? 1 : 0, 10)).join('')
}

/** An active partner with everything that registration asks for. */
export async function createPartner(
  overrides: Partial<ModelAttributes<Partner>> = {}
): Promise<Partner> {
  return Partner.create({
    status: 'active',
    language: 'id',
    email: freshEmail('mitra'),
    password: await hashedPassword(),
    name: 'Bagas Wirawan',
    companyName: `PT Nada Pusaka ${randomBytes(3).toString('hex')}`,
    address: 'Jl. Rejowinangun 21, Kotagede, Yogyakarta 55171',
    mobile: '081255501178',
    phone: '02745550132',
    website: 'https://nadapusaka.example',
    bankName: 'Bank Nusa Artha',
    bankBranch: 'KCP Kotagede',
    bankHolder: 'PT Nada Pusaka',
    siup: null,
    tdp: null,
    nib: '9120103455678',
    deedNumber: '12',
    deedDate: '2019-03-04',
    decreeNumber: 'AHU-0012345.AH.01.01.TAHUN 2019',
    directorName: 'Laksmi Anindita',
    ktp: '3174051204890001',
    npwp: '084152271541000',
    bankAccount: '1370012556780',
    companyNpwp: '023187750541000',
    directorKtp: '3471096406750003',
    activatedAt: clock.now(),
    legalValidatedAt: null,
    totpSecret: null,
    totpLastStep: null,
    ...overrides,
  })
}

/** An active customer of one store. */
export async function createCustomer(
  environment: StoreEnvironment = 'production',
  overrides: Partial<ModelAttributes<Customer>> = {}
): Promise<Customer> {
  return Customer.create({
    environment,
    status: 'active',
    email: freshEmail('pelanggan'),
    name: 'Dewi Lestari',
    password: await hashedPassword(),
    language: 'id',
    activatedAt: clock.now(),
    ...overrides,
  })
}

/** A member of staff with an enrolled second factor. */
export async function createStaff(
  role: StaffRole,
  overrides: Partial<ModelAttributes<Staff>> = {}
): Promise<Staff> {
  return Staff.create({
    name: `Staf ${role}`,
    email: freshEmail(role),
    password: await hashedPassword(),
    role,
    language: 'id',
    totpSecret: newTotpSecret(),
    totpLastStep: null,
    disabled: false,
    ...overrides,
  })
}

/** Signs an account in on its surface, through its real forms. */
export async function signIn(account: Partner | Customer | Staff): Promise<Visitor> {
  const visitor = new Visitor(doorOf(account))
  // Every visitor is a browser that nobody has seen: no mail tells of each.
  await db
    .from('known_devices')
    .where({ user_kind: kindOf(account), user_id: account.id })
    .delete()
  await visitor.get('/login')
  await visitor.submit('main form', { email: account.email, password: PASSWORD })
  if (account instanceof Staff) {
    // A code works once, and a test may sign the same person in twice within its thirty seconds.
    await db.from('staff').where('id', account.id).update({ totp_last_step: null })
    await visitor.submit('main form', { code: currentCode(account) })
  }
  if (visitor.page.status === 422 || visitor.page.url.startsWith('/login')) {
    throw new Error(`could not sign in: ${visitor.page.$('.field-error').text().trim()}`)
  }
  return visitor
}

/** What the authenticator of a member of staff shows now. */
export function currentCode(staff: Staff): string {
  return totpCode(staff.totpSecret!, totpStep(clock.now().toMillis()))
}

function kindOf(account: Partner | Customer | Staff) {
  if (account instanceof Customer) return 'customer'
  return account instanceof Staff ? 'staff' : 'partner'
}

function doorOf(account: Partner | Customer | Staff) {
  if (account instanceof Customer) return storeDoor(account.environment)
  return account instanceof Staff ? 'staff' : 'partner'
}
