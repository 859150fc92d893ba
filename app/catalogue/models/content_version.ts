import { column } from '@adonisjs/lucid/orm'
import { DateTime } from 'luxon'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, json } from '#shared/database/columns'
import type { Client, Trx } from '#shared/database/main'
import type { BasisPoints, Rupiah } from '#shared/money'
import {
  IN_APPROVAL,
  mayFollow,
  VERSION_STATUSES,
  type VersionStatus,
} from '#catalogue/version_states'

export { IN_APPROVAL, VERSION_STATUSES, type VersionStatus }

/** A step that the states do not know, or that somebody else was quicker to make impossible. */
export class IllegalStep extends Error {
  constructor(
    readonly from: VersionStatus,
    readonly to: VersionStatus
  ) {
    super(`a content version cannot go from ${from} to ${to}`)
  }
}

/** When a step is taken, and the transaction in which everything about it is written. */
export interface Step {
  at: DateTime
  trx: Trx
}

/** What a partner may write about a content. Null is an empty field. */
export type ContentValues = Pick<
  ContentVersion,
  | 'name'
  | 'categoryId'
  | 'summary'
  | 'description'
  | 'specification'
  | 'carePhone'
  | 'careEmail'
  | 'price'
  | 'paymentKind'
  | 'forwardingUrlProduction'
  | 'forwardingUrlDevelopment'
  | 'redirectUrlProduction'
  | 'redirectUrlDevelopment'
  | 'demoUrl'
  | 'imageId'
>

/** What a partner has saved since a correction was asked for. `acceptedAt` is in epoch milliseconds. */
export interface Correction {
  values: ContentValues
  terms: { versionId: number; acceptedAt: number; ip: string } | null
}

/** What a correction asks for at a field of the content's form, and which lane asks. */
export type AskedFields = Record<string, { lane: string; text: string }[]>

/** One version of a content: what the partner describes, Legal and QA judge, and the store sells (R3, R5). */
export default class ContentVersion extends BaseRecord {
  static override table = 'content_versions'

  @column()
  declare contentId: number

  @column()
  declare number: number

  @column()
  declare status: VersionStatus

  @column()
  declare name: string | null

  @column()
  declare categoryId: number | null

  @column()
  declare summary: string | null

  @column()
  declare description: string | null

  @column()
  declare specification: string | null

  @column()
  declare carePhone: string | null

  @column()
  declare careEmail: string | null

  @column()
  declare price: Rupiah | null

  @column()
  declare paymentKind: 'once' | 'subscription' | null

  @column()
  declare forwardingUrlProduction: string | null

  @column()
  declare redirectUrlProduction: string | null

  @column()
  declare forwardingUrlDevelopment: string | null

  @column()
  declare redirectUrlDevelopment: string | null

  @column()
  declare demoUrl: string | null

  @column()
  declare imageId: number | null

  @column()
  declare partnerShare: BasisPoints

  @column()
  declare termsVersionId: number | null

  @instant()
  declare termsAcceptedAt: DateTime | null

  @column()
  declare termsAcceptedIp: string | null

  @instant()
  declare savedAt: DateTime

  @instant()
  declare submittedAt: DateTime | null

  @instant()
  declare approvedAt: DateTime | null

  @instant()
  declare publishedAt: DateTime | null

  @column()
  declare submitKey: string | null

  /** Nobody but the partner sees it before it is sent; until then the other columns say what was last submitted. */
  @json()
  declare correction: Correction | null

  /** Counts its savings: whoever saves says on which one that stands. */
  @column()
  declare revision: number

  /** What was typed and is not valid yet, by the names of the form's fields; null where all of it is. */
  @json()
  declare unfinished: Record<string, string> | null

  /** What a lane asks to be mended, by the name of the form's field, until it is sent again (R5.2, R5.3). */
  @json()
  declare asked: AskedFields | null

  /** As Legal approved it with this version. */
  @column()
  declare companyName: string | null

  /** The newest version of a content, as the content itself says which that is. */
  static newestOf(contentId: number, client?: Client) {
    return ContentVersion.query(client ? { client } : {}).whereIn('id', (content) =>
      content.from('contents').where('id', contentId).select('latest_version_id')
    )
  }

  /** The newest version of a content that was submitted: a draft is nobody's but the partner's. */
  static newestSubmittedOf(contentId: number, client?: Client) {
    return ContentVersion.query(client ? { client } : {})
      .where('content_id', contentId)
      .whereNotNull('submitted_at')
      .orderBy('number', 'desc')
      .limit(1)
  }

  /** May this version become `status` now? */
  may(status: VersionStatus): boolean {
    return mayFollow(this.status, status)
  }

  /** Names this saving of this version: a form that was shown another one does not overwrite it. */
  get edition(): string {
    return `${this.number}.${this.revision ?? 0}`
  }

