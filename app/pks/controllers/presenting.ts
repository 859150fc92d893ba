import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import brand from '#config/brand'
import { formatDate, formatDateTime, formatTime } from '#core/views/format'
import { checkPageOf } from '#pks/check_page'
import { changesOf } from '#pks/document/changes'
import type { DateTime } from 'luxon'
import type Agreement from '#pks/models/agreement'
import type { ReplyStatus } from '#pks/models/pks_reply'
import type PksReply from '#pks/models/pks_reply'
import type PksVerdict from '#pks/models/pks_verdict'
import { relativesOf } from '#pks/queries/find_agreement'
import { fingerprintGroups } from '#pks/presenters/certificate_card'
import { readVerdict, type ReadableVerdict } from '#pks/presenters/read_verdict'
import { clock, DISPLAY_ZONE } from '#shared/clock'

/*
 * Words and pills that the pages of partner and staff share.
 */

type Pill = { verdict: 'ok' | 'bad' | 'hold' | 'info' | 'idle'; symbol: string; label: string }

export const AGREEMENT_STATES: Record<Agreement['status'], Pill> = {
  requested: { verdict: 'info', symbol: 'loader', label: 'pks.status.requested' },
  sent: { verdict: 'hold', symbol: 'mail', label: 'pks.status.sent' },
  accepted: { verdict: 'ok', symbol: 'file-check', label: 'pks.status.accepted' },
  lapsed: { verdict: 'idle', symbol: 'hourglass', label: 'pks.status.lapsed' },
  ended: { verdict: 'idle', symbol: 'archive', label: 'pks.status.ended' },
}

export const REPLY_STATES: Record<ReplyStatus, Pill> = {
  received: { verdict: 'info', symbol: 'loader', label: 'pks.reply.status.received' },
  ignored: { verdict: 'idle', symbol: 'minus', label: 'pks.reply.status.ignored' },
  held: { verdict: 'hold', symbol: 'hourglass', label: 'pks.reply.status.held' },
  accepted: { verdict: 'ok', symbol: 'circle-check', label: 'pks.reply.status.accepted' },
  rejected: { verdict: 'bad', symbol: 'circle-x', label: 'pks.reply.status.rejected' },
  undecided: { verdict: 'idle', symbol: 'circle-dashed', label: 'pks.reply.status.undecided' },
}

const TITLES: Record<ReplyStatus, string> = {
  received: 'pks.reply.title_received',
  ignored: 'pks.reply.title_ignored',
  held: 'pks.reply.title_held',
  accepted: 'pks.reply.title_accepted',
  rejected: 'pks.reply.title_rejected',
  undecided: 'pks.reply.title_undecided',
}

export const agreementPill = ({ t }: HttpContext, { status }: Agreement) =>
  translated(t, AGREEMENT_STATES[status])
export const replyPill = ({ t }: HttpContext, { status }: PksReply) => ({
  ...translated(t, REPLY_STATES[status]),
  symbol: null,
})

/** The accepted mail once more: nothing to mend, so nothing red. */
const REPEATED: Pill = { verdict: 'idle', symbol: 'repeat', label: 'pks.reply.status.repeated' }

function translated(t: HttpContext['t'], pill: Pill) {
  return { ...pill, label: t(pill.label) }
}

/** The panel *PKS yang ditunggu*. */
export async function agreementFacts(ctx: HttpContext, agreement: Agreement) {
  const { t } = ctx
  const { language } = ctx.arrival
  const { amends, addenda } = await relativesOf(agreement)
  const linked = (label: string, { number, publicId }: Agreement) => ({
    label,
    value: number,
    href: ctx.path(`/agreements/${publicId}`),
  })
  const { documentSha256, issuedAt, lapsesAt, acceptedAt } = agreement
  return [
    { label: t('pks.fact.number'), value: agreement.number },
    ...(amends ? [linked(t('pks.fact.amends'), amends)] : []),
    ...addenda.map((addendum) => linked(t('pks.fact.addenda'), addendum)),
    ...(issuedAt
      ? [{ label: t('pks.fact.issued_at'), value: formatDateTime(issuedAt, language) }]
      : []),
    ...(acceptedAt
      ? [{ label: t('pks.fact.accepted_at'), value: formatDateTime(acceptedAt, language) }]
      : []),
    ...(agreement.awaitsReply && lapsesAt
      ? [
          {
            label: t('pks.fact.may_be_answered'),
            value: t('pks.fact.until', { date: formatDate(lapsesAt, language) }),
          },
        ]
      : []),
    ...(agreement.awaitsReply
      ? [
          { label: t('pks.fact.reply_from'), value: agreement.email },
          { label: t('pks.fact.reply_to'), value: brand.inboundAddress },
          { label: t('pks.fact.code'), value: agreement.code, code: true },
        ]
      : []),
    ...(documentSha256
      ? [{ label: t('pks.fact.fingerprint'), value: fingerprintGroups(documentSha256), code: true }]
      : []),
    {
      label: t('pks.fact.verification_number'),
      value: agreement.verificationNumber,
      code: true,
      ...(documentSha256 && { href: checkPageOf(agreement, language) }),
    },
  ]
}

