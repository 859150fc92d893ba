import { DateTime } from 'luxon'
import brand from '#config/brand'
import taxes from '#config/taxes'
import Category from '#catalogue/models/category'
import type ContentVersion from '#catalogue/models/content_version'
import Content from '#catalogue/models/content'
import { translator } from '#core/words'
import { absoluteUrl, type Language } from '#core/http/surfaces'
import { formatDate } from '#core/views/format'
import type Partner from '#partners/models/partner'
import type { Terms } from '#pks/document/terms'
import { DISPLAY_ZONE } from '#shared/clock'
import type { Client } from '#shared/database/main'
import { formatRupiah, splitCollected, type BasisPoints } from '#shared/money'

/** The name on the operator's seal (R6.1). */
export const SEAL_NAME = 'Webstore Telkom'

/** The terms that an agreement about this version would have now. */
export async function termsOf(
  version: ContentVersion,
  partner: Partner,
  template: number,
  client?: Client
): Promise<Terms> {
  const options = client ? { client } : {}
  const category = version.categoryId ? await Category.find(version.categoryId, options) : null
  const content = await Content.findOrFail(version.contentId, options)
  return {
    template,
    operator: {
      name: brand.operator,
      brand: brand.name,
      seal: SEAL_NAME,
      inboundAddress: brand.inboundAddress,
      verificationUrl: absoluteUrl('store', '/verifikasi'),
    },
    partner: {
      company: partner.companyName,
      address: partner.address,
      npwp: mask(partner.companyNpwp),
      deedNumber: partner.deedNumber,
      deedDate: partner.deedDate,
      decreeNumber: partner.decreeNumber,
      director: partner.directorName,
      contact: partner.name,
      email: partner.email,
      bank: {
        name: partner.bankName,
        branch: partner.bankBranch,
        account: mask(partner.bankAccount),
        holder: partner.bankHolder,
      },
    },
    content: {
      publicId: content.publicId,
      version: version.number,
      name: version.name ?? '',
      summary: version.summary ?? '',
      category: { id: category?.nameId ?? '', en: category?.nameEn ?? '' },
      price: version.price ?? 0,
      kind: version.paymentKind ?? 'once',
      carePhone: version.carePhone ?? '',
      careEmail: version.careEmail ?? '',
      redirectUrl: version.redirectUrlProduction ?? '',
    },
    share: version.partnerShare,
    ppn: taxes.ppn,
    pph23: taxes.pph23,
  }
}

/** What stands on a document beside its terms; absent in a preview. */
export interface Issue {
  number: string
  verificationNumber: string
}

/** The words for the template's braces, in one language. */
export function factsOf(
  terms: Terms,
  language: Language,
  issue: Issue | null
): Record<string, string> {
  const t = translator(language)
  const { partner, content, operator } = terms
  const example = splitCollected(content.price, { ppn: terms.ppn, partnerShare: terms.share })
  return {
    operator: operator.name,
    brand: operator.brand,
    seal: operator.seal,
    company: partner.company,
    company_address: partner.address,
    company_npwp: partner.npwp,
    deed_number: partner.deedNumber,
    deed_date: formatDay(partner.deedDate, language),
    decree_number: partner.decreeNumber,
    director: partner.director,
    contact_name: partner.contact,
    email: partner.email,
    content: content.name,
    category: content.category[language],
    kind: t(KINDS[content.kind]),
    price: formatRupiah(content.price),
    care_phone: content.carePhone,
    care_email: content.careEmail,
    partner_share: percent(terms.share, language),
    operator_share: percent(10_000 - terms.share, language),
    ppn_rate: percent(terms.ppn, language),
    pph23_rate: percent(terms.pph23, language),
    example_ppn: formatRupiah(example.ppn),
    example_base: formatRupiah(example.base),
    example_partner: formatRupiah(example.partner),
    example_operator: formatRupiah(example.operator),
    bank_name: partner.bank.name,
    bank_branch: partner.bank.branch,
    bank_account: partner.bank.account,
    bank_holder: partner.bank.holder,
    inbound_address: operator.inboundAddress,
    verification_url: operator.verificationUrl,
    verification_number: issue?.verificationNumber ?? t('pks.document.given_at_issue'),
    ...(terms.amends && {
      amended_number: terms.amends.number,
      amended_date: formatDay(terms.amends.issuedOn, language),
      in_force_number: terms.amends.inForce,
    }),
  }
}

export const KINDS = {
  once: 'pks.document.kind_once',
  subscription: 'pks.document.kind_subscription',
} as const

const DECIMALS: Record<Language, Intl.NumberFormat> = {
  id: new Intl.NumberFormat('id', { maximumFractionDigits: 2 }),
  en: new Intl.NumberFormat('en', { maximumFractionDigits: 2 }),
}

/** `6500` → `65%`, `6550` → `65,5%` (English `65.5%`). */
export function percent(points: BasisPoints, language: Language): string {
  return `${DECIMALS[language].format(points / 100)}%`
}

/** A `YYYY-MM-DD` as people read it; what is no date stays as it is. */
export function formatDay(day: string, language: Language): string {
  const parsed = DateTime.fromISO(day, { zone: DISPLAY_ZONE })
  return parsed.isValid ? formatDate(parsed, language) : day
}

/** All but the last four digits covered: `•••• 4321`. */
function mask(value: string | null): string {
  return value ? `•••• ${value.replaceAll(/\D/g, '').slice(-4)}` : ''
}
