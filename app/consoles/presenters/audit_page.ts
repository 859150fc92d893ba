import type { AuditType } from '#audit/types'
import { LANE_LABELS, type Lane } from '#approvals/lanes'
import type { CallOutcome } from '#approvals/models/care_call'
import { REASON_LABELS } from '#approvals/reasons'
import { CONCERNED_SHOWN, type Concerned } from '#consoles/queries/find_concerned'
import type { AuditName } from '#consoles/queries/audit_names'
import type { AuditLine } from '#consoles/queries/list_audit_events'
import { ignoredFilters, isSent, type IgnoredFilter } from '#core/http/ignored_filters'
import type { Translate } from '#core/words'
import { localizedPath, type Language } from '#core/http/surfaces'
import { methodLabel } from '#payments/labels'
import { formatRupiah } from '#shared/money'

/** Every event in words: a new one does not compile without them. */
export const EVENT_LABELS: Record<AuditType, string> = {
  'approval.assigned': 'consoles.audit.event.approval_assigned',
  'approval.call_logged': 'consoles.audit.event.approval_call_logged',
  'approval.claim_expired': 'consoles.audit.event.approval_claim_expired',
  'approval.claimed': 'consoles.audit.event.approval_claimed',
  'approval.decided': 'consoles.audit.event.approval_decided',
  'approval.escalated': 'consoles.audit.event.approval_escalated',
  'approval.evidence_added': 'consoles.audit.event.approval_evidence_added',
  'approval.evidence_removed': 'consoles.audit.event.approval_evidence_removed',
  'approval.released': 'consoles.audit.event.approval_released',
  'approval.reopened': 'consoles.audit.event.approval_reopened',
  'approval.retest_requested': 'consoles.audit.event.approval_retest_requested',
  'audit.exported': 'consoles.audit.event.audit_exported',
  'approval.taken_over': 'consoles.audit.event.approval_taken_over',
  'category.added': 'consoles.audit.event.category_added',
  'category.moved': 'consoles.audit.event.category_moved',
  'category.renamed': 'consoles.audit.event.category_renamed',
  'category.restored': 'consoles.audit.event.category_restored',
  'category.retired': 'consoles.audit.event.category_retired',
  'content.draft_discarded': 'consoles.audit.event.content_draft_discarded',
  'content.published': 'consoles.audit.event.content_published',
  'content.resubmitted': 'consoles.audit.event.content_resubmitted',
  'content.resumed': 'consoles.audit.event.content_resumed',
  'content.saved': 'consoles.audit.event.content_saved',
  'content.submitted': 'consoles.audit.event.content_submitted',
  'content.suspended': 'consoles.audit.event.content_suspended',
  'content.urls_mended': 'consoles.audit.event.content_urls_mended',
  'content.version_withdrawn': 'consoles.audit.event.content_version_withdrawn',
  'content.withdrawn': 'consoles.audit.event.content_withdrawn',
  'customer.activated': 'consoles.audit.event.customer_activated',
  'customer.bound_to_partner': 'consoles.audit.event.customer_bound_to_partner',
  'customer.unbound_from_partner': 'consoles.audit.event.customer_unbound_from_partner',
  'customer.closed': 'consoles.audit.event.customer_closed',
  'customer.data_corrected': 'consoles.audit.event.customer_data_corrected',
  'customer.device_seen': 'consoles.audit.event.customer_device_seen',
  'customer.devices_signed_out': 'consoles.audit.event.customer_devices_signed_out',
  'customer.number_verified': 'consoles.audit.event.customer_number_verified',
  'customer.number_removed': 'consoles.audit.event.customer_number_removed',
  'customer.passkey_added': 'consoles.audit.event.customer_passkey_added',
  'customer.passkey_refused': 'consoles.audit.event.customer_passkey_refused',
  'customer.passkey_removed': 'consoles.audit.event.customer_passkey_removed',
  'customer.password_changed': 'consoles.audit.event.customer_password_changed',
  'customer.password_reset': 'consoles.audit.event.customer_password_reset',
  'customer.registered': 'consoles.audit.event.customer_registered',
  'data.resealed': 'consoles.audit.event.data_resealed',
  'demo.begun': 'consoles.audit.event.demo_begun',
  'demo.finished': 'consoles.audit.event.demo_finished',
  'forwarding.key_activated': 'consoles.audit.event.forwarding_key_activated',
  'forwarding.key_made': 'consoles.audit.event.forwarding_key_made',
  'forwarding.url_switched_off': 'consoles.audit.event.forwarding_url_switched_off',
  'forwarding.url_switched_on': 'consoles.audit.event.forwarding_url_switched_on',
  'order.ended': 'consoles.audit.event.order_ended',
  'order.placed': 'consoles.audit.event.order_placed',
  'text.discarded': 'consoles.audit.event.text_discarded',
  'text.drafted': 'consoles.audit.event.text_drafted',
  'text.published': 'consoles.audit.event.text_published',
  'rating.answered': 'consoles.audit.event.rating_answered',
  'rating.hidden': 'consoles.audit.event.rating_hidden',
  'rating.kept': 'consoles.audit.event.rating_kept',
  'rating.reported': 'consoles.audit.event.rating_reported',
  'rating.restored': 'consoles.audit.event.rating_restored',
  'outbox.retried': 'consoles.audit.event.outbox_retried',
  'partner.activated': 'consoles.audit.event.partner_activated',
  'partner.data_corrected': 'consoles.audit.event.partner_data_corrected',
  'partner.bank_change_approved': 'consoles.audit.event.partner_bank_change_approved',
  'partner.bank_change_cancelled': 'consoles.audit.event.partner_bank_change_cancelled',
  'partner.bank_change_checked': 'consoles.audit.event.partner_bank_change_checked',
  'partner.bank_change_confirmed': 'consoles.audit.event.partner_bank_change_confirmed',
  'partner.bank_change_lapsed': 'consoles.audit.event.partner_bank_change_lapsed',
  'partner.bank_change_refused': 'consoles.audit.event.partner_bank_change_refused',
  'partner.bank_change_requested': 'consoles.audit.event.partner_bank_change_requested',
  'partner.data_exported': 'consoles.audit.event.partner_data_exported',
  'partner.data_returned': 'consoles.audit.event.partner_data_returned',
  'partner.data_validated': 'consoles.audit.event.partner_data_validated',
  'partner.erased': 'consoles.audit.event.partner_erased',
  'partner.erasure_cancelled': 'consoles.audit.event.partner_erasure_cancelled',
  'partner.erasure_requested': 'consoles.audit.event.partner_erasure_requested',
  'partner.device_seen': 'consoles.audit.event.partner_device_seen',
  'partner.devices_signed_out': 'consoles.audit.event.partner_devices_signed_out',
  'partner.email_change_cancelled': 'consoles.audit.event.partner_email_change_cancelled',
  'partner.email_change_confirmed': 'consoles.audit.event.partner_email_change_confirmed',
  'partner.email_change_requested': 'consoles.audit.event.partner_email_change_requested',
  'partner.email_changed': 'consoles.audit.event.partner_email_changed',
  'partner.passkey_added': 'consoles.audit.event.partner_passkey_added',
  'partner.passkey_refused': 'consoles.audit.event.partner_passkey_refused',
  'partner.passkey_removed': 'consoles.audit.event.partner_passkey_removed',
  'partner.password_changed': 'consoles.audit.event.partner_password_changed',
  'partner.password_reset': 'consoles.audit.event.partner_password_reset',
  'partner.personal_data_read': 'consoles.audit.event.partner_personal_data_read',
  'partner.read_by_staff': 'consoles.audit.event.partner_read_by_staff',
  'partner.recovery_code_used': 'consoles.audit.event.partner_recovery_code_used',
  'partner.recovery_codes_renewed': 'consoles.audit.event.partner_recovery_codes_renewed',
  'partner.registered': 'consoles.audit.event.partner_registered',
  'partner.second_factor_enrolled': 'consoles.audit.event.partner_second_factor_enrolled',
  'partner.second_factor_removed': 'consoles.audit.event.partner_second_factor_removed',
  'partner.second_factor_reset': 'consoles.audit.event.partner_second_factor_reset',
  'payment.billed': 'consoles.audit.event.payment_billed',
  'payment.collected': 'consoles.audit.event.payment_collected',
  'payment.refunded': 'consoles.audit.event.payment_refunded',
  'payment.unbilled': 'consoles.audit.event.payment_unbilled',
  'pin.cancelled': 'consoles.audit.event.pin_cancelled',
  'pin.compared': 'consoles.audit.event.pin_compared',
  'pin.pinned': 'consoles.audit.event.pin_pinned',
  'pin.read': 'consoles.audit.event.pin_read',
  'pin.refused': 'consoles.audit.event.pin_refused',
  'pin.unpinned': 'consoles.audit.event.pin_unpinned',
  'pin.uploaded': 'consoles.audit.event.pin_uploaded',
  'pks.accepted': 'consoles.audit.event.pks_accepted',
  'pks.archive_held': 'consoles.audit.event.pks_archive_held',
  'pks.archived': 'consoles.audit.event.pks_archived',
  'pks.ended': 'consoles.audit.event.pks_ended',
  'pks.evidence_taken': 'consoles.audit.event.pks_evidence_taken',
  'pks.issued': 'consoles.audit.event.pks_issued',
  'pks.judgement_asked': 'consoles.audit.event.pks_judgement_asked',
  'pks.lapsed': 'consoles.audit.event.pks_lapsed',
  'pks.reply_downloaded': 'consoles.audit.event.pks_reply_downloaded',
  'pks.reply_judged': 'consoles.audit.event.pks_reply_judged',
  'pks.reply_received': 'consoles.audit.event.pks_reply_received',
  'pks.requested': 'consoles.audit.event.pks_requested',
  'pks.seal_held': 'consoles.audit.event.pks_seal_held',
  'pks.seal_key_seen': 'consoles.audit.event.pks_seal_key_seen',
  'pks.seal_key_state': 'consoles.audit.event.pks_seal_key_state',
  'pks.sealed_by_hand': 'consoles.audit.event.pks_sealed_by_hand',
  'pks_template.discarded': 'consoles.audit.event.pks_template_discarded',
  'pks_template.drafted': 'consoles.audit.event.pks_template_drafted',
  'pks_template.proposed': 'consoles.audit.event.pks_template_proposed',
  'pks_template.published': 'consoles.audit.event.pks_template_published',
  'pks_template.returned': 'consoles.audit.event.pks_template_returned',
  'price.added': 'consoles.audit.event.price_added',
  'price.retired': 'consoles.audit.event.price_retired',
  'proposal.confirmed': 'consoles.audit.event.proposal_confirmed',
  'proposal.lapsed': 'consoles.audit.event.proposal_lapsed',
  'proposal.made': 'consoles.audit.event.proposal_made',
  'proposal.refused': 'consoles.audit.event.proposal_refused',
  'proposal.withdrawn': 'consoles.audit.event.proposal_withdrawn',
  'reference.shipped': 'consoles.audit.event.reference_shipped',
  'staff.created': 'consoles.audit.event.staff_created',
  'staff.device_seen': 'consoles.audit.event.staff_device_seen',
  'staff.devices_signed_out': 'consoles.audit.event.staff_devices_signed_out',
  'staff.disabled': 'consoles.audit.event.staff_disabled',
  'staff.enabled': 'consoles.audit.event.staff_enabled',
  'staff.entered_development_store': 'consoles.audit.event.staff_entered_development_store',
  'staff.invitation_accepted': 'consoles.audit.event.staff_invitation_accepted',
  'staff.invitation_resent': 'consoles.audit.event.staff_invitation_resent',
  'staff.invitation_revoked': 'consoles.audit.event.staff_invitation_revoked',
  'staff.invited': 'consoles.audit.event.staff_invited',
  'staff.passkey_added': 'consoles.audit.event.staff_passkey_added',
  'staff.passkey_refused': 'consoles.audit.event.staff_passkey_refused',
  'staff.passkey_removed': 'consoles.audit.event.staff_passkey_removed',
  'staff.password_changed': 'consoles.audit.event.staff_password_changed',
  'staff.password_reset': 'consoles.audit.event.staff_password_reset',
  'staff.recovery_code_used': 'consoles.audit.event.staff_recovery_code_used',
  'staff.recovery_codes_renewed': 'consoles.audit.event.staff_recovery_codes_renewed',
  'staff.role_changed': 'consoles.audit.event.staff_role_changed',
  'staff.second_factor_enrolled': 'consoles.audit.event.staff_second_factor_enrolled',
  'staff.second_factor_reset': 'consoles.audit.event.staff_second_factor_reset',
  'staff.store_entry_issued': 'consoles.audit.event.staff_store_entry_issued',
  'subscription.begun': 'consoles.audit.event.subscription_begun',
  'subscription.stopped': 'consoles.audit.event.subscription_stopped',
  'terms.discarded': 'consoles.audit.event.terms_discarded',
  'terms.drafted': 'consoles.audit.event.terms_drafted',
  'terms.published': 'consoles.audit.event.terms_published',
  'terms.read': 'consoles.audit.event.terms_read',
  'trust.activated': 'consoles.audit.event.trust_activated',
  'trust.proposed': 'consoles.audit.event.trust_proposed',
  'trust.refused': 'consoles.audit.event.trust_refused',
  'trust.withdrawal_proposed': 'consoles.audit.event.trust_withdrawal_proposed',
  'trust.withdrawal_refused': 'consoles.audit.event.trust_withdrawal_refused',
  'trust.withdrawn': 'consoles.audit.event.trust_withdrawn',
  'voucher.batch_issued': 'consoles.audit.event.voucher_batch_issued',
  'voucher.redeemed': 'consoles.audit.event.voucher_redeemed',
  'voucher.returned': 'consoles.audit.event.voucher_returned',
  'voucher.voided': 'consoles.audit.event.voucher_voided',
}

