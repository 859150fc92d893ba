import db from '@adonisjs/lucid/services/db'
import { absoluteUrl, type Language } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import type { Translate } from '#core/words'
import { formatDateTime } from '#core/views/format'
import Staff from '#identity/models/staff'
import { mintToken } from '#identity/tokens/single_use_tokens'
import { noticeTo } from '#partners/mails/notice'
import { maskNumber } from '#partners/mask'
import BankChange, { type BankAccount, type BankChangeStatus } from '#partners/models/bank_change'
import Partner from '#partners/models/partner'
import { clock } from '#shared/clock'

/** The link that confirms another bank account (R2.4). Minted here: no secret lies in the outbox. */
export const bankChangeAskedMail: LetterMaker = async (
  { changeId }: { changeId: number },
  translator
) => {
  const change = await BankChange.findOrFail(changeId)
  const wanted = change.wantedAccount
  const life = change.expiresAt.diff(clock.now())
  if (change.status !== 'unconfirmed' || !wanted || life.toMillis() <= 0) return null
  const partner = await Partner.findOrFail(change.partnerId)
  const { language } = partner
  const t = translator(language)
  const token = await mintToken(db.connection(), 'partner.bank_change', change.id, life)
  return noticeTo(partner, {
    title: t('partners.bank_change.mail.asked.subject'),
    paragraphs: [
      t('partners.bank_change.mail.asked.text', { company: partner.companyName }),
      t('partners.bank_change.mail.asked.next'),
    ],
    facts: [
      ...accountFacts(wanted, t),
      {
        label: t('partners.bank_change.asked_at'),
        value: formatDateTime(change.createdAt, language),
      },
    ],
    button: {
      href: absoluteUrl('partner', `/bank-change/${token}`, language),
      label: t('partners.bank_change.mail.asked.button'),
    },
    closing: [
      t('partners.bank_change.mail.asked.until', {
        until: formatDateTime(change.expiresAt, language),
      }),
      t('partners.bank_change.mail.asked.not_you'),
    ],
  })
}

const STEPS: Partial<Record<BankChangeStatus, { subject: string; text: string }>> = {
  confirmed: {
    subject: 'partners.bank_change.mail.confirmed.subject',
    text: 'partners.bank_change.mail.confirmed.text',
  },
  approved: {
    subject: 'partners.bank_change.mail.approved.subject',
    text: 'partners.bank_change.mail.approved.text',
  },
  refused: {
    subject: 'partners.bank_change.mail.refused.subject',
    text: 'partners.bank_change.mail.refused.text',
  },
  cancelled: {
    subject: 'partners.bank_change.mail.cancelled.subject',
    text: 'partners.bank_change.mail.cancelled.text',
  },
  lapsed: {
    subject: 'partners.bank_change.mail.lapsed.subject',
    text: 'partners.bank_change.mail.lapsed.text',
  },
}

/** Each further step, to the registered address: also a step that the partner did not make. */
export const bankChangeStepMail: LetterMaker = async (
  { changeId, step }: { changeId: number; step: BankChangeStatus },
  translator
) => {
  const change = await BankChange.findOrFail(changeId)
  const partner = await Partner.findOrFail(change.partnerId)
  const words = STEPS[step]
  if (!words || partner.erasedAt) return null
  const t = translator(partner.language)
  const account = step === 'confirmed' || step === 'approved' ? change.wantedAccount : null
  return noticeTo(partner, {
    title: t(words.subject),
    paragraphs: [t(words.text, { company: partner.companyName })],
    facts: [
      ...(account ? accountFacts(account, t) : []),
      ...(step === 'refused' && change.reason
        ? [{ label: t('partners.bank_change.reason'), value: change.reason }]
        : []),
    ],
    button: accountButton(partner.language, t),
    closing: [t('partners.bank_change.mail.not_you')],
  })
}

/** It is somebody's turn: to everybody whose turn it may be. */
export const bankChangeWaitsMail: LetterMaker = async (
  { changeId, staffId, step }: { changeId: number; staffId: number; step: BankChangeStatus },
  translator
) => {
  const change = await BankChange.findOrFail(changeId)
  const staff = await Staff.findOrFail(staffId)
  if (change.status !== step || staff.disabled) return null
  const partner = await Partner.findOrFail(change.partnerId)
  const t = translator(staff.language)
  const company = partner.companyName
  return noticeTo(staff, {
    title: t('partners.bank_change.mail.waits.subject', { company }),
    paragraphs: [
      step === 'confirmed'
        ? t('partners.bank_change.mail.waits.first', { company })
        : t('partners.bank_change.mail.waits.second', { company }),
    ],
    button: {
      href: absoluteUrl('staff', `/bank-changes/${change.publicId}`, staff.language),
      label: t('partners.bank_change.mail.waits.button'),
    },
  })
}

/** What a mail says of an account: its number masked. */
function accountFacts(account: BankAccount, t: Translate) {
  return [
    { label: t('partners.fields.bank_name'), value: account.bankName },
    { label: t('partners.fields.bank_branch'), value: account.bankBranch },
    { label: t('partners.fields.bank_account'), value: maskNumber(account.bankAccount) },
    { label: t('partners.fields.bank_holder'), value: account.bankHolder },
  ]
}

function accountButton(language: Language, t: Translate) {
  return {
    href: absoluteUrl('partner', '/account', language),
    label: t('partners.bank_change.mail.open'),
  }
}
