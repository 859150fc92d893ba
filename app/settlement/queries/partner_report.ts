import db from '@adonisjs/lucid/services/db'
import type Partner from '#partners/models/partner'
import type { PaymentMethodKey } from '#payments/contract'
import {
  addSums,
  AMOUNTS,
  LEDGER_OF_ORDERS,
  queryLedger,
  sumsOf,
  type Sums,
} from '#settlement/queries/sums'
import { DISPLAY_ZONE } from '#shared/clock'
import type { BasisPoints, Rupiah } from '#shared/money'
import { DateTime } from 'luxon'

/** What a report is about. The two stores' money is never added up. */
export interface ReportFilter {
  store: 'production' | 'development'
  /** The first and the last day, in Jakarta; both belong to it. */
  from: DateTime
  to: DateTime
  /** Inner id; null for all. */
  contentId: number | null
  method: PaymentMethodKey | null
}

export interface MonthSums extends Sums {
  /** `2026-11` */
  month: string
}

export interface ReportLine {
  /** Inner id of the transaction: the page's key. */
  id: number
  at: DateTime
  kind: 'payment.billed' | 'payment.collected' | 'payment.unbilled' | 'payment.refunded'
  orderNumber: string
  content: string
  method: PaymentMethodKey
  /** What was charged, negative where it was taken back. */
  gross: Rupiah
  collected: Rupiah
  ppn: Rupiah
  base: Rupiah
  operator: Rupiah
  partner: Rupiah
}

export interface PartnerReport {
  months: MonthSums[]
  total: Sums
  /** The partner's part of every order in it, as frozen when it was placed; null where they differ. */
  share: BasisPoints | null
}

/** The months of a period with their sums, and the sum of all: months only add (R7.2). */
export async function partnerReport(
  partner: Partner,
  filter: ReportFilter
): Promise<PartnerReport> {
  const months = monthsOf(filter)
  const { where, bindings } = condition(partner, filter)
  const buckets = months
    .map(
      (month, index) => `WHEN t.booked_at < ${month.plus({ months: 1 }).toMillis()} THEN ${index}`
    )
    .join(' ')
  const rows = await queryLedger(
    `SELECT CASE ${buckets} ELSE ${months.length - 1} END AS bucket, COUNT(DISTINCT t.order_id) AS orders, ${AMOUNTS}
     FROM ${LEDGER_OF_ORDERS} WHERE ${where} GROUP BY 1`,
    bindings
  )
  const [counted] = await queryLedger(
    `SELECT COUNT(DISTINCT t.order_id) AS orders, MIN(o.partner_share) AS least, MAX(o.partner_share) AS most
     FROM ${LEDGER_OF_ORDERS} WHERE ${where}`,
    bindings
  )
  const sums = months.map((month, index) => ({
    month: month.toFormat('yyyy-MM'),
    ...sumsOf(rows.find((row) => Number(row.bucket) === index)),
  }))
  const total = sums.reduce((all, one) => addSums(all, one), sumsOf(undefined))
  const isUniform = counted?.orders > 0 && Number(counted?.least) === Number(counted?.most)
  return {
    months: sums,
    total: { ...total, orders: Number(counted?.orders ?? 0) },
    share: isUniform ? Number(counted?.least) : null,
  }
}

/** The transactions of a period, the newest first. @param before the last id of the page before */
export async function reportLines(
  partner: Partner,
  filter: ReportFilter,
  page: { before?: number | null; limit: number }
): Promise<ReportLine[]> {
  const { where, bindings } = condition(partner, filter)
  const keyset = page.before ? ' AND t.id < ?' : ''
  const rows = await queryLedger(
    `SELECT t.id, t.booked_at, t.kind, o.number, o.name, o.method, ${AMOUNTS}
     FROM ${LEDGER_OF_ORDERS} WHERE ${where}${keyset}
     GROUP BY t.id, t.booked_at, t.kind, o.number, o.name, o.method ORDER BY t.id DESC LIMIT ${page.limit}`,
    page.before ? [...bindings, page.before] : bindings
  )
  return rows.map((row) => {
    const { collected, ppn, base, operator, partner: share, billed } = sumsOf(row)
    return {
      id: row.id,
      at: DateTime.fromMillis(Number(row.booked_at), { zone: 'utc' }),
      kind: row.kind,
      orderNumber: row.number,
      content: row.name,
      method: row.method,
      gross: billed,
      collected,
      ppn,
      base,
      operator,
      partner: share,
    }
  })
}

/** Contents that a partner may filter by. */
export async function soldContents(
  partner: Partner,
  store: string
): Promise<{ id: number; publicId: string; name: string }[]> {
  return db
    .from('contents')
    .join('orders', 'orders.content_id', 'contents.id')
    .where('contents.partner_id', partner.id)
    .where('orders.environment', store)
    .groupBy('contents.id', 'contents.public_id')
    .select('contents.id', 'contents.public_id as publicId')
    .max('orders.name as name')
    .orderBy('contents.id')
}

export function monthsOf({ from, to }: Pick<ReportFilter, 'from' | 'to'>): DateTime[] {
  const months = []
  for (let month = from.startOf('month'); month <= to; month = month.plus({ months: 1 }))
    months.push(month)
  return months
}

function condition(partner: Partner, filter: ReportFilter) {
  const clauses = ['t.partner_id = ?', 't.environment = ?', 't.booked_at >= ?', 't.booked_at < ?']
  const bindings: (string | number)[] = [
    partner.id,
    filter.store,
    filter.from.setZone(DISPLAY_ZONE).startOf('day').toMillis(),
    filter.to.setZone(DISPLAY_ZONE).startOf('day').plus({ days: 1 }).toMillis(),
  ]
  if (filter.contentId !== null) {
    clauses.push('o.content_id = ?')
    bindings.push(filter.contentId)
  }
  if (filter.method !== null) {
    clauses.push('o.method = ?')
    bindings.push(filter.method)
  }
  return { where: clauses.join(' AND '), bindings }
}