const ACTOR_LABELS: Record<string, string> = {
  customer: 'consoles.audit.customer',
  partner: 'consoles.audit.partner',
  staff: 'consoles.audit.staff',
  system: 'consoles.audit.system',
  anonymous: 'consoles.audit.anonymous',
}

const SUBJECT_LABELS: Record<string, string> = {
  partner: 'consoles.audit.partner',
  customer: 'consoles.audit.customer',
  staff: 'consoles.audit.staff',
  staff_invitation: 'consoles.audit.staff_invitation',
  proposal: 'consoles.audit.proposal',
  partner_registration: 'consoles.audit.registration',
  customer_registration: 'consoles.audit.registration',
  content: 'consoles.audit.content',
  approval_round: 'consoles.audit.approval_round',
  agreement: 'consoles.audit.agreement',
  pks_reply: 'consoles.audit.pks_reply',
  seal_key: 'consoles.audit.seal_key',
  pinned_certificate: 'consoles.audit.pinned_certificate',
  trust_anchor: 'consoles.audit.trust_anchor',
  trust_import: 'consoles.audit.trust_import',
  terms_version: 'consoles.audit.terms_version',
  price: 'consoles.audit.price',
  category: 'consoles.audit.category',
  pks_template: 'consoles.audit.pks_template',
  order: 'consoles.audit.order',
  payment_number: 'consoles.audit.payment_number',
  delivery: 'consoles.audit.delivery',
  rating: 'consoles.audit.rating',
  text: 'consoles.audit.text',
  partner_key: 'consoles.audit.partner_key',
  outbox: 'consoles.audit.outbox_message',
  voucher_batch: 'consoles.audit.voucher_batch',
  voucher_redemption: 'consoles.audit.voucher',
  database: 'consoles.audit.database',
  demo: 'consoles.audit.demo',
  audit_trail: 'consoles.audit.audit_trail',
}

