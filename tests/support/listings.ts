import type { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import Order from '#checkout/models/order'
import type Customer from '#customers/models/customer'
import type Partner from '#partners/models/partner'
import { clock } from '#shared/clock'
import { publicId } from '#shared/public_id'
import { forgetCategories } from '#storefront/queries/categories'
import { createContent, type MadeContent } from './contents.js'
import { createCustomer, createPartner } from './accounts.js'

/** The shelf of the reference pictures, the last one being the newest. */
export const SHELF = [
  ['Gamelan Lengkap', 'musik', 'PT Nada Pusaka Digital', 'once', 11_000, 47],
  ['Teka Silang Harian', 'gim', 'CV Lapangan Sembilan', 'subscription', 2_200, 45],
  ['Kamus Sunda–Jawa', 'pendidikan', 'PT Kelas Kita Bersama', 'once', 11_000, 46],
  ['Layang Aduan', 'gim', 'CV Lapangan Sembilan', 'once', 1_100, 43],
  ['Warta Pasar', 'berita', 'PT Lumbung Kasir Utama', 'subscription', 5_500, 41],
  ['Jamu & Rimpang', 'kesehatan', 'CV Rimpang Sehat', 'once', 5_500, 44],
  ['Pintar Pecahan', 'pendidikan', 'PT Kelas Kita Bersama', 'subscription', 16_500, 45],
  ['Liga Tarkam', 'gim', 'CV Lapangan Sembilan', 'once', 110, 42],
  ['Kas Warung', 'usaha', 'PT Lumbung Kasir Utama', 'subscription', 22_000, 46],
  ['Cuaca Nelayan', 'perjalanan', 'CV Sagara Biru Teknologi', 'subscription', 11_000, 48],
  ['Dongeng Kancil', 'anak', 'PT Rumah Cerita Anak', 'once', 16_500, 49],
] as const

/** Puts the pictures' shelf into both stores. */
export async function createShelf(): Promise<Map<string, MadeContent>> {
  const partners = new Map<string, Partner>()
  const made = new Map<string, MadeContent>()
  for (const [name, category, companyName, paymentKind, price, tenths] of SHELF) {
    const partner = partners.get(companyName) ?? (await createPartner({ companyName }))
    partners.set(companyName, partner)
    const content = await createContent(partner, { name, category, paymentKind, price })
    await db
      .from('listings')
      .where('content_id', content.content.id)
      .update({ rating_tenths: tenths, rating_count: 148 })
    made.set(name, content)
  }
  forgetCategories()
  return made
}

/** Promotes a content on the home page of both stores. */
export async function promote(
  content: MadeContent,
  words: { title: string; body: string }
): Promise<void> {
  await db.table('promotions').insert({
    content_id: content.content.id,
    title_id: words.title,
    title_en: words.title,
    body_id: words.body,
    body_en: words.body,
    starts_at: clock.now().toMillis(),
  })
}

/** A fulfilled order: what makes a customer a buyer. */
export async function createPurchase(
  customer: Customer,
  { content, version, partner }: MadeContent,
  at?: DateTime
): Promise<Order> {
  const when = at ?? clock.now()
  return Order.create({
    number: `T-${publicId().slice(-16)}`,
    formKey: publicId(),
    environment: customer.environment,
    customerId: customer.id,
    partnerId: partner.id,
    contentId: content.id,
    versionId: version.id,
    status: 'fulfilled',
    method: 'flexi_prepaid',
    name: version.name!,
    summary: version.summary!,
    company: partner.companyName,
    paymentKind: version.paymentKind!,
    price: version.price!,
    ppn: 0,
    partnerShare: version.partnerShare,
    paidAt: when,
    forwardedAt: when,
    fulfilledAt: when,
  } as Partial<Order>)
}

/** A customer of a store who bought the content. */
export async function createBuyer(
  content: MadeContent,
  environment: 'production' | 'development' = 'production',
  name?: string
) {
  const customer = await createCustomer(environment, name ? { name } : {})
  await createPurchase(customer, content)
  return customer
}

/** Binds a customer of the development store to a partner, as an invitation does (R4.3). */
export async function bind(customer: Customer, partner: Partner): Promise<void> {
  await db.table('customer_bindings').insert({
    customer_id: customer.id,
    partner_id: partner.id,
    via: 'invitation',
    created_at: clock.now().toMillis(),
  })
}
