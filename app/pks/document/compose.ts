import type { DateTime } from 'luxon'
import { translator } from '#core/words'
import { absoluteUrl, type Language } from '#core/http/surfaces'
import { formatDateTime } from '#core/views/format'
import type Agreement from '#pks/models/agreement'
import type PksTemplate from '#pks/models/pks_template'
import { changesOf, type Change } from '#pks/document/changes'
import { factsOf, SEAL_NAME } from '#pks/document/facts'
import { pointsOf } from '#pks/document/points'
import type { Terms } from '#pks/document/terms'
import { formatRupiah } from '#shared/money'

/** A text in both languages of the document. */
export type Both = Record<Language, string>

/** Everything that is drawn, as words: plain data, so that it can go to a worker thread. */
export interface PksDocument {
  /** Decides the file's identifier: the same agreement makes the same file. */
  id: string
  /** Epoch milliseconds of issue. */
  issuedAt: number
  brand: string
  fileTitle: string
  number: string
  verification: { number: string; url: string; label: Both; text: Both }
  title: Both
  facts: { label: Both; value: Both }[]
  note: Both
  points: { number: number; title: Both; paragraphs: Both[] }[]
  annexes: { title: Both; rows: { label: Both; value: Both }[] }[]
  signing: { title: Both; operator: Both; seal: string[]; partner: Both; partnerText: Both }
  page: Both
}

/** The words of an agreement's document that is issued at `issuedAt`. */
export function composeDocument(
  agreement: Pick<Agreement, 'publicId' | 'number' | 'verificationNumber' | 'terms'>,
  template: Pick<PksTemplate, 'bodyId' | 'bodyEn'>,
  issuedAt: DateTime
): PksDocument {
  const { terms } = agreement
  const facts = { id: factsOf(terms, 'id', agreement), en: factsOf(terms, 'en', agreement) }
  const words = { id: translator('id'), en: translator('en') }
  // Without facts a message is formatted once in a process's life: visitors wait while we format.
  const both = (key: string): Both => ({ id: words.id(key), en: words.en(key) })
  const filled = (key: string): Both => ({
    id: words.id(key, facts.id),
    en: words.en(key, facts.en),
  })
  const fact = (name: string): Both => ({ id: facts.id[name]!, en: facts.en[name]! })
  const same = (text: string): Both => ({ id: text, en: text })
  const issued: Both = {
    id: formatDateTime(issuedAt, 'id'),
    en: formatDateTime(issuedAt, 'en'),
  }
  const [id, en] = [
    pointsOf(template, terms, 'id', agreement),
    pointsOf(template, terms, 'en', agreement),
  ]
  return {
    id: agreement.publicId,
    issuedAt: issuedAt.toMillis(),
    brand: terms.operator.brand,
    fileTitle: `${agreement.number} ${terms.content.name}`,
    number: agreement.number,
    verification: {
      number: agreement.verificationNumber,
      url: absoluteUrl('store', `/verifikasi?nomor=${agreement.verificationNumber}`),
      label: both('pks.document.verification_number'),
      text: filled('pks.document.verification_text'),
    },
    title: both(terms.amends ? 'pks.document.addendum_title' : 'pks.document.title'),
    facts: [
      { label: both('pks.document.number'), value: same(agreement.number) },
      ...(terms.amends
        ? [{ label: both('pks.document.amends'), value: same(terms.amends.number) }]
        : []),
      { label: both('pks.document.issued_at'), value: issued },
      { label: both('pks.document.content_name'), value: fact('content') },
      { label: both('pks.document.partner'), value: fact('company') },
    ],
    note: both('pks.document.template_note'),
    points: id.map((point, index) => ({
      number: point.number,
      title: { id: point.title, en: en[index]!.title },
      paragraphs: point.paragraphs.map((text, at) => ({
        id: text,
        en: en[index]!.paragraphs[at]!,
      })),
    })),
    annexes: [
      ...changesAnnex(terms, both),
      {
        title: both('pks.document.annex_a'),
        rows: [
          { label: both('pks.document.content_name'), value: fact('content') },
          { label: both('pks.document.summary'), value: same(terms.content.summary) },
          { label: both('pks.document.category'), value: fact('category') },
          { label: both('pks.document.kind'), value: fact('kind') },
          { label: both('pks.document.price'), value: fact('price') },
          { label: both('pks.document.redirect_url'), value: same(terms.content.redirectUrl) },
          { label: both('pks.document.care_phone'), value: fact('care_phone') },
          { label: both('pks.document.care_email'), value: fact('care_email') },
          { label: both('pks.document.content_id'), value: same(terms.content.publicId) },
        ],
      },
      {
        title: both('pks.document.annex_b'),
        rows: [
          { label: both('pks.document.partner_share'), value: fact('partner_share') },
          { label: both('pks.document.operator_share'), value: fact('operator_share') },
          { label: both('pks.document.ppn'), value: filled('pks.document.ppn_text') },
          { label: both('pks.document.pph23'), value: filled('pks.document.pph23_text') },
          {
            label: both('pks.document.example_price'),
            value: same(formatRupiah(terms.content.price)),
          },
          { label: both('pks.document.example_ppn'), value: fact('example_ppn') },
          { label: both('pks.document.example_base'), value: fact('example_base') },
          { label: both('pks.document.example_partner'), value: fact('example_partner') },
          { label: both('pks.document.example_operator'), value: fact('example_operator') },
        ],
      },
      {
        title: both('pks.document.annex_c'),
        rows: [
          { label: both('pks.document.bank_name'), value: fact('bank_name') },
          { label: both('pks.document.bank_branch'), value: fact('bank_branch') },
          {
            label: both('pks.document.bank_account'),
            value: filled('pks.document.bank_account_text'),
          },
          { label: both('pks.document.bank_holder'), value: fact('bank_holder') },
          { label: both('pks.document.settled_by'), value: both('pks.document.settled_by_text') },
          { label: both('pks.document.paid_by'), value: both('pks.document.paid_by_text') },
        ],
      },
    ],
    signing: {
      title: both('pks.document.signing'),
      operator: filled('pks.document.for_operator'),
      seal: [
        'Ditandatangani secara elektronik oleh',
        'Electronically signed by',
        SEAL_NAME,
        issued.id,
        agreement.number,
      ],
      partner: filled('pks.document.for_partner'),
      partnerText: filled('pks.document.partner_signs'),
    },
    page: { id: words.id('pks.document.page'), en: words.en('pks.document.page') },
  }
}

/** What an addendum changes, before the annexes that it restates whole. */
function changesAnnex(terms: Terms, both: (key: string) => Both): PksDocument['annexes'] {
  if (!terms.amends) return []
  const words = { id: translator('id'), en: translator('en') }
  const said = ({ before, after }: Change): Both => ({
    id: words.id('pks.document.changed', { before: before.id, after: after.id }),
    en: words.en('pks.document.changed', { before: before.en, after: after.en }),
  })
  return [
    {
      title: both('pks.document.changes'),
      rows: changesOf(terms).map((change) => ({ label: both(change.label), value: said(change) })),
    },
  ]
}