const FACT_LABELS: Record<string, string> = {
  about: 'consoles.audit.about',
  actor: 'consoles.audit.actor',
  by: 'consoles.audit.by',
  id: 'consoles.audit.id',
  type: 'consoles.audit.type',
  passkey: 'consoles.audit.fact.passkey',
  synced: 'consoles.audit.fact.synced',
  category: 'consoles.audit.fact.category',
  document: 'consoles.audit.fact.document',
  revision: 'consoles.audit.fact.revision',
  agreement: 'consoles.audit.fact.agreement',
  alone: 'consoles.audit.fact.alone',
  amount: 'consoles.audit.fact.amount',
  back_to_legal: 'consoles.audit.fact.back_to_legal',
  bank: 'consoles.audit.fact.bank',
  batch: 'consoles.audit.fact.batch',
  change: 'consoles.audit.fact.change',
  channel: 'consoles.audit.fact.channel',
  content: 'consoles.audit.fact.content',
  count: 'consoles.audit.fact.count',
  decision: 'consoles.audit.fact.decision',
  environment: 'consoles.audit.fact.environment',
  field: 'consoles.audit.fact.field',
  fields: 'consoles.audit.fact.fields',
  format: 'consoles.audit.fact.format',
  from: 'consoles.audit.from',
  former_owner: 'consoles.audit.fact.former_owner',
  lane: 'consoles.audit.fact.lane',
  method: 'consoles.audit.fact.method',
  order: 'consoles.audit.fact.order',
  outcome: 'consoles.audit.fact.outcome',
  owner: 'consoles.audit.fact.owner',
  partner: 'consoles.audit.fact.partner',
  percent: 'consoles.audit.fact.percent',
  period: 'consoles.audit.fact.period',
  point: 'consoles.audit.fact.point',
  purpose: 'consoles.audit.fact.purpose',
  reason: 'consoles.audit.fact.reason',
  registration: 'consoles.audit.fact.registration',
  reply: 'consoles.audit.fact.reply',
  role: 'consoles.audit.fact.role',
  round: 'consoles.audit.fact.round',
  section: 'consoles.audit.fact.section',
  sha256: 'consoles.audit.fact.sha256',
  side: 'consoles.audit.fact.side',
  table: 'consoles.audit.fact.table',
  source: 'consoles.audit.fact.source',
  to: 'consoles.audit.to',
  terms_accepted: 'consoles.audit.fact.terms_accepted',
  version: 'consoles.audit.fact.version',
  via: 'consoles.audit.fact.via',
  what: 'consoles.audit.fact.what',
}

