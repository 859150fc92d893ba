import { absoluteUrl } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import { formatDateTime } from '#core/views/format'
import Staff from '#identity/models/staff'
import type { SealHindrance } from '#pks/actions/sealing_material'
import Agreement from '#pks/models/agreement'
import SealKey from '#pks/models/seal_key'
import { HINDRANCE_WORDS } from '#pks/presenters/seal_words'
import { clock } from '#shared/clock'

const VIEW = 'mails/pks/notice'

/** The sealing key's certificate ends soon: to administrators. */
export const sealKeyEndsMail: LetterMaker = async (
  { keyId, staffId }: { keyId: number; staffId: number },
  translator
) => {
  const [key, staff] = [await SealKey.findOrFail(keyId), await Staff.findOrFail(staffId)]
  const t = translator(staff.language)
  const days = Math.max(0, key.daysLeft(clock.now()))
  return {
    to: staff.email,
    language: staff.language,
    subject: t('seal.mail.ends.subject', { days }),
    view: VIEW,
    data: {
      name: staff.name,
      title: t('seal.mail.ends.title', { days }),
      paragraphs: [t('seal.mail.ends.text'), t('seal.mail.ends.advice')],
      facts: [
        { label: t('seal.fact.subject'), value: key.subject },
        { label: t('seal.fact.serial'), value: key.serial },
        { label: t('seal.fact.not_after'), value: formatDateTime(key.notAfter, staff.language) },
      ],
      steps: [],
      steps_title: '',
      button: sealButton(staff, t('seal.mail.open')),
      links: [],
    },
  }
}

/** Documents cannot be sealed: to administrators, with the cause and what to do. */
export const sealWaitsMail: LetterMaker = async (
  { because, cause, staffId }: { because: SealHindrance; cause?: string | null; staffId: number },
  translator
) => {
  const staff = await Staff.findOrFail(staffId)
  const t = translator(staff.language)
  const words = HINDRANCE_WORDS[because]
  const waiting = await Agreement.query().where('status', 'requested').count('* as total').first()
  const count = Number(waiting?.$extras.total ?? 0)
  return {
    to: staff.email,
    language: staff.language,
    subject: t('seal.mail.waits.subject'),
    view: VIEW,
    data: {
      name: staff.name,
      title: t(words.title),
      paragraphs: [t(words.text), t('seal.mail.waits.text', { count })],
      facts: cause ? [{ label: t('seal.fact.cause'), value: cause }] : [],
      steps: [],
      steps_title: '',
      button: sealButton(staff, t('seal.mail.open')),
      links: [],
    },
  }
}

function sealButton({ language }: Staff, label: string) {
  return { href: absoluteUrl('staff', '/seal', language), label }
}
