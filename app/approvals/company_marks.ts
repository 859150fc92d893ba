import { createHmac } from 'node:crypto'
import { appKey } from '#config/app'
import brand from '#config/brand'
import taxes from '#config/taxes'
import { attributeOf, COMPANY_FIELDS } from '#partners/company_fields'
import type Partner from '#partners/models/partner'
import type PksTemplate from '#pks/models/pks_template'

/** What Legal validates of a company, and what the PKS says beside the content: each with the key of its name. */
const MARKED: readonly { name: string; label: string }[] = [
  ...COMPANY_FIELDS.filter(({ legal, pks }) => legal || pks),
  { name: 'pks_template', label: 'approvals.compare.pks_template' },
]

/**
 * The state of the company's data and of the PKS template as Legal had it on the desk: a mark for each, by which it is told whether
 * it is still the same. Keyed, so that nobody finds a covered number by trying all (R2.5). After a change of `APP_KEY` every mark
 * differs, and what Legal has approved for a PKS that is not made yet is looked at once more.
 */
export type CompanyMarks = Record<string, string>

/** The marks of a company's data and a template as they are now. */
export function marksOf(partner: Partner, template: PksTemplate): CompanyMarks {
  const { ppn, pph23 } = taxes
  const { name, operator, inboundAddress } = brand
  const words: Record<string, unknown> = {
    pks_template: [template.publicId, name, operator, inboundAddress, ppn, pph23],
  }
  for (const { name: field } of COMPANY_FIELDS)
    words[field] = partner[attributeOf(field) as keyof Partner] ?? null
  return Object.fromEntries(
    MARKED.map(({ name: field }) => [field, mark([partner.publicId, field, words[field]])])
  )
}

/** Keys of the names of what differs. */
export function changedMarks(before: CompanyMarks, after: CompanyMarks): string[] {
  return MARKED.filter(({ name }) => before[name] !== after[name]).map(({ label }) => label)
}

/** Marks as a form carries them. */
export function writeMarks(marks: CompanyMarks): string {
  return MARKED.map(({ name }) => marks[name]).join('.')
}

/** Marks as a form sent them; null for anything else. */
export function readMarks(text: string): CompanyMarks | null {
  const parts = text.split('.')
  if (parts.length !== MARKED.length || !parts.every((part) => /^[\w-]{16}$/.test(part)))
    return null
  return Object.fromEntries(MARKED.map(({ name }, index) => [name, parts[index]!]))
}

function mark(words: readonly unknown[]): string {
  const text = `approvals.company:${JSON.stringify(words)}`
  return createHmac('sha256', appKey.release()).update(text).digest('base64url').slice(0, 16)
}
