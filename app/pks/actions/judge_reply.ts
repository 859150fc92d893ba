import { createHash } from 'node:crypto'
import type { DateTime } from 'luxon'
import { audit, type AuditActor } from '#audit/record'
import { publishVersion } from '#catalogue/actions/publish_version'
import { enqueueMail } from '#core/mail/mail'
import { readEnvelope, tooComplex, type ReplyToJudge, type Verdict } from '#pki/judge'
import { JudgementTooComplex, judgeInThread } from '#pki/judging'
import { holdContentOf } from '#pks/actions/end_agreements'
import Agreement from '#pks/models/agreement'
import PksReply, { HELD_FOR } from '#pks/models/pks_reply'
import PksVerdict, { type EvidenceKeys } from '#pks/models/pks_verdict'
import { basisOf, findAnswered } from '#pks/queries/judgement_basis'
import { trustStamp } from '#pks/queries/trust_stamp'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import type { Delivery } from '#shared/outbox/handlers'
import { enqueue } from '#shared/outbox/outbox'
import { get, put } from '#storage/main'

/**
 * Explaining mails per PKS and day: an honest partner rarely needs more, a forger must not get more. Mails that are proven to come
 * from the partner have a quota of their own, which nobody else can use up.
 */
const EXPLANATIONS_A_DAY = { proven: 5, unproven: 3 }
/** Together they prove who sent a mail. */
const PROOF = ['structure', 'signature', 'signer', 'chain', 'validity', 'purpose', 'sender']

/** A mail that could not be judged so often is refused; before that, this machine may have been to blame. */
const MOST_ATTEMPTS = 3

export interface JudgeOrder {
  replyId: number
  /** Public id of the member of staff who asks for a new judgement; absent when the machine judges by itself. */
  by?: string
}

/**
 * Judges one reply and acts on it (outbox kind `pks.judge`, R6.4, R6.5): accepted publishes the content in the same
 * transaction; rejected is explained to the registered address; undecided is held and tried again. Verdict and consequence
 * are written together, so running it again after a crash changes nothing twice.
 */
export async function judgeReply(
  { replyId, by }: JudgeOrder,
  { attempt }: Pick<Delivery, 'attempt'> = { attempt: 1 }
): Promise<void> {
  const reply = await PksReply.findOrFail(replyId)
  if (!by && !reply.awaitsJudgement) return
  const raw = await get(reply.rawKey)
  if (!raw) throw new Error(`the raw mail of reply ${reply.publicId} is gone`)
  const envelope = readEnvelope(raw)
  const agreement = await findAnswered(envelope, reply)
  // What a person uploads by hand is no automatic answer, whatever it says.
  const isAutomatic = envelope.automatic && reply.source !== 'upload'
  if (isAutomatic || !agreement) {
    const because = isAutomatic ? 'automatic' : 'no_agreement'
    await transaction((trx) => reply.ignore({ at: clock.now(), trx, because }))
    return
  }
  const trusted = await trustStamp(agreement)
  const verdict = await judge({ ...(await basisOf(agreement, reply)), raw }, attempt)
  const evidence = await keepEvidence(verdict)
  await transaction(async (trx) => {
    await new Settlement(trx, reply, agreement, verdict, evidence, by ?? null).write()
    if (verdict.outcome === 'accepted' && (await trustStamp(agreement, trx)) !== trusted) {
      // Undone whole, and judged anew: whom we trust no longer must not accept.
      throw new Error(`trust changed while reply ${reply.publicId} was judged`)
    }
  })
}

/** Never in this thread: what a stranger sent may take as long as it will. */
async function judge(mail: ReplyToJudge, attempt: number): Promise<Verdict> {
  try {
    return await judgeInThread(mail)
  } catch (error) {
    if (error instanceof JudgementTooComplex && attempt >= MOST_ATTEMPTS) return tooComplex()
    throw error
  }
}

/** Files named by their hash: two verdicts that rest on the same list share it. */
async function keepEvidence({ evidence }: Verdict): Promise<EvidenceKeys> {
  const keep = (ders: readonly Uint8Array[]) =>
    Promise.all(
      ders.map(async (der) => {
        const sha256 = createHash('sha256').update(der).digest('hex')
        const key = `pks/evidence/${sha256.slice(0, 2)}/${sha256}.der`
        await put(key, der)
        return key
      })
    )
  return {
    certificates: await keep(evidence.certificates),
    crls: await keep(evidence.crls),
    ocsp: await keep(evidence.ocsp),
  }
}

/** Writes one verdict and what follows from it. */
class Settlement {
  readonly #at: DateTime = clock.now()

  constructor(
    readonly trx: Trx,
    readonly reply: PksReply,
    readonly agreement: Agreement,
    readonly verdict: Verdict,
    readonly evidence: EvidenceKeys,
    readonly by: string | null
  ) {}

  async write(): Promise<void> {
    const { trx, reply, agreement, verdict } = this
    const fresh = await PksReply.query({ client: trx })
      .where('id', reply.id)
      .forUpdate()
      .firstOrFail()
    // Another run was faster.
    if (!this.by && !fresh.awaitsJudgement) return
    const row = await this.#writeVerdict()
    reply.useTransaction(trx)
    reply.agreementId = agreement.id
    if (fresh.status === 'accepted') return
    if (verdict.outcome === 'accepted') await this.#accept()
    else if (verdict.outcome === 'rejected') await this.#reject(row)
    else await this.#hold(row)
  }

