import type { Lane } from '#approvals/lanes'
import { COMPARED, type ComparedField } from '#approvals/values'
import { COMPANY_FIELDS } from '#partners/company_fields'

/** Names that the content's form gives to what is compared. The share is not the partner's to write. */
const FORM_NAMES: Readonly<Partial<Record<ComparedField, string>>> = {
  name: 'name',
  categoryId: 'category',
  summary: 'summary',
  description: 'description',
  specification: 'specification',
  carePhone: 'care_phone',
  careEmail: 'care_email',
  price: 'price',
  paymentKind: 'payment_kind',
  forwardingUrlProduction: 'forwarding_url_production',
  redirectUrlProduction: 'redirect_url_production',
  forwardingUrlDevelopment: 'forwarding_url_development',
  redirectUrlDevelopment: 'redirect_url_development',
  demoUrl: 'demo_url',
  imageId: 'image',
}

/** Before the name of a field of the company's data, which has a form of its own. */
const COMPANY = 'company:'

/** A field at which a lane may ask for something. */
export interface AskableField {
  /** Its name in the form, with `company:` before it where the form is that of the company. */
  name: string
  /** Key of its label. */
  label: string
  /** What is compared under it; null for the company's data, of which no former value is kept. */
  compared: ComparedField | null
}

/** The fields at which a lane may ask for a correction: what it looks at, and for Legal the company's data. */
export function askableFields(lane: Lane): AskableField[] {
  const content = COMPARED.flatMap(({ field, label, lanes }) => {
    const name = FORM_NAMES[field]
    return name && asksAt(lane, lanes) ? [{ name, label, compared: field }] : []
  })
  if (lane !== 'legal') return content
  const company = COMPANY_FIELDS.filter(({ legal, pks }) => legal || pks)
  return [
    ...content,
    ...company.map(({ name, label }) => ({ name: `${COMPANY}${name}`, label, compared: null })),
  ]
}

/** QA konten asks for the addresses of the test as well: FAB's own no has no correction, and its purchases run against them. */
function asksAt(lane: Lane, lanes: readonly Lane[]): boolean {
  return lanes.includes(lane) || (lane === 'qa_content' && lanes.includes('qa_fab'))
}

/** Is it asked for in the company's data? */
export function isCompanyField(name: string): boolean {
  return name.startsWith(COMPANY)
}

/** Name of a field of the company's data, without the mark that it is one. */
export function companyFieldOf(name: string): string {
  return name.slice(COMPANY.length)
}

/** Longest text that is asked for at one field. */
export const ASKED_MAX = 300
