import { absoluteUrl } from '#core/http/surfaces'
import type { Letter, LetterMaker } from '#core/mail/mail'
import { formatDate } from '#core/views/format'
import type { Translate } from '#core/words'
import Staff from '#identity/models/staff'
import Partner from '#partners/models/partner'
import PinnedCertificate, { type PinStatus } from '#pks/models/pinned_certificate'
import TrustAnchor from '#pks/models/trust_anchor'
import TrustImport from '#pks/models/trust_import'
import { fingerprintGroups } from '#pks/presenters/certificate_card'
import { CHANNEL_LABELS } from '#pks/presenters/trust_words'
import { clock } from '#shared/clock'
import { DateTime } from 'luxon'

const VIEW = 'mails/pks/notice'

interface Words {
  title: string
  paragraphs: string[]
  facts?: { label: string; value: string }[]
  steps_title?: string
  steps?: string[]
  button: { href: string; label: string }
}

function letterTo(
  { email, name, language }: Pick<Partner | Staff, 'email' | 'name' | 'language'>,
  subject: string,
  words: Words
): Letter {
  const data = { facts: [], steps: [], steps_title: '', links: [], ...words, name }
  return { to: email, language, subject, view: VIEW, data }
}

/** Somebody asks for new authorities: to everybody who may confirm. */
export const trustAskedMail: LetterMaker = async (
  { importId, count, staffId }: { importId: number; count: number; staffId: number },
  translator
) => {
  const [item, staff] = [await TrustImport.findOrFail(importId), await Staff.findOrFail(staffId)]
  const t = translator(staff.language)
  return letterTo(staff, t('trust.mail.asked.subject', { count }), {
    title: t('trust.mail.asked.title', { count }),
    paragraphs: [t('trust.mail.asked.text'), t('trust.mail.second')],
    facts: [
      { label: t('trust.fact.source'), value: item.source },
      { label: t('trust.import.reason'), value: item.reason ?? '–' },
    ],
    button: staffButton(staff, `/trust/imports/${item.publicId}`, t),
  })
}

/** Somebody asks to stop trusting an authority. */
export const trustWithdrawalAskedMail: LetterMaker = async (
  { anchorId, staffId }: { anchorId: number; staffId: number },
  translator
) => {
  const anchor = await TrustAnchor.findOrFail(anchorId)
  if (anchor.status !== 'withdrawing') return null
  const staff = await Staff.findOrFail(staffId)
  const t = translator(staff.language)
  return letterTo(staff, t('trust.mail.withdrawal.subject'), {
    title: t('trust.mail.withdrawal.title'),
    paragraphs: [t('trust.mail.withdrawal.text'), t('trust.mail.second')],
    facts: [
      { label: t('trust.fact.subject'), value: anchor.subject },
      { label: t('trust.fact.reason'), value: anchor.withdrawalReason ?? '–' },
    ],
    button: staffButton(staff, `/trust/authorities/${anchor.publicId}`, t),
  })
}

const STAFF_STEPS = {
  compare: { subject: 'trust.mail.compare.subject', text: 'trust.mail.compare.text' },
  pin: { subject: 'trust.mail.pin.subject', text: 'trust.mail.pin.text' },
} as const

/** A partner's certificate waits for Legal's comparison, or for the second member of staff. */
export const pinAskedMail: LetterMaker = async (
  { pinId, staffId, step }: { pinId: number; staffId: number; step: keyof typeof STAFF_STEPS },
  translator
) => {
  const pin = await PinnedCertificate.findOrFail(pinId)
  if (!pin.isOpen) return null
  const [partner, staff] = [
    await Partner.findOrFail(pin.partnerId),
    await Staff.findOrFail(staffId),
  ]
  const t = translator(staff.language)
  const { subject, text } = STAFF_STEPS[step]
  return letterTo(staff, t(subject, { company: partner.companyName }), {
    title: t(subject, { company: partner.companyName }),
    paragraphs: [t(text, { company: partner.companyName })],
    facts: certificateFacts(pin, staff.language, t),
    button: staffButton(staff, `/trust/pins/${pin.publicId}`, t),
  })
}

