import { randomBytes } from 'node:crypto'
import type { DateTime } from 'luxon'
import { placeInQueue } from '#approvals/actions/place_in_queue'
import ApprovalClock from '#approvals/models/approval_clock'
import ApprovalEvent from '#approvals/models/approval_event'
import ApprovalRound, { type RoundStatus } from '#approvals/models/approval_round'
import type { Lane } from '#approvals/lanes'
import Submission from '#approvals/models/submission'
import { readingOf } from '#approvals/queries/reading'
import { listForTrial } from '#catalogue/actions/list_for_trial'
import { writeListing } from '#catalogue/actions/write_listing'
import Category from '#catalogue/models/category'
import Content from '#catalogue/models/content'
import ContentVersion, { type VersionStatus } from '#catalogue/models/content_version'
import TermsVersion from '#catalogue/models/terms_version'
import { loadVersion } from '#catalogue/queries/load_version'
import type Partner from '#partners/models/partner'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import type { Rupiah } from '#shared/money'

export interface ContentWish {
  /** `published` when left out. Rounds, clock, timeline and listings are made to match. */
  status?: VersionStatus
  name?: string
  /** key of the category: `gim`, `musik`, … */
  category?: string
  price?: Rupiah
  paymentKind?: 'once' | 'subscription'
  /** State of the FAB round of a version in review; `waiting` (no purchase yet) when left out. */
  fab?: RoundStatus
  /** Anything else of the version: addresses of a partner's site, care contacts, … */
  version?: Partial<ContentVersion>
  /** When it was submitted; an hour ago when left out. */
  submittedAt?: DateTime
}

export interface MadeContent {
  content: Content
  version: ContentVersion
  partner: Partner
}

/** A partner's content whose only version is complete and in the wished state. */
export async function createContent(
  partner: Partner,
  wish: ContentWish = {}
): Promise<MadeContent> {
  const status = wish.status ?? 'published'
  const submittedAt = wish.submittedAt ?? clock.now().minus({ hours: 1 })
  const was = (...statuses: VersionStatus[]) => statuses.includes(status)
  const category = await Category.findByOrFail('key', wish.category ?? 'musik')
  const terms = await TermsVersion.query().orderBy('number', 'desc').firstOrFail()
  const site = partner.website.replace(/\/$/, '')
  return transaction(async (trx) => {
    const content = await Content.create(
      {
        partnerId: partner.id,
        ratingCount: 0,
        ratingSum: 0,
        trialRatingCount: 0,
        trialRatingSum: 0,
        publishedAt: was('published', 'superseded') ? submittedAt : null,
      },
      { client: trx }
    )
    const version = await ContentVersion.create(
      {
        contentId: content.id,
        number: 1,
        status,
        name: wish.name ?? `Gamelan Saku ${randomBytes(3).toString('hex')}`,
        categoryId: category.id,
        summary: 'Belajar gamelan Jawa dari ponsel',
        description: 'Dua belas gending dengan notasi yang berjalan, dari lancaran sampai ladrang.',
        specification: 'Peramban keluaran 2024 atau lebih baru, layar 360 piksel ke atas.',
        carePhone: '02745550132',
        careEmail: 'bantuan@nadapusaka.example',
        price: wish.price ?? 11_000,
        paymentKind: wish.paymentKind ?? 'once',
        forwardingUrlProduction: `${site}/terima`,
        forwardingUrlDevelopment: `${site}/uji/terima`,
        redirectUrlProduction: `${site}/masuk`,
        redirectUrlDevelopment: `${site}/uji/masuk`,
        demoUrl: `${site}/demo`,
        imageId: null,
        partnerShare: 6500,
        termsVersionId: terms.id,
        termsAcceptedAt: submittedAt,
        termsAcceptedIp: '127.0.0.1',
        savedAt: submittedAt,
        submittedAt: was('draft') ? null : submittedAt,
        approvedAt: was('approved', 'pks_sent', 'published', 'superseded') ? submittedAt : null,
        publishedAt: was('published', 'superseded') ? submittedAt : null,
        ...wish.version,
      },
      { client: trx }
    )
    if (!was('draft')) await approval(trx, version, wish, submittedAt)
    if (was('published')) {
      await content.merge({ liveVersionId: version.id }).save()
      const sheet = await loadVersion(version.id, trx)
      for (const environment of ['production', 'development'] as const) {
        await writeListing(trx, environment, 'public', sheet)
      }
    } else if (version.isInApproval || was('approved', 'pks_sent')) {
      await listForTrial(trx, version.id)
    }
    return { content, version, partner }
  })
}

/** The newest round of a lane. */
export async function roundOf(version: ContentVersion, lane: Lane): Promise<ApprovalRound> {
  return ApprovalRound.query()
    .where('version_id', version.id)
    .where('lane', lane)
    .orderBy('number', 'desc')
    .firstOrFail()
}

async function approval(
  trx: Trx,
  version: ContentVersion,
  wish: ContentWish,
  at: DateTime
): Promise<void> {
  await Submission.record(version, { at, trx })
  const rounds = roundsFor(version.status, wish.fab ?? 'waiting')
  for (const [lane, status] of Object.entries(rounds) as [Lane, RoundStatus][]) {
    const { submission, company } = await readingOf(lane, version, trx)
    const isOpen = status === 'open' || status === 'waiting' || status === 'void'
    await ApprovalRound.create(
      {
        versionId: version.id,
        lane,
        number: 1,
        status,
        openedAt: at,
        checklist: {},
        decidedAt: isOpen ? null : at,
        submissionId: isOpen ? null : submission.id,
        company: isOpen ? null : company,
        reason: status === 'needs_correction' || status === 'refused' ? 'other' : null,
        instruction:
          status === 'needs_correction' || status === 'refused'
            ? 'Perbaiki lalu kirim ulang.'
            : null,
      },
      { client: trx }
    )
  }
  await ApprovalEvent.note(trx, {
    versionId: version.id,
    kind: 'submitted',
    actorKind: 'partner',
    at,
  })
  const running = await ApprovalClock.start(version.id, { at, trx })
  if (version.status === 'needs_correction' || rounds.qa_fab === 'refused')
    await running.pause({ at, trx })
  if (!version.isInApproval) await running.end({ at, trx })
  await placeInQueue(version, trx)
}

function roundsFor(status: VersionStatus, fab: RoundStatus): Record<Lane, RoundStatus> {
  switch (status) {
    case 'draft':
    case 'submitted':
    case 'in_review':
      return { legal: 'open', qa_content: 'open', qa_fab: fab }
    case 'needs_correction':
      return { legal: 'needs_correction', qa_content: 'open', qa_fab: fab }
    case 'refused':
      return { legal: 'refused', qa_content: 'void', qa_fab: 'void' }
    case 'withdrawn':
      return { legal: 'void', qa_content: 'void', qa_fab: 'void' }
    case 'approved':
    case 'pks_sent':
    case 'published':
    case 'superseded':
      return { legal: 'approved', qa_content: 'approved', qa_fab: 'approved' }
  }
}
