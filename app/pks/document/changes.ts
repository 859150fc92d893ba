import type { Language } from '#core/http/surfaces'
import { translator, type Translate } from '#core/words'
import { KINDS, percent } from '#pks/document/facts'
import { annexedIn, type Annexed, type Terms } from '#pks/document/terms'
import { formatRupiah } from '#shared/money'

/** One row of the annexes that an addendum changes. `label` is the key of its name. */
export interface Change {
  label: string
  before: Record<Language, string>
  after: Record<Language, string>
}

type Row = (annexed: Annexed, language: Language, t: Translate) => string

/** Every row of the annexes that the terms decide, in their order. */
const ROWS: Readonly<Record<string, Row>> = {
  'pks.document.content_name': ({ content }) => content.name,
  'pks.document.summary': ({ content }) => content.summary,
  'pks.document.category': ({ content }, language) => content.category[language],
  'pks.document.kind': ({ content }, _, t) => t(KINDS[content.kind]),
  'pks.document.price': ({ content }) => formatRupiah(content.price),
  'pks.document.redirect_url': ({ content }) => content.redirectUrl,
  'pks.document.care_phone': ({ content }) => content.carePhone,
  'pks.document.care_email': ({ content }) => content.careEmail,
  'pks.document.partner_share': ({ share }, language) => percent(share, language),
  'pks.document.operator_share': ({ share }, language) => percent(10_000 - share, language),
  'pks.document.ppn': ({ ppn }, language) => percent(ppn, language),
  'pks.document.pph23': ({ pph23 }, language) => percent(pph23, language),
  'pks.document.bank_name': ({ bank }) => bank.name,
  'pks.document.bank_branch': ({ bank }) => bank.branch,
  'pks.document.bank_account': ({ bank }) => bank.account,
  'pks.document.bank_holder': ({ bank }) => bank.holder,
}

/** What an addendum changes (R3.8); nothing for an agreement of its own. */
export function changesOf(terms: Terms): Change[] {
  if (!terms.amends) return []
  const [before, after] = [terms.amends.before, annexedIn(terms)]
  return Object.entries(ROWS)
    .map(([label, row]) => ({ label, before: inBoth(row, before), after: inBoth(row, after) }))
    .filter((change) => (['id', 'en'] as const).some((l) => change.before[l] !== change.after[l]))
}

function inBoth(row: Row, annexed: Annexed): Record<Language, string> {
  return { id: row(annexed, 'id', translator('id')), en: row(annexed, 'en', translator('en')) }
}
