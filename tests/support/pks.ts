import type { ModelAttributes } from '@adonisjs/lucid/types/model'
import Category from '#catalogue/models/category'
import Content from '#catalogue/models/content'
import ContentVersion from '#catalogue/models/content_version'
import type Partner from '#partners/models/partner'
import { requestIssue } from '#pks/actions/request_issue'
import type Agreement from '#pks/models/agreement'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'

/** A content whose two lanes have approved its first version: what a PKS is issued for. */
export async function createApprovedVersion(
  partner: Partner,
  overrides: Partial<ModelAttributes<ContentVersion>> = {}
): Promise<ContentVersion> {
  const category = await Category.findByOrFail('key', 'musik')
  const content = await Content.create({ partnerId: partner.id, ratingCount: 0, ratingSum: 0 })
  return ContentVersion.create({
    contentId: content.id,
    number: 1,
    status: 'approved',
    name: 'Gamelan Saku',
    categoryId: category.id,
    summary: 'Belajar gamelan dari ponsel, lengkap dengan notasi kepatihan.',
    description: 'Dua belas gending dasar dengan rekaman per instrumen.',
    specification: 'Peramban apa pun yang memutar audio.',
    carePhone: '02745550132',
    careEmail: 'bantuan@nadapusaka.example',
    price: 22_000,
    paymentKind: 'subscription',
    forwardingUrlProduction: 'https://gamelan.nadapusaka.example/terima',
    redirectUrlProduction: 'https://gamelan.nadapusaka.example/masuk',
    forwardingUrlDevelopment: 'https://uji.nadapusaka.example/terima',
    redirectUrlDevelopment: 'https://uji.nadapusaka.example/masuk',
    partnerShare: 6500,
    savedAt: clock.now(),
    submittedAt: clock.now(),
    approvedAt: clock.now(),
    ...overrides,
  })
}

/** Asks for the PKS as the approval of the second lane does. */
export function request(version: ContentVersion): Promise<Agreement> {
  return transaction((trx) => requestIssue(trx, version))
}
