import type { HttpContext } from '@adonisjs/core/http'
import { DateTime } from 'luxon'
import type { Translate } from '#core/words'
import { formatDateTime } from '#core/views/format'
import { staffOf } from '#identity/viewer'
import { commonName, displayName } from '#pki/x509/name'
import { askForJudgement, recordDownload } from '#pks/actions/ask_for_judgement'
import {
  download,
  orNotFound,
  REPLY_STATES,
  replyPill,
  verdictHead,
} from '#pks/controllers/presenting'
import { HELD_FOR, type default as PksReply, type ReplyStatus } from '#pks/models/pks_reply'
import type PksVerdict from '#pks/models/pks_verdict'
import {
  briefly,
  certificateCard,
  fingerprintGroups,
  revocationAddresses,
} from '#pks/presenters/certificate_card'
import { verdictsOf } from '#pks/queries/find_agreement'
import { findReply, listReplies, type JudgedLine } from '#pks/queries/list_replies'
import { namesOfStaff } from '#pks/queries/trust_people'
import { evidenceFile, evidenceOf, type VerdictEvidence } from '#pks/queries/verdict_evidence'
import { ignoredFilters } from '#core/http/ignored_filters'
import { isPublicId } from '#shared/public_id'
import { get } from '#storage/main'
import ReplyPolicy from '#pks/policies/reply_policy'

/** Every mail that came in, for Legal and administrators: its verdicts, its raw bytes, and judging it again. */
export default class StaffRepliesController {
  async index(ctx: HttpContext) {
    await ctx.bouncer.with(ReplyPolicy).authorize('list')
    const { status, after } = ctx.request.qs()
    const chosen =
      typeof status === 'string' && Object.hasOwn(REPLY_STATES, status)
        ? (status as ReplyStatus)
        : null
    const page = await listReplies({
      status: chosen,
      after: isPublicId(String(after)) ? String(after) : null,
    })
    const options = [
      { value: '', label: ctx.t('pks.staff.all') },
      ...Object.entries(REPLY_STATES).map(([value, { label }]) => ({ value, label: ctx.t(label) })),
    ]
    const query = chosen ? `&status=${chosen}` : ''
    return ctx.view.render('pages/pks/staff_replies', {
      lines: page.lines.map((line) => ({
        ...line,
        pill: replyPill(ctx, line.reply),
        cause: causeOf(ctx, line),
      })),
      next: page.next && ctx.path(`/replies?after=${page.next}${query}`),
      ignored: ignoredFilters(ctx.request.qs(), [
        { name: 'status', label: ctx.t('pks.page.status'), value: chosen ?? '', options },
      ]),
      chips: [
        { label: ctx.t('pks.staff.all'), href: ctx.path('/replies'), current: !chosen },
        ...Object.entries(REPLY_STATES).map(([name, { label }]) => ({
          label: ctx.t(label),
          href: ctx.path(`/replies?status=${name}`),
          current: name === chosen,
        })),
      ],
    })
  }

  async show(ctx: HttpContext) {
    await ctx.bouncer.with(ReplyPolicy).authorize('view')
    const { reply, agreement } = orNotFound(await findReply(ctx.params.id))
    const verdicts = await verdictsOf(reply)
    const { verdict: wanted } = ctx.params
    const verdict = wanted
      ? orNotFound(verdicts.find(({ publicId }) => publicId === wanted) ?? null)
      : (verdicts[0] ?? null)
    const isLatest = verdict === null || verdict === verdicts[0]
    // An older verdict is shown as what it said then.
    const shown = isLatest ? reply : { status: STATUS_THEN[verdict.outcome] }
    const names = await namesOfStaff(verdicts.map(({ judgedBy }) => judgedBy))
    const evidence = verdict && (await evidenceOf(verdict))
    return ctx.view.render('pages/pks/staff_reply', {
      raw_sha256: fingerprintGroups(reply.rawSha256),
      signer_sha256: verdict?.signer && fingerprintGroups(verdict.signer.fingerprint),
      question: verdict && inQuestion(ctx, reply, verdict, evidence!),
      reply,
      agreement,
      verdict,
      is_latest: isLatest,
      verdicts: verdicts.map((item, index) => ({
        item,
        number: verdicts.length - index,
        by: item.judgedBy && (names.get(item.judgedBy) ?? '–'),
        current: item === verdict,
      })),
      head: verdictHead(ctx, shown, verdict, agreement),
      evidence: evidence && evidencePage(ctx, evidence),
      here: ctx.path(`/replies/${reply.publicId}`),
      asked: ctx.request.qs().asked === '1',
    })
  }

  async raw(ctx: HttpContext) {
    await ctx.bouncer.with(ReplyPolicy).authorize('download')
    const { reply } = orNotFound(await findReply(ctx.params.id))
    await recordDownload(reply, staffOf(ctx))
    return download(ctx, {
      bytes: await get(reply.rawKey),
      name: `${reply.publicId}.eml`,
      type: 'message/rfc822',
    })
  }

  /** A certificate, list or answer that a verdict rests on, as it was kept. */
  async evidence(ctx: HttpContext) {
    await ctx.bouncer.with(ReplyPolicy).authorize('download')
    const { reply } = orNotFound(await findReply(ctx.params.id))
    const sha256 = String(ctx.params.sha256)
    const file = orNotFound(await evidenceFile(reply, sha256))
    await recordDownload(reply, staffOf(ctx))
    const { type, ending } = EVIDENCE_TYPES[file.kind]
    return download(ctx, { bytes: file.bytes, name: `${sha256.slice(0, 16)}.${ending}`, type })
  }