  async #writeVerdict(): Promise<PksVerdict> {
    const { trx, reply, verdict } = this
    const { signer } = verdict
    const actor: AuditActor = this.by ? { kind: 'staff', id: this.by } : { kind: 'system' }
    await audit(trx, {
      type: 'pks.reply_judged',
      actor,
      subject: { kind: 'pks_reply', id: reply.publicId },
      data: {
        agreement: this.agreement.publicId,
        outcome: verdict.outcome,
        reason:
          verdict.checks.find(
            (check) => check.status === 'failed' || check.status === 'indeterminate'
          )?.reason ?? null,
      },
    })
    return PksVerdict.create(
      {
        replyId: reply.id,
        outcome: verdict.outcome,
        judgedBy: this.by,
        checks: [...verdict.checks],
        signer: signer
          ? {
              commonName: signer.commonName,
              subject: signer.subject,
              serial: signer.serial,
              fingerprint: signer.fingerprint,
              notBefore: signer.notBefore.toISOString(),
              notAfter: signer.notAfter.toISOString(),
            }
          : null,
        evidence: this.evidence,
        judgedAt: this.#at,
      },
      { client: trx }
    )
  }

  async #accept(): Promise<void> {
    const { trx, reply, agreement } = this
    const at = this.#at
    await holdContentOf(agreement, trx)
    // Throws when another reply was accepted meanwhile: everything is undone, and the next attempt sees a used code.
    await agreement.accept({ at, trx, replyId: reply.publicId })
    await reply.accept({ at, trx })
    await publishVersion(trx, agreement.versionId)
    await this.#judgeOthers()
    await enqueueMail(
      trx,
      'pks.accepted',
      { replyId: reply.id },
      `pks.accepted:${agreement.publicId}`
    )
  }

  /** Replies to the same PKS that were still undecided are told apart at once, not when their time comes. */
  async #judgeOthers(): Promise<void> {
    const { trx, reply, agreement } = this
    const others = await PksReply.query({ client: trx })
      .where('agreement_id', agreement.id)
      .where('status', 'held')
      .whereNot('id', reply.id)
    for (const other of others) {
      await enqueue(trx, {
        kind: 'pks.judge',
        payload: { replyId: other.id },
        dedupeKey: `pks.judge:${other.publicId}:accepted:${reply.publicId}`,
      })
    }
  }

  async #reject(row: PksVerdict): Promise<void> {
    const { trx, reply } = this
    const again = reply.status === 'rejected' || reply.status === 'undecided'
    await reply.reject({ at: this.#at, trx })
    if (again || row.failsOnlyForUsedCode) return
    const left = await this.#explanationsLeft()
    if (left === 0) return
    await reply.merge({ explainedAt: this.#at }).save()
    await enqueueMail(
      trx,
      'pks.rejected',
      { verdictId: row.id, isLast: left === 1 },
      `pks.rejected:${reply.publicId}`
    )
  }

  /** How many more mails of this kind, proven or not, may explain themselves today; never below 0. */
  async #explanationsLeft(): Promise<number> {
    // Two replies at once are counted one after the other.
    await Agreement.query({ client: this.trx }).where('id', this.agreement.id).forUpdate().first()
    const explained = await PksReply.query({ client: this.trx })
      .where('agreement_id', this.agreement.id)
      .where('explained_at', '>', this.#at.minus({ days: 1 }).toMillis())
      .select('id')
    const verdicts = await PksVerdict.query({ client: this.trx }).whereIn(
      'reply_id',
      explained.map(({ id }) => id)
    )
    const proven = isProven(this.verdict.checks)
    const alike = new Set(
      verdicts.filter(({ checks }) => isProven(checks) === proven).map(({ replyId }) => replyId)
    )
    return Math.max(0, EXPLANATIONS_A_DAY[proven ? 'proven' : 'unproven'] - alike.size)
  }

  async #hold(row: PksVerdict): Promise<void> {
    const { trx, reply } = this
    const at = this.#at
    const age = at.toMillis() - reply.receivedAt.toMillis()
    if (age >= HELD_FOR.ended) {
      await reply.giveUp({ at, trx })
      await enqueueMail(
        trx,
        'pks.undecided',
        { verdictId: row.id },
        `pks.undecided:${reply.publicId}`
      )
      return
    }
    if (age >= HELD_FOR.partnerTold && !reply.partnerToldAt) {
      reply.partnerToldAt = at
      await enqueueMail(trx, 'pks.waiting', { verdictId: row.id }, `pks.waiting:${reply.publicId}`)
    }
    if (age >= HELD_FOR.staffTold && !reply.staffToldAt) {
      reply.staffToldAt = at
      const staff = await trx
        .from('staff')
        .whereIn('role', ['legal', 'administrator'])
        .where('disabled', 0)
        .select('id')
      for (const { id } of staff) {
        await enqueueMail(
          trx,
          'pks.staff_waiting',
          { verdictId: row.id, staffId: id },
          `pks.staff_waiting:${reply.publicId}:${id}`
        )
      }
    }
    await reply.hold({ at, trx })
  }
}

function isProven(checks: readonly { name: string; status: string }[]): boolean {
  return checks.every(({ name, status }) => !PROOF.includes(name) || status === 'passed')
}
