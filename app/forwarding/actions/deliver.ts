import { nextAttemptAt, placeCall, type CallOutcome, type CallVerdict } from '#forwarding/call'
import { enqueueAttempt } from '#forwarding/actions/create_delivery'
import Delivery from '#forwarding/models/delivery'
import DeliveryAttempt from '#forwarding/models/delivery_attempt'
import SwitchedOffUrl from '#forwarding/models/switched_off_url'
import { outboundClient } from '#forwarding/outbound'
import { PartnerGate } from '#forwarding/partner_gate'
import { activeKey } from '#forwarding/queries/active_key'
import type { SigningKey } from '#forwarding/signature'
import { audit } from '#audit/record'
import { enqueueMail } from '#core/mail/mail'
import { clock } from '#shared/clock'
import { transaction, type Trx } from '#shared/database/main'
import { faultPoint } from '#shared/fault_points'
import { enqueue } from '#shared/outbox/outbox'
import { DateTime } from 'luxon'

/** Longer than any call can last (10 s): a lease that is still held then belongs to a process that died. */
const LEASE_MS = 30_000

export type Attempted =
  /** Nothing left to do: settled now or before. */
  | { type: 'settled'; status: Delivery['status'] }
  /** Failed; the worker tries again by itself. */
  | { type: 'retrying' }
  /** Another process is at it, or the partner has no free place: come again. */
  | { type: 'busy'; again: DateTime }

const gate = new PartnerGate()

/**
 * Places one attempt of a delivery and settles it, or plans the next one. Safe to run from several
 * places at once: a lease lets one of them call.
 */
export async function deliver(deliveryId: number): Promise<Attempted> {
  const now = clock.now()
  const seen = await Delivery.findOrFail(deliveryId)
  if (seen.status !== 'pending') return { type: 'settled', status: seen.status }

  const place = gate.enter(`${seen.partnerId}:${seen.environment}`, now.toMillis())
  if (place.type === 'wait') return { type: 'busy', again: now.plus(place.ms) }
  let answered: boolean | null = null
  try {
    const claim = await lease(deliveryId)
    if (claim.type !== 'leased') return claim
    faultPoint('delivery.leased')
    const outcome = await call(claim.delivery, claim.key)
    faultPoint('delivery.answered')
    answered = outcome.answer !== null && outcome.answer.status < 500
    const attempted = await settle(claim.delivery, outcome)
    faultPoint('delivery.settled')
    return attempted
  } finally {
    place.leave(answered)
  }
}

type Lease = { type: 'leased'; delivery: Delivery; key: SigningKey } | Attempted

function lease(deliveryId: number): Promise<Lease> {
  return transaction(async (trx): Promise<Lease> => {
    const delivery = await Delivery.query({ client: trx })
      .where('id', deliveryId)
      .forUpdate()
      .firstOrFail()
    const now = clock.now()
    if (delivery.status !== 'pending') return { type: 'settled', status: delivery.status }
    if (delivery.lockedUntil && delivery.lockedUntil > now)
      return { type: 'busy', again: delivery.lockedUntil }
    if (await isSwitchedOff(trx, delivery)) {
      await finish(trx, delivery, 'gone', { reason: 'gone', ref: null })
      return { type: 'settled', status: 'gone' }
    }
    const { kid, secret } = await activeKey(trx, delivery.partnerId, delivery.environment)
    await delivery
      .merge({
        attempts: delivery.attempts + 1,
        lockedUntil: now.plus(LEASE_MS),
        nextAttemptAt: null,
      })
      .save()
    return { type: 'leased', delivery, key: { kid, secret } }
  })
}

/** The call itself, in no transaction. `changed` is how scenarios of the workbench go wrong on purpose. */
export function call(
  delivery: Delivery,
  key: SigningKey,
  changed: { now?: number; version?: string | undefined } = {}
): Promise<CallOutcome> {
  return placeCall({
    client: outboundClient(delivery.environment),
    url: delivery.url,
    params: { ...delivery.parameters, ...(changed.version && { v: changed.version }) },
    key,
    attempt: delivery.attempts,
    trxId: delivery.trxId,
    now: changed.now ?? clock.now().toMillis(),
  })
}

const SETTLES: Record<CallVerdict, Delivery['status'] | null> = {
  ok: 'delivered',
  duplicate: 'delivered',
  rejected: 'rejected',
  gone: 'gone',
  retry: null,
  failed: null,
}