  async judge(ctx: HttpContext) {
    await ctx.bouncer.with(ReplyPolicy).authorize('judge')
    const { reply } = orNotFound(await findReply(ctx.params.id))
    await askForJudgement(reply, staffOf(ctx))
    return ctx.response.redirect(ctx.path(`/replies/${reply.publicId}?asked=1`))
  }
}

/** What the last judgement found against a reply; what was accepted stays so, whatever a later one says. */
function causeOf(ctx: HttpContext, { reply, verdict, agreement }: JudgedLine): string | null {
  if (reply.status === 'accepted') return null
  return verdictHead(ctx, reply, verdict, agreement).read?.cause ?? null
}

const STATUS_THEN: Record<PksVerdict['outcome'], ReplyStatus> = {
  accepted: 'accepted',
  rejected: 'rejected',
  indeterminate: 'held',
}

const EVIDENCE_TYPES = {
  certificates: { type: 'application/pkix-cert', ending: 'cer' },
  crls: { type: 'application/pkix-crl', ending: 'crl' },
  ocsp: { type: 'application/ocsp-response', ending: 'ors' },
} as const

const OCSP_LABELS = {
  good: 'trust.evidence.ocsp_good',
  revoked: 'trust.evidence.ocsp_revoked',
  unknown: 'trust.evidence.ocsp_unknown',
} as const

/** Of which certificate the deciding check speaks, where its revocation is asked, and when it is tried again; null where it is about none. */
function inQuestion(
  { t, arrival }: HttpContext,
  reply: PksReply,
  { decisive }: PksVerdict,
  { chain, others }: VerdictEvidence
) {
  const { certificate, issuer, revokedAt } = decisive?.params ?? {}
  if (!decisive || !certificate) return null
  const moment = (at: DateTime) => formatDateTime(at, arrival.language)
  const found = [...chain, ...others]
    .map((item) => item.certificate)
    .find(
      (item) =>
        item && commonName(item.subject) === certificate && commonName(item.issuer) === issuer
    )
  const addresses = found && briefly(revocationAddresses(found))
  const isUndecided = decisive.status === 'indeterminate'
  const again = reply.retryAt ? moment(reply.retryAt) : t('pks.staff.question.no_more')
  return [
    { label: t('pks.staff.question.certificate'), value: certificate },
    { label: t('pks.staff.question.issuer'), value: issuer || '–' },
    ...(revokedAt
      ? [
          {
            label: t('pks.staff.question.revoked_at'),
            value: moment(DateTime.fromISO(revokedAt)),
          },
        ]
      : []),
    ...(decisive.name === 'revocation' && addresses
      ? [
          {
            label: t('pks.staff.question.addresses'),
            value: addresses.length > 0 ? addresses : t('pks.staff.question.no_address'),
          },
        ]
      : []),
    ...(isUndecided
      ? [
          { label: t('pks.staff.question.since'), value: moment(reply.receivedAt) },
          { label: t('pks.staff.question.again'), value: again },
          {
            label: t('pks.staff.question.until'),
            value: moment(reply.receivedAt.plus(HELD_FOR.ended)),
          },
        ]
      : []),
  ]
}

/** The files of a verdict in words, for the page. */
function evidencePage({ t, arrival }: HttpContext, evidence: VerdictEvidence) {
  const reader = { t, language: arrival.language }
  const moment = (date: Date | null) =>
    date ? formatDateTime(DateTime.fromJSDate(date), arrival.language) : '–'
  return {
    chain: evidence.chain.map(({ sha256, certificate }) => ({
      sha256,
      card: certificateCard(certificate, reader),
    })),
    others: evidence.others.map(({ sha256, certificate }) => ({
      sha256,
      card: certificate && certificateCard(certificate, reader),
    })),
    crls: evidence.crls.map(({ sha256, size, crl }) => ({
      sha256,
      name: crl ? displayName(crl.issuer) : t('trust.evidence.unreadable'),
      facts: [
        { label: t('trust.evidence.this_update'), value: moment(crl?.thisUpdate ?? null) },
        { label: t('trust.evidence.next_update'), value: moment(crl?.nextUpdate ?? null) },
        { label: t('trust.evidence.size'), value: sizeText(size, t) },
      ],
    })),
    ocsp: evidence.ocsp.map(({ sha256, size, facts }) => ({
      sha256,
      facts: [
        {
          label: t('trust.evidence.answer'),
          value: (facts?.answers ?? []).map(({ status }) => t(OCSP_LABELS[status])),
        },
        { label: t('trust.evidence.produced_at'), value: moment(facts?.producedAt ?? null) },
        {
          label: t('trust.evidence.this_update'),
          value: moment(facts?.answers[0]?.thisUpdate ?? null),
        },
        {
          label: t('trust.evidence.next_update'),
          value: moment(facts?.answers[0]?.nextUpdate ?? null),
        },
        { label: t('trust.evidence.size'), value: sizeText(size, t) },
      ],
    })),
  }
}

function sizeText(size: number | null, t: Translate): string {
  if (size === null) return t('trust.evidence.gone')
  return t('trust.evidence.bytes', { size })
}