  get isInApproval(): boolean {
    return (IN_APPROVAL as readonly VersionStatus[]).includes(this.status)
  }

  /** The partner accepted the business model and asks for approval (R3.5). `key` is the form's one-time key. */
  submit(step: Step & { key: string }): Promise<void> {
    return this.#step('submitted', step, { submittedAt: step.at, submitKey: step.key })
  }

  /** This version as its partner writes it: with what was saved and not sent yet. A copy that is never saved. */
  drafted(): ContentVersion {
    return this.correction ? this.withValues(written(this.correction)) : this
  }

  /** This version with other values. A copy that is never saved. */
  withValues(values: Partial<ContentVersion>): ContentVersion {
    return new ContentVersion().fill({ ...this.$attributes, ...values })
  }

  /** The partner has mended what a correction asked for: what was saved meanwhile is sent now. */
  async resubmit(step: Step & { key: string }): Promise<void> {
    if (this.status !== 'needs_correction') throw new IllegalStep(this.status, 'in_review')
    return this.#step('in_review', step, {
      ...(this.correction && written(this.correction)),
      correction: null,
      asked: null,
      submittedAt: step.at,
      submitKey: step.key,
    })
  }

  /** What a lapsed PKS was issued with has changed: it is looked at again before the next one. */
  async reexamine(step: Step): Promise<void> {
    if (this.status !== 'approved') throw new IllegalStep(this.status, 'in_review')
    return this.#step('in_review', step)
  }

  /** Somebody of the staff has begun. */
  async beginReview(step: Step): Promise<void> {
    if (this.status !== 'submitted') throw new IllegalStep(this.status, 'in_review')
    return this.#step('in_review', step)
  }

  askForCorrection(step: Step): Promise<void> {
    return this.#step('needs_correction', step)
  }

  /** A lane says at which fields something is to be mended; what another lane asks for stays. */
  async askAt(fields: Record<string, string>, lane: string, { trx }: Step): Promise<void> {
    const asked: AskedFields = { ...this.asked }
    for (const [field, text] of Object.entries(fields))
      asked[field] = [...(asked[field] ?? []).filter((one) => one.lane !== lane), { lane, text }]
    this.useTransaction(trx)
    this.asked = asked
    await this.save()
  }

  /** Legal's refusal: this partnership request has ended (R5.2). */
  refuse(step: Step): Promise<void> {
    return this.#step('refused', step)
  }

  withdraw(step: Step): Promise<void> {
    return this.#step('withdrawn', step)
  }

  /** Both lanes have approved: *disetujui* (R5.5). `company` is the name of the company that Legal approved. */
  approve(step: Step & { company: string }): Promise<void> {
    return this.#step('approved', step, { approvedAt: step.at, companyName: step.company })
  }

  /** The sealed PKS has left for the partner (R6.1). */
  markPksSent(step: Step): Promise<void> {
    return this.#step('pks_sent', step)
  }

  /** A PKS that nobody answered has lapsed; it can be issued anew (R6.5). */
  lapsePks(step: Step): Promise<void> {
    return this.#step('approved', step)
  }

  /** On sale (R6.5). Through `publishVersion`, which writes the listings with it. */
  publish(step: Step): Promise<void> {
    return this.#step('published', step, { publishedAt: step.at })
  }

  /** A newer version sells in its place. */
  supersede(step: Step): Promise<void> {
    return this.#step('superseded', step)
  }

  /**
   * Takes one step, guarded by the state from which it is taken, so that of two at once one wins.
   *
   * @throws {IllegalStep} when the step does not exist, or this record is no longer in the state that it shows
   */
  async #step(
    to: VersionStatus,
    { trx, at }: Step,
    values: Partial<ContentVersion> = {}
  ): Promise<void> {
    const from = this.status
    if (!this.may(to)) throw new IllegalStep(from, to)
    this.useTransaction(trx)
    const columns = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        ContentVersion.$keys.attributesToColumns.get(name),
        isInstant(value) ? value.toMillis() : value,
      ])
    )
    const changed = await trx
      .from(ContentVersion.table)
      .where('id', this.id)
      .where('status', from)
      .update({ ...columns, status: to, updated_at: at.toMillis() })
    if (Number(changed) !== 1) throw new IllegalStep(from, to)
    for (const [name, value] of Object.entries({ ...values, status: to })) {
      this.$attributes[name] = value
      this.$original[name] = value
    }
  }
}

/** The columns that a correction writes. */
function written({ values, terms }: Correction): Partial<ContentVersion> {
  return {
    ...values,
    ...(terms && {
      termsVersionId: terms.versionId,
      termsAcceptedAt: DateTime.fromMillis(terms.acceptedAt, { zone: 'utc' }),
      termsAcceptedIp: terms.ip,
    }),
  }
}

function isInstant(value: unknown): value is DateTime {
  return typeof (value as DateTime | null)?.toMillis === 'function'
}
