import brand from '#config/brand'
import sharing from '#config/sharing'
import taxes from '#config/taxes'
import { absoluteUrl } from '#core/http/surfaces'
import { factsOf, SEAL_NAME } from '#pks/document/facts'
import { annexedIn, type Terms } from '#pks/document/terms'
import type { DocumentKind } from '#pks/models/pks_template'

/** Terms of a company and a content that do not exist, to look at a template with. */
export function sampleTerms(kind: DocumentKind): Terms {
  const terms: Terms = {
    template: 0,
    operator: {
      name: brand.operator,
      brand: brand.name,
      seal: SEAL_NAME,
      inboundAddress: brand.inboundAddress,
      verificationUrl: absoluteUrl('store', '/verifikasi'),
    },
    partner: {
      company: 'PT Contoh Karya',
      address: 'Jl. Contoh 1, Bandung 40115',
      npwp: '•••• 1000',
      deedNumber: '12',
      deedDate: '2019-03-04',
      decreeNumber: 'AHU-0000000.AH.01.01.TAHUN 2019',
      director: 'Nama Direktur',
      contact: 'Nama Narahubung',
      email: 'narahubung@contoh.example',
      bank: {
        name: 'Bank Contoh',
        branch: 'KCP Contoh',
        account: '•••• 5780',
        holder: 'PT Contoh Karya',
      },
    },
    content: {
      publicId: '00000000000000000000000000',
      version: 1,
      name: 'Konten Contoh',
      summary: 'Contoh untuk membaca templat',
      category: { id: 'Musik', en: 'Music' },
      price: 11_000,
      kind: 'subscription',
      carePhone: '0274 555 0132',
      careEmail: 'bantuan@contoh.example',
      redirectUrl: 'https://contoh.example/masuk',
    },
    share: sharing.partner,
    ppn: taxes.ppn,
    pph23: taxes.pph23,
  }
  return kind === 'addendum' ? withSampleAmended(terms) : terms
}

/** Terms as an addendum to an agreement that does not exist; such a preview is of the text alone. */
export function withSampleAmended(terms: Terms): Terms {
  const before = annexedIn(terms)
  const amends = {
    number: 'PKS-2026-0000',
    issuedOn: '2026-01-05',
    inForce: 'PKS-2026-0000-A1',
    before: { ...before, content: { ...before.content, price: terms.content.price + 1_000 } },
  }
  return { ...terms, amends }
}

/** The words that the braces of a template of this kind may hold. */
export function placeholdersOf(kind: DocumentKind): string[] {
  return Object.keys(factsOf(sampleTerms(kind), 'id', null)).sort()
}