const OUTCOME_LABELS: Readonly<Record<CallOutcome, string>> = {
  answered: 'approvals.call.outcome.answered',
  no_answer: 'approvals.call.outcome.no_answer',
  busy: 'approvals.call.outcome.busy',
  wrong_number: 'approvals.call.outcome.wrong_number',
  not_helpful: 'approvals.call.outcome.not_helpful',
}

const VALUE_LABELS: Record<string, string> = {
  'agreement': 'pks.template.agreement',
  'addendum': 'pks.template.addendum',
  'approved': 'approvals.lane.approved',
  'needs_correction': 'approvals.lane.needs_correction',
  'refused': 'approvals.lane.refused',
  'accepted': 'consoles.audit.value.accepted',
  'rejected': 'consoles.audit.value.rejected',
  'indeterminate': 'consoles.audit.value.indeterminate',
  'production': 'consoles.audit.value.production',
  'development': 'consoles.audit.value.development',
  'email': 'consoles.audit.value.email',
  'seal': 'consoles.audit.value.seal',
  'phone': 'consoles.audit.value.phone',
  'video': 'consoles.audit.value.video',
  'in_person': 'consoles.audit.value.in_person',
  'letter': 'consoles.audit.value.letter',
  'legal_review': 'consoles.audit.value.legal_review',
  'bank_check': 'consoles.audit.value.bank_check',
  'partner_asked': 'consoles.audit.value.partner_asked',
  'authority_asked': 'consoles.audit.value.authority_asked',
  'old': 'consoles.audit.value.old_address',
  'new': 'consoles.audit.value.new_address',
  'expired': 'consoles.audit.value.expired',
  'legal': 'identity.roles.legal',
  'qa': 'identity.roles.qa',
  'finance': 'identity.roles.finance',
  'administrator': 'identity.roles.administrator',
  'staff.invite': 'identity.proposals.kind.invite',
  'staff.role': 'identity.proposals.kind.role',
  'staff.enable': 'identity.proposals.kind.enable',
  'staff.second_factor': 'identity.proposals.kind.staff_factor',
  'partner.second_factor': 'identity.proposals.kind.partner_factor',
  'price.add': 'identity.proposals.kind.price',
  'terms.publish': 'identity.proposals.kind.terms',
  'true': 'consoles.audit.value.yes',
  'false': 'consoles.audit.value.no',
}

