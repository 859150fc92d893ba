import { logCall } from '#approvals/actions/add_evidence'
import { claimRound } from '#approvals/actions/claim_round'
import { decideRound, type Verdict } from '#approvals/actions/decide_round'
import { keepChecklist } from '#approvals/actions/keep_checklist'
import { judgeTestPurchases } from '#approvals/actions/judge_test_purchase'
import { submitVersion } from '#approvals/actions/submit_version'
import { withdrawVersion } from '#approvals/actions/withdraw_version'
import type { Checklist } from '#approvals/checklists'
import type { Lane } from '#approvals/lanes'
import ApprovalRound from '#approvals/models/approval_round'
import { readingOf, tokenOf } from '#approvals/queries/reading'
import type { Reason } from '#approvals/reasons'
import { saveContent } from '#catalogue/actions/save_content'
import ContentVersion, { type ContentValues } from '#catalogue/models/content_version'
import { loadVersion } from '#catalogue/queries/load_version'
import { activeKey } from '#forwarding/queries/active_key'
import type Staff from '#identity/models/staff'
import type Partner from '#partners/models/partner'
import { clock, travelTo } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { randomCode } from '#shared/public_id'
import type { Result } from '#shared/result'
import { passedChecklist } from '#database/factories/content_factory'
import { contentIdOf } from './content_ids.js'
import {
  SalesBook,
  type Answer,
  type Counters,
  type Sale,
  type SandboxRecords,
  type Wares,
  type WrittenSale,
} from '#database/factories/sales_book'
import type { Calendar, Instant } from './calendar.js'
import type { DemoBuyer } from './customers.js'

/** What journeys share. */
export interface Road {
  calendar: Calendar
  counters: Counters
  termsVersionId: number
  sandbox: SandboxRecords
}

/** One content on its way through approval, by the product's own actions, each at a time of its own. */
export class Journey {
  readonly publicId: string
  #sent = 0

  constructor(
    private readonly road: Road,
    private readonly partner: Partner,
    private readonly tester: DemoBuyer,
    readonly key: string
  ) {
    this.publicId = contentIdOf(key)
  }

  /** Saves the form; a first time, a correction, or a newer version of what is on sale. */
  async save(at: Instant, values: ContentValues, isNew = true): Promise<void> {
    travelTo(at)
    must(
      await saveContent({
        partner: this.partner,
        contentId: this.publicId,
        isNew,
        values,
        acceptance: { termsVersionId: this.road.termsVersionId, ip: '127.0.0.1' },
      })
    )
  }

  async submit(at: Instant): Promise<void> {
    travelTo(at)
    must(await submitVersion(this.partner, this.publicId, `demo-${this.key}-${++this.#sent}`))
  }

  async claim(at: Instant, lane: Lane, by: Staff): Promise<void> {
    const { publicId } = await this.round(lane)
    travelTo(at)
    must(await claimRound(by, publicId))
  }