/** What an addendum changes, as rows of `@!comparison`. */
export function changeRows({ t, arrival }: HttpContext, { terms }: Agreement) {
  return changesOf(terms).map(({ label, before, after }) => ({
    label: t(label),
    before: before[arrival.language],
    after: after[arrival.language],
    changed: true,
  }))
}

/** Opens the reader's mail program with the right address, subject and code. */
export function mailto({ t }: HttpContext, agreement: Agreement): string {
  const subject = encodeURIComponent(`Re: ${agreement.subject}`)
  const body = encodeURIComponent(t('pks.page.mailto_body', { file: agreement.fileName }))
  return `mailto:${brand.inboundAddress}?subject=${subject}&body=${body}`
}

/** `hari ini 09.12`, `22 November 17.40`. */
export function shortTime({ t, arrival }: HttpContext, at: PksReply['receivedAt']): string {
  const [day, today] = [at.setZone(DISPLAY_ZONE), clock.now().setZone(DISPLAY_ZONE)]
  const time = formatTime(at, arrival.language)
  if (day.hasSame(today, 'day')) return t('pks.page.today_at', { time })
  return `${day.setLocale(arrival.language).toFormat('d MMM')} ${time}`
}

/** *Konten tayang …* is news for a day only; later the content has a life of its own. */
const NEWS_FOR = { days: 1 }

export function acceptedText({ t, arrival }: HttpContext, at: DateTime): string {
  const text = t('pks.page.accepted_text', { time: formatDateTime(at, arrival.language) })
  return at > clock.now().minus(NEWS_FOR) ? `${text} ${t('pks.page.accepted_live')}` : text
}

/** A verdict in the words of who looks at this page. */
export function readFor(
  { arrival }: HttpContext,
  verdict: PksVerdict,
  agreement: Agreement
): ReadableVerdict {
  const reader = arrival.surface === 'staff' ? 'staff' : 'partner'
  return readVerdict(verdict, agreement, brand.inboundAddress, arrival.language, reader)
}

/** A line of *Balasan Anda*: what became of the reply, and why. */
export function replyLine(
  ctx: HttpContext,
  { reply, number }: { reply: PksReply; number: number },
  read: ReadableVerdict | null
) {
  const isOpen = reply.status === 'received' || reply.status === 'accepted'
  return {
    number,
    id: reply.publicId,
    pill: read?.isRepetition
      ? { ...translated(ctx.t, REPEATED), symbol: null }
      : replyPill(ctx, reply),
    time: shortTime(ctx, reply.receivedAt),
    cause: isOpen || read?.isRepetition ? null : (read?.cause ?? null),
  }
}

/** Everything that a verdict's page says at its top. */
export function verdictHead(
  ctx: HttpContext,
  reply: Pick<PksReply, 'status'>,
  verdict: PksVerdict | null,
  agreement: Agreement | null
) {
  const { t } = ctx
  const read = verdict && agreement ? readFor(ctx, verdict, agreement) : null
  if (read?.isRepetition) {
    const time = formatDateTime(agreement!.acceptedAt!, ctx.arrival.language)
    return {
      read: { ...read, explanation: t('pks.reply.repeated_text', { time }) },
      pill: translated(t, REPEATED),
      title: t('pks.reply.title_repeated'),
      tally: null,
    }
  }
  return {
    read,
    pill: translated(t, REPLY_STATES[reply.status]),
    title: t(TITLES[reply.status], { cause: read?.cause ?? '' }),
    tally: read && t('pks.page.tally', read.tally),
  }
}

/** Sends a stored file as a download. */
export function download(
  ctx: HttpContext,
  file: { bytes: Uint8Array | null; name: string; type: string }
) {
  if (!file.bytes) throw new Exception('the file is gone', { status: 404, code: 'E_NOT_FOUND' })
  ctx.response.header('content-type', file.type)
  ctx.response.header('content-disposition', `attachment; filename="${file.name}"`)
  return ctx.response.send(Buffer.from(file.bytes))
}

/** A record that is not there, or not theirs: the same answer. */
export function orNotFound<T>(record: T | null): T {
  if (record === null) throw new Exception('not found', { status: 404, code: 'E_NOT_FOUND' })
  return record
}