interface Choice {
  value: string
  label: string
}

interface Reader {
  t: Translate
  language: Language
  names: ReadonlyMap<string, AuditName>
  /** whose events alone are on the page: that goes without saying */
  concerned: Concerned | null
}

/** One event as people read it; ids and the machine's name of it stay beside, to search by. */
export function presentAuditEvent(event: AuditLine, reader: Reader) {
  return {
    at: event.at,
    type: event.type,
    title: titleOf(event.type, reader.t),
    actor: whoOf(event.actor_kind, event.actor_id, ACTOR_LABELS, reader),
    subject: whoOf(event.subject_kind, event.subject_id, SUBJECT_LABELS, reader),
    belongs: belongingsOf(event, reader),
    facts: factsOf(event, reader.t),
  }
}

/** What a search text may mean: each leads to what was found about it, all else of the filter kept. */
export function presentConcerned(
  found: readonly Concerned[],
  address: (more: Record<string, string>) => string,
  t: Translate
) {
  return found.slice(0, CONCERNED_SHOWN).map(({ kind, id, name, company }) => ({
    name: name ?? id,
    kind: t(SUBJECT_LABELS[kind]),
    company,
    href: address({ about: id }),
  }))
}

export function presentActorChoices(kinds: readonly string[], t: Translate) {
  return [
    { value: '', label: t('consoles.audit.anybody') },
    ...kinds.map((kind) => ({ value: kind, label: t(ACTOR_LABELS[kind]) })),
  ]
}

