import brand from '#config/brand'
import { absoluteUrl } from '#core/http/surfaces'
import type { LetterMaker } from '#core/mail/mail'
import { formatDateTime } from '#core/views/format'
import Staff from '#identity/models/staff'
import { agreementUrl, helpUrl, notice } from '#pks/mails/agreement_mails'
import Agreement from '#pks/models/agreement'
import PksReply from '#pks/models/pks_reply'
import PksVerdict from '#pks/models/pks_verdict'
import { readVerdict } from '#pks/presenters/read_verdict'

const VIEW = 'mails/pks/notice'

interface Told {
  verdictId: number
}

/*
 * Every mail about a reply goes to the registered address, never to who sent it (R6.5).
 */

export const acceptedMail: LetterMaker = async ({ replyId }: { replyId: number }, translator) => {
  const reply = await PksReply.findOrFail(replyId)
  const agreement = await Agreement.findOrFail(reply.agreementId!)
  const t = translator(agreement.language)
  const content = agreement.terms.content.name
  return {
    to: agreement.email,
    language: agreement.language,
    subject: t('pks.mail.accepted.subject', { number: agreement.number, content }),
    view: VIEW,
    data: await notice(agreement, {
      title: t('pks.mail.accepted.title'),
      paragraphs: [
        t('pks.mail.accepted.text', { number: agreement.number, content }),
        t('pks.mail.accepted.kept'),
      ],
      facts: [
        { label: t('pks.fact.number'), value: agreement.number },
        {
          label: t('pks.fact.received_at'),
          value: formatDateTime(reply.receivedAt, agreement.language),
        },
        {
          label: t('pks.fact.accepted_at'),
          value: formatDateTime(agreement.acceptedAt!, agreement.language),
        },
      ],
      button: { href: replyUrl(agreement, reply), label: t('pks.mail.open_verdict') },
    }),
  }
}

/** `isLast` of today, so that silence afterwards is not taken for success. */
export const rejectedMail: LetterMaker = async (
  { verdictId, isLast = false }: Told & { isLast?: boolean },
  translator
) => {
  const { verdict, reply, agreement } = await load(verdictId)
  const t = translator(agreement.language)
  const read = readVerdict(verdict, agreement, brand.inboundAddress, agreement.language)
  const failed = read.checks.filter((check) => check.status === 'failed')
  return {
    to: agreement.email,
    language: agreement.language,
    subject: t('pks.mail.rejected.subject', { number: agreement.number, cause: read.cause! }),
    view: VIEW,
    data: await notice(agreement, {
      title: t('pks.reply.title_rejected', { cause: read.cause! }),
      paragraphs: [
        read.explanation!,
        ...(read.signature ? [read.signature] : []),
        ...(agreement.awaitsReply
          ? [
              t('pks.mail.rejected.again', {
                until: formatDateTime(agreement.lapsesAt!, agreement.language),
              }),
            ]
          : []),
        ...(isLast ? [t('pks.mail.rejected.last', { url: agreementUrl(agreement) })] : []),
      ],
      facts: [
        { label: t('pks.fact.number'), value: agreement.number },
        {
          label: t('pks.fact.received_at'),
          value: formatDateTime(reply.receivedAt, agreement.language),
        },
        ...failed.map((check) => ({
          label: t('pks.mail.rejected.failed_check'),
          value: check.title,
        })),
      ],
      steps_title: t('pks.mail.rejected.steps'),
      steps: read.steps,
      button: { href: replyUrl(agreement, reply), label: t('pks.mail.open_verdict') },
      links: [
        { href: agreementUrl(agreement), label: t('pks.mail.open_download') },
        ...(read.ownCertificate
          ? [
              {
                href: absoluteUrl('partner', '/certificates', agreement.language),
                label: t('pks.mail.open_own'),
              },
            ]
          : []),
        { href: helpUrl(agreement, read.topic!), label: t('pks.mail.open_help') },
      ],
    }),
  }
}

/** After an hour of not knowing. */
export const waitingMail: LetterMaker = async ({ verdictId }: Told, translator) => {
  const { verdict, reply, agreement } = await load(verdictId)
  if (reply.status !== 'held') return null
  const t = translator(agreement.language)
  const read = readVerdict(verdict, agreement, brand.inboundAddress, agreement.language)
  return {
    to: agreement.email,
    language: agreement.language,
    subject: t('pks.mail.waiting.subject', { number: agreement.number }),
    view: VIEW,
    data: await notice(agreement, {
      title: t('pks.mail.waiting.title'),
      paragraphs: [read.explanation!, t('pks.mail.waiting.text')],
      button: { href: replyUrl(agreement, reply), label: t('pks.mail.open_verdict') },
    }),
  }
}

/** After three days of not knowing. */
export const undecidedMail: LetterMaker = async ({ verdictId }: Told, translator) => {
  const { verdict, reply, agreement } = await load(verdictId)
  const t = translator(agreement.language)
  const read = readVerdict(verdict, agreement, brand.inboundAddress, agreement.language)
  return {
    to: agreement.email,
    language: agreement.language,
    subject: t('pks.mail.undecided.subject', { number: agreement.number }),
    view: VIEW,
    data: await notice(agreement, {
      title: t('pks.mail.undecided.title'),
      paragraphs: [read.explanation!, t('pks.mail.undecided.text'), t('pks.mail.undecided.advice')],
      button: { href: replyUrl(agreement, reply), label: t('pks.mail.open_verdict') },
      links: [
        { href: agreementUrl(agreement), label: t('pks.mail.open_agreement') },
        { href: helpUrl(agreement, 'certificate'), label: t('pks.mail.open_help') },
      ],
    }),
  }
}

/** After a day of not knowing, to Legal and administrators. */
export const staffWaitingMail: LetterMaker = async (
  { verdictId, staffId }: Told & { staffId: number },
  translator
) => {
  const { verdict, reply, agreement } = await load(verdictId)
  const staff = await Staff.findOrFail(staffId)
  if (reply.status !== 'held') return null
  const t = translator(staff.language)
  const read = readVerdict(verdict, agreement, brand.inboundAddress, staff.language, 'staff')
  const { certificate, issuer } = verdict.decisive?.params ?? {}
  return {
    to: staff.email,
    language: staff.language,
    subject: t('pks.mail.staff_waiting.subject', { number: agreement.number }),
    view: VIEW,
    data: {
      ...(await notice(agreement, {
        title: t('pks.mail.staff_waiting.title', { number: agreement.number }),
        paragraphs: [read.explanation!, t('pks.mail.staff_waiting.text')],
        ...(certificate && {
          facts: [
            { label: t('pks.staff.question.certificate'), value: certificate },
            { label: t('pks.staff.question.issuer'), value: issuer || '–' },
          ],
        }),
        button: {
          href: absoluteUrl('staff', `/replies/${reply.publicId}`, staff.language),
          label: t('pks.mail.open_verdict'),
        },
      })),
      name: staff.name,
    },
  }
}

async function load(verdictId: number) {
  const verdict = await PksVerdict.findOrFail(verdictId)
  const reply = await PksReply.findOrFail(verdict.replyId)
  const agreement = await Agreement.findOrFail(reply.agreementId!)
  return { verdict, reply, agreement }
}

function replyUrl(agreement: Agreement, reply: PksReply): string {
  return absoluteUrl(
    'partner',
    `/agreements/${agreement.publicId}/replies/${reply.publicId}`,
    agreement.language
  )
}
