/**
 * What events are about: closed, so that none goes without saying to which content and which partner it belongs. A trail that knows
 * this answers "what happened to this content?" although its rounds, agreements and replies have ids of their own (R8.4).
 */
interface Belonging {
  /** A FROM clause whose `s` is the subject, `c` its content and `p` its partner, as far as it has them. */
  from: string
  content: boolean
}

const OF_VERSION =
  'join content_versions v on v.id = s.version_id join contents c on c.id = v.content_id join partners p on p.id = c.partner_id'
const OF_CONTENT = 'join contents c on c.id = s.content_id join partners p on p.id = s.partner_id'
const OF_PARTNER = 'join partners p on p.id = s.partner_id'

/** Null: belongs to nobody, or to whoever did it. */
export const SUBJECTS = {
  content: { from: 'contents c join partners p on p.id = c.partner_id', content: true },
  partner: { from: 'partners p', content: false },
  approval_round: { from: `approval_rounds s ${OF_VERSION}`, content: true },
  agreement: { from: `agreements s ${OF_CONTENT}`, content: true },
  pks_reply: {
    from: `pks_replies r join agreements s on s.id = r.agreement_id ${OF_CONTENT}`,
    content: true,
  },
  order: { from: `orders s ${OF_CONTENT}`, content: true },
  rating: {
    from: 'ratings s join contents c on c.id = s.content_id join partners p on p.id = c.partner_id',
    content: true,
  },
  delivery: { from: `deliveries s ${OF_CONTENT}`, content: true },
  partner_key: { from: `partner_keys s ${OF_PARTNER}`, content: false },
  pinned_certificate: { from: `pinned_certificates s ${OF_PARTNER}`, content: false },
  audit_trail: null,
  category: null,
  customer: null,
  customer_registration: null,
  database: null,
  demo: null,
  outbox: null,
  partner_registration: null,
  payment_number: null,
  pks_template: null,
  price: null,
  proposal: null,
  seal_key: null,
  staff: null,
  staff_invitation: null,
  terms_version: null,
  text: null,
  trust_anchor: null,
  trust_import: null,
  voucher_batch: null,
  voucher_redemption: null,
} as const satisfies Record<string, Belonging | null>

export type SubjectKind = keyof typeof SUBJECTS

/** An SQL value with its bindings. */
interface Value {
  sql: string
  bindings: string[]
}

const NOTHING: Value = { sql: 'null', bindings: [] }

/** Whose row carries the subject's own id. */
const KEYS: Partial<Record<SubjectKind, string>> = {
  content: 'c',
  partner: 'p',
  pks_reply: 'r',
}

/** The public ids of the content and the partner that a subject belongs to, as values of the statement that writes its event. */
export function belongingsOf(
  subject: { kind: SubjectKind; id: string | null },
  actor: { kind: string; id?: string }
): { content: Value; partner: Value } {
  const { kind, id } = subject
  const actsForItself: Value =
    actor.kind === 'partner' && actor.id ? { sql: '?', bindings: [actor.id] } : NOTHING
  const belonging: Belonging | null = SUBJECTS[kind]
  if (id === null || belonging === null) return { content: NOTHING, partner: actsForItself }
  const look = (alias: string): Value => ({
    sql: `(select ${alias}.public_id from ${belonging.from} where ${KEYS[kind] ?? 's'}.public_id = ?)`,
    bindings: [id],
  })
  return { content: belonging.content ? look('c') : NOTHING, partner: look('p') }
}