function settle(leased: Delivery, outcome: CallOutcome): Promise<Attempted> {
  return transaction(async (trx): Promise<Attempted> => {
    const delivery = await Delivery.query({ client: trx })
      .where('id', leased.id)
      .forUpdate()
      .firstOrFail()
    await recordAttempt(trx, leased, outcome)
    // A lease that ran out while the call hung: whoever took it over decides.
    if (delivery.status !== 'pending' || delivery.attempts !== leased.attempts) {
      return { type: 'settled', status: delivery.status }
    }
    const now = clock.now().toMillis()
    const next = nextAttemptAt(delivery.environment, delivery.attempts, now, Math.random)
    const status = SETTLES[outcome.verdict] ?? (next === null ? 'failed' : null)
    if (status) {
      if (status === 'gone') await switchOff(trx, delivery)
      await finish(trx, delivery, status, { reason: outcome.reason, ref: outcome.partner.ref })
      return { type: 'settled', status }
    }
    const nextAt = DateTime.fromMillis(next!, { zone: 'utc' })
    await delivery
      .merge({ nextAttemptAt: nextAt, lockedUntil: null, lastReason: outcome.reason })
      .save()
    await enqueueAttempt(trx, delivery, nextAt)
    return { type: 'retrying' }
  })
}

/** Keeps request, answer, timings and verdict of an attempt, as the workbench shows them. */
export async function recordAttempt(
  trx: Trx,
  delivery: Delivery,
  outcome: CallOutcome
): Promise<DeliveryAttempt> {
  return DeliveryAttempt.create(
    {
      deliveryId: delivery.id,
      number: delivery.attempts,
      startedAt: clock.now().minus(Math.round(outcome.timings.totalMs)),
      request: outcome.request,
      answer: outcome.answer,
      verdict: outcome.verdict,
      reason: outcome.reason,
      connectMs: rounded(outcome.timings.connectMs),
      totalMs: rounded(outcome.timings.totalMs),
    },
    { client: trx }
  )
}

/** Settles a delivery for good and tells its order. */
export async function finish(
  trx: Trx,
  delivery: Delivery,
  status: Delivery['status'],
  { reason, ref }: { reason: string; ref: string | null }
): Promise<void> {
  delivery.useTransaction(trx)
  await delivery
    .merge({
      status,
      lastReason: reason,
      partnerRef: ref ?? delivery.partnerRef,
      settledAt: clock.now(),
      lockedUntil: null,
      nextAttemptAt: null,
    })
    .save()
  if (delivery.environment === 'development') await tellOfTrial(trx, delivery)
  if (delivery.orderId === null) return
  await enqueue(trx, {
    kind: 'delivery.settled',
    payload: { deliveryId: delivery.id },
    dedupeKey: `settled:${delivery.trxId}:${delivery.attempts}`,
  })
}

/** A call of the development store is settled, of an order or of the workbench: FAB may pass with it (R4.8). */
export function tellOfTrial(trx: Trx, delivery: Delivery): Promise<void> {
  return enqueue(trx, {
    kind: 'trial_delivery.settled',
    payload: { deliveryId: delivery.id },
    dedupeKey: `trial_settled:${delivery.trxId}:${delivery.attempts}`,
  })
}

async function isSwitchedOff(trx: Trx, delivery: Delivery): Promise<boolean> {
  const off = await SwitchedOffUrl.query({ client: trx })
    .where('contentId', delivery.contentId)
    .where('environment', delivery.environment)
    .where('url', delivery.url)
    .first()
  return off !== null
}

/** 410: nothing more is sent there, and the partner is told (forwarding contract, "Answer"). */
async function switchOff(trx: Trx, delivery: Delivery): Promise<void> {
  const { contentId, environment, url, partnerId } = delivery
  const off = await SwitchedOffUrl.firstOrCreate(
    { contentId, environment, url },
    { partnerId },
    { client: trx }
  )
  await audit(trx, {
    type: 'forwarding.url_switched_off',
    actor: { kind: 'system' },
    subject: { kind: 'delivery', id: delivery.publicId },
    data: { environment },
  })
  await enqueueMail(trx, 'forwarding.url_switched_off', { id: off.id }, `url_off:${off.publicId}`)
}

function rounded(milliseconds: number | null): number | null {
  return milliseconds === null ? null : Math.round(milliseconds)
}