export function presentTypeChoices(t: Translate) {
  const choices = Object.entries(EVENT_LABELS).map(([value, label]) => ({ value, label: t(label) }))
  return [
    { value: '', label: t('consoles.audit.anything') },
    ...choices.sort((one, other) => one.label.localeCompare(other.label)),
  ]
}

/** What of an address the list did not use (R8.4). */
export function ignoredOfAudit(
  query: Record<string, unknown>,
  { types, actors, values }: { types: Choice[]; actors: Choice[]; values: Record<string, string> },
  t: Translate
): IgnoredFilter[] {
  const days = [
    { name: 'from', label: t('consoles.audit.from') },
    { name: 'to', label: t('consoles.audit.to') },
  ]
  return [
    ...ignoredFilters(query, [
      { name: 'type', label: t('consoles.audit.type'), value: values.type ?? '', options: types },
      {
        name: 'actor',
        label: t('consoles.audit.actor'),
        value: values.actor ?? '',
        options: actors,
      },
    ]),
    ...days
      .filter(({ name }) => isSent(query[name]) && query[name] !== values[name])
      .map(({ label }) => ({ filter: label, shown: t('consoles.audit.any_day') })),
  ]
}

/** An event of an older release may have a name that this one does not know. */
function titleOf(type: string, t: Translate): string {
  return Object.hasOwn(EVENT_LABELS, type) ? t(EVENT_LABELS[type as AuditType]) : type
}

function whoOf(
  kind: string,
  id: string | null,
  labels: Record<string, string>,
  { t, language, names }: Reader
) {
  const name = id === null ? undefined : names.get(`${kind}:${id}`)
  return {
    kind: Object.hasOwn(labels, kind) ? t(labels[kind]) : kind,
    name: name?.label ?? '',
    href: name?.path ? localizedPath(name.path, language) : null,
    id: id ?? '',
  }
}

/** The content and the company of an event, where its subject is neither; each leads to all that is known of it. */
function belongingsOf(event: AuditLine, { language, names, concerned }: Reader) {
  if (concerned?.kind === 'content') return []
  const told = new Set([event.subject_id, event.actor_id, concerned?.id ?? null])
  return [
    { kind: 'content', id: event.about_content },
    { kind: 'partner', id: event.about_partner },
  ]
    .filter((one): one is { kind: string; id: string } => one.id !== null && !told.has(one.id))
    .map(({ kind, id }) => ({
      name: names.get(`${kind}:${id}`)?.label || id,
      href: `${localizedPath('/audit', language)}?about=${id}`,
    }))
}

function factsOf({ data }: AuditLine, t: Translate): { label: string; value: string }[] {
  return Object.entries(JSON.parse(data) as Record<string, unknown>)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => ({
      label: Object.hasOwn(FACT_LABELS, name) ? t(FACT_LABELS[name]) : name.replaceAll('_', ' '),
      value: valueOf(name, value, t),
    }))
}

function valueOf(name: string, value: unknown, t: Translate): string {
  const text = String(value)
  const known = (labels: Record<string, string>) => Object.hasOwn(labels, text) && t(labels[text])
  if (name === 'amount') return formatRupiah(Number(value))
  if (name === 'lane') return known(LANE_LABELS satisfies Record<Lane, string>) || text
  if (name === 'method') return t(methodLabel(text))
  if (name === 'type') return titleOf(text, t)
  if (name === 'outcome') return known(OUTCOME_LABELS) || known(VALUE_LABELS) || text
  if (name === 'reason') return known(REASON_LABELS) || text
  return known(VALUE_LABELS) || text
}