  async approve(at: Instant, lane: Lane, by: Staff): Promise<void> {
    const { paymentKind, carePhone } = await this.version()
    const checklist = passedChecklist(lane, paymentKind)
    if (lane === 'qa_content') await this.#call(at, by, carePhone!)
    await this.#decide(at, lane, by, {
      decision: 'approved',
      reason: null,
      instruction: null,
      checklist,
    })
  }

  /** Customer care is called before it passes. */
  async #call(at: Instant, by: Staff, number: string): Promise<void> {
    const { publicId } = await this.round('qa_content')
    travelTo(at)
    const call = { number, calledAt: clock.now().minus({ minutes: 50 }), note: '' }
    must(await logCall(by, publicId, { ...call, outcome: 'answered', key: randomCode(32) }))
  }

  /** A no, with what the partner is to do. `failed` names the point of the checklist. */
  async refuse(
    at: Instant,
    lane: Lane,
    by: Staff,
    no: {
      decision: 'needs_correction' | 'refused'
      reason: Reason
      instruction: string
      failed: string
      note: string
    }
  ): Promise<void> {
    const { decision, reason, instruction } = no
    const checklist = await this.#failing(lane, no.failed, no.note)
    await this.#decide(at, lane, by, { decision, reason, instruction, checklist })
  }

  /** Keeps what was found so far: every point passed but `failed`, and the last one not looked at yet. */
  async examine(at: Instant, lane: Lane, by: Staff, failed: string, note: string): Promise<void> {
    const checklist = await this.#failing(lane, failed, note)
    const last = Object.keys(checklist).at(-1)!
    checklist[last] = { finding: 'unchecked', note: '' }
    const round = await this.round(lane)
    travelTo(at)
    must(await keepChecklist(by, round.publicId, { checklist, read: await this.#read(lane) }))
  }

  async #decide(at: Instant, lane: Lane, by: Staff, verdict: Omit<Verdict, 'read'>): Promise<void> {
    const { publicId } = await this.round(lane)
    travelTo(at)
    must(await decideRound(by, publicId, { ...verdict, read: await this.#read(lane) }))
  }

  /** The page that they have before them. */
  async #read(lane: Lane): Promise<string> {
    return tokenOf(await readingOf(lane, await this.version()))
  }

  async #failing(lane: Lane, failed: string, note: string): Promise<Checklist> {
    const { paymentKind } = await this.version()
    return { ...passedChecklist(lane, paymentKind), [failed]: { finding: 'failed', note } }
  }

  /** FAB's first round waits for a purchase; QA looked at one that failed and said no. */
  async openFab(): Promise<void> {
    const round = await this.round('qa_fab')
    await round.merge({ status: 'open' }).save()
  }

  /** A purchase of the partner's own customer in the development store; judged as FAB judges it. */
  async buy(at: Instant, answers?: Answer[]): Promise<WrittenSale> {
    const version = await this.version()
    const [written] = await transaction(async (trx) => {
      const wares = await waresOf(trx, version.id, 'development')
      const isSubscription = wares.kind === 'subscription'
      const book = new SalesBook(this.road.counters, this.road.calendar.now)
      const sale: Sale = {
        at,
        environment: 'development',
        buyer: this.tester,
        wares,
        method: 'flexi_prepaid',
        outcome: answers ? 'unanswered' : 'fulfilled',
        collected: () => null,
        ...(answers ? { answers } : {}),
        ...(isSubscription
          ? { trialRenewal: true, stopped: at.plus({ minutes: 8 }) as Instant }
          : {}),
      }
      book.sell([sale])
      const orders = await book.write(trx)
      this.road.sandbox.calls.push(...book.sandbox.calls)
      this.road.sandbox.charges.push(...book.sandbox.charges)
      await trx.table('audit_events').multiInsert([...book.auditRows])
      return orders
    })
    travelTo(at.plus({ minutes: 9 }) as Instant)
    await judgeTestPurchases(version.id)
    return written!
  }

  async withdraw(at: Instant): Promise<void> {
    travelTo(at)
    must(await withdrawVersion(this.partner, this.publicId))
  }

  /** The newest version. */
  version(): Promise<ContentVersion> {
    return ContentVersion.query()
      .whereIn('content_id', (content) =>
        content.from('contents').where('public_id', this.publicId).select('id')
      )
      .orderBy('number', 'desc')
      .firstOrFail()
  }

  async round(lane: Lane): Promise<ApprovalRound> {
    const { id } = await this.version()
    return ApprovalRound.query()
      .where('version_id', id)
      .where('lane', lane)
      .orderBy('number', 'desc')
      .firstOrFail()
  }
}

/** A version as the store sells it. */
export async function waresOf(
  trx: Trx,
  versionId: number,
  environment: 'production' | 'development'
): Promise<Wares> {
  const { content, version, partner } = await loadVersion(versionId, trx)
  const { kid, secret } = await activeKey(trx, partner.id, environment)
  const url =
    environment === 'production'
      ? version.forwardingUrlProduction
      : version.forwardingUrlDevelopment
  return {
    contentId: content.id,
    contentPublicId: content.publicId,
    versionId,
    name: version.name!,
    summary: version.summary!,
    company: partner.companyName,
    price: version.price!,
    kind: version.paymentKind!,
    partnerShare: version.partnerShare,
    partnerId: partner.id,
    partnerPublicId: partner.publicId,
    forwardingUrl: url!,
    key: { kid, secret },
  }
}

function must<T>(result: Result<T, { type: string }>): T {
  if (!result.ok) throw new Error(`the demo's story cannot be: ${result.error.type}`)
  return result.value
}