const PARTNER_STEPS: Record<PinStatus, { subject: string; text: string }> = {
  uploaded: { subject: 'trust.mail.uploaded.subject', text: 'trust.mail.uploaded.text' },
  compared: { subject: 'trust.mail.compared.subject', text: 'trust.mail.compared.text' },
  pinned: { subject: 'trust.mail.pinned.subject', text: 'trust.mail.pinned.text' },
  refused: { subject: 'trust.mail.refused.subject', text: 'trust.mail.refused.text' },
  unpinned: { subject: 'trust.mail.unpinned.subject', text: 'trust.mail.unpinned.text' },
  cancelled: { subject: 'trust.mail.cancelled.subject', text: 'trust.mail.cancelled.text' },
}

/** Each step of a partner's certificate, to the registered address: also a step that the partner did not make. */
export const pinStepMail: LetterMaker = async (
  { pinId, step }: { pinId: number; step: PinStatus },
  translator
) => {
  const pin = await PinnedCertificate.findOrFail(pinId)
  const partner = await Partner.findOrFail(pin.partnerId)
  const t = translator(partner.language)
  const { subject, text } = PARTNER_STEPS[step]
  const channel = pin.comparedChannel ? t(CHANNEL_LABELS[pin.comparedChannel]) : ''
  return letterTo(partner, t(subject), {
    title: t(subject),
    paragraphs: [t(text, { channel }), t('trust.mail.not_you')],
    facts: [
      ...certificateFacts(pin, partner.language, t),
      ...(pin.endedReason && (step === 'refused' || step === 'unpinned')
        ? [{ label: t('trust.fact.reason'), value: pin.endedReason }]
        : []),
    ],
    button: {
      href: absoluteUrl('partner', '/certificates', partner.language),
      label: t('trust.mail.open_own'),
    },
  })
}

export interface EndingCertificate {
  kind: 'anchor' | 'pin'
  /** Subject of the certificate. */
  name: string
  /** For a pin: whose. */
  company?: string
  /** Epoch milliseconds. */
  notAfter: number
}

/** Authorities and pins that end soon, in one mail, to an administrator. */
export const trustEndingMail: LetterMaker = async (
  { endings, staffId }: { endings: EndingCertificate[]; staffId: number },
  translator
) => {
  const staff = await Staff.findOrFail(staffId)
  const t = translator(staff.language)
  return letterTo(staff, t('trust.mail.ending.subject', { count: endings.length }), {
    title: t('trust.mail.ending.subject', { count: endings.length }),
    paragraphs: [t('trust.mail.ending.text')],
    facts: endings.map(({ name, company, notAfter }) => ({
      label: company ? `${company}: ${name}` : name,
      value: endText(notAfter, staff.language, t),
    })),
    button: staffButton(staff, '/trust', t),
  })
}

/** A partner's own pinned certificate ends soon. */
export const pinEndingMail: LetterMaker = async ({ pinId }: { pinId: number }, translator) => {
  const pin = await PinnedCertificate.findOrFail(pinId)
  if (pin.status !== 'pinned') return null
  const partner = await Partner.findOrFail(pin.partnerId)
  const t = translator(partner.language)
  return letterTo(partner, t('trust.mail.own_ending.subject'), {
    title: t('trust.mail.own_ending.subject'),
    paragraphs: [
      t('trust.mail.own_ending.text', {
        end: endText(pin.notAfter.toMillis(), partner.language, t),
      }),
      t('trust.mail.own_ending.next'),
    ],
    facts: certificateFacts(pin, partner.language, t),
    button: {
      href: absoluteUrl('partner', '/certificates', partner.language),
      label: t('trust.mail.open_own'),
    },
  })
}

function endText(notAfter: number, language: 'id' | 'en', t: Translate): string {
  const end = DateTime.fromMillis(notAfter)
  const days = Math.max(0, Math.ceil(end.diff(clock.now(), 'days').days))
  return t('trust.mail.ends_on', { date: formatDate(end, language), days })
}

function certificateFacts(pin: PinnedCertificate, language: 'id' | 'en', t: Translate) {
  return [
    { label: t('trust.fact.subject'), value: pin.subject },
    { label: t('trust.fact.fingerprint'), value: fingerprintGroups(pin.sha256).join(' ') },
    { label: t('trust.fact.until'), value: formatDate(pin.notAfter, language) },
  ]
}

function staffButton(staff: Staff, path: string, t: Translate) {
  return { href: absoluteUrl('staff', path, staff.language), label: t('trust.mail.open') }
}
