import { LANES, type Lane } from '#approvals/lanes'
import { pointsOf, type Checklist } from '#approvals/checklists'
import ApprovalClock from '#approvals/models/approval_clock'
import ApprovalEvent from '#approvals/models/approval_event'
import ApprovalRound from '#approvals/models/approval_round'
import Submission from '#approvals/models/submission'
import { readingOf } from '#approvals/queries/reading'
import type { ContentValues } from '#catalogue/models/content_version'
import { writeListing } from '#catalogue/actions/write_listing'
import Content from '#catalogue/models/content'
import ContentVersion from '#catalogue/models/content_version'
import { loadVersion } from '#catalogue/queries/load_version'
import type Partner from '#partners/models/partner'
import { travelTo } from '#shared/clock'
import type { Trx } from '#shared/database/main'
import type { DateTime } from 'luxon'

type Instant = DateTime<true>

/** The addresses of a partner whose portal is the sample partner site. */
export function portalUrls(site: string) {
  return {
    forwardingUrlProduction: `${site}/terima`,
    forwardingUrlDevelopment: `${site}/terima`,
    redirectUrlProduction: `${site}/masuk`,
    redirectUrlDevelopment: `${site}/masuk`,
    demoUrl: `${site}/demo`,
  }
}

/** When a content that is on sale took its steps, and who examined it. */
export interface PastApproval {
  submitted: Instant
  legal: Instant
  qaContent: Instant
  qaFab: Instant
  published: Instant
  legalStaffId: number
  qaStaffId: number
}

/** A content on sale in both stores whose approval went without a hitch. Leaves the clock at the instant of publication. */
export async function makePublishedContent(
  trx: Trx,
  wish: {
    publicId: string
    partner: Partner
    fields: ContentValues
    termsVersionId: number
    past: PastApproval
  }
): Promise<{ content: Content; version: ContentVersion }> {
  const { partner, past } = wish
  const completed = [past.legal, past.qaContent, past.qaFab].reduce((one, other) =>
    one > other ? one : other
  )
  travelTo(past.submitted)
  const content = await Content.create(
    {
      publicId: wish.publicId,
      partnerId: partner.id,
      publishedAt: past.published,
      ratingCount: 0,
      ratingSum: 0,
      trialRatingCount: 0,
      trialRatingSum: 0,
    },
    { client: trx }
  )
  const version = await ContentVersion.create(
    {
      contentId: content.id,
      number: 1,
      status: 'published',
      ...wish.fields,
      partnerShare: 6500,
      termsVersionId: wish.termsVersionId,
      termsAcceptedAt: past.submitted.minus({ minutes: 21 }),
      termsAcceptedIp: '127.0.0.1',
      savedAt: past.submitted.minus({ minutes: 14 }),
      submittedAt: past.submitted,
      approvedAt: completed,
      publishedAt: past.published,
    },
    { client: trx }
  )
  await recordApproval(trx, version, past, completed)
  travelTo(past.published)
  await content.merge({ liveVersionId: version.id }).save()
  const sheet = await loadVersion(version.id, trx)
  for (const environment of ['production', 'development'] as const) {
    await writeListing(trx, environment, 'public', sheet)
  }
  return { content, version }
}

async function recordApproval(
  trx: Trx,
  version: ContentVersion,
  past: PastApproval,
  completed: Instant
): Promise<void> {
  const versionId = version.id
  const decided: Record<Lane, Instant> = {
    legal: past.legal,
    qa_content: past.qaContent,
    qa_fab: past.qaFab,
  }
  const kept = await ApprovalClock.start(versionId, { at: past.submitted, trx })
  await kept.end({ at: completed, trx })
  await Submission.record(version, { at: past.submitted, trx })
  await ApprovalEvent.note(trx, {
    versionId,
    kind: 'submitted',
    actorKind: 'partner',
    at: past.submitted,
  })
  const inTime = [...LANES].sort(
    (one, other) => decided[one].toMillis() - decided[other].toMillis()
  )
  for (const lane of inTime) {
    const staffId = lane === 'qa_fab' ? null : lane === 'legal' ? past.legalStaffId : past.qaStaffId
    const at = decided[lane]
    const { submission, company } = await readingOf(lane, version, trx)
    const checklist = lane === 'qa_fab' ? {} : passedChecklist(lane, version.paymentKind)
    await ApprovalRound.create(
      {
        versionId,
        lane,
        number: 1,
        status: 'approved',
        openedAt: past.submitted,
        checklist,
        claimedBy: staffId,
        claimedAt: staffId ? at.minus({ hours: 3 }) : null,
        decidedBy: staffId,
        decidedAt: at,
        reason: null,
        instruction: null,
        submissionId: submission.id,
        company,
      },
      { client: trx }
    )
    await ApprovalEvent.note(trx, {
      versionId,
      lane,
      round: 1,
      kind: staffId ? 'approved' : 'test_passed',
      actorKind: staffId ? 'staff' : 'system',
      actorId: staffId,
      data: staffId ? { passed: Object.keys(checklist).length } : {},
      at,
    })
  }
  await ApprovalEvent.note(trx, {
    versionId,
    kind: 'completed',
    actorKind: 'system',
    at: completed,
  })
}

/** By which evidence a point passes. */
const EVIDENCE: Readonly<Record<string, string>> = {
  company_name: 'Sama dengan akta pendirian, halaman 2',
  business_number: 'Diperiksa di laman OSS, aktif dan sesuai bidang usaha',
  company_npwp: 'Terbaca pada unggahan, bernama sama',
  director: 'Nama direktur sesuai akta dan KTP',
  pks_draft: 'Konsep dibaca lengkap, data konten sesuai',
  quality: 'Dicoba 20 menit di ponsel dan komputer, lancar',
  availability: 'Terbuka pada tiga waktu berbeda, di bawah 2 detik',
  care_phone: 'Dihubungi 21.40 WIB, dijawab dalam 40 detik',
  care_email: 'Email dijawab dalam 2 jam',
  pornography: 'Tidak ditemukan',
  sara: 'Tidak ditemukan',
  purchase: 'Pembelian uji tercatat',
  answer: 'Dijawab OK dengan trx_id yang sama',
  redirect: 'Pelanggan sampai di halaman konten',
  renewal: 'Perpanjangan dijawab OK',
  stop: 'Penghentian dijawab OK',
}

/** A checklist on which every point passed. */
export function passedChecklist(lane: Lane, kind: ContentVersion['paymentKind']): Checklist {
  return Object.fromEntries(
    pointsOf(lane, kind).map(({ key }) => [
      key,
      { finding: 'passed' as const, note: EVIDENCE[key] ?? 'Diperiksa, sesuai' },
    ])
  )
}
