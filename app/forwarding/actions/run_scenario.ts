import { randomBytes } from 'node:crypto'
import type Content from '#catalogue/models/content'
import type ContentVersion from '#catalogue/models/content_version'
import { call, recordAttempt, tellOfTrial } from '#forwarding/actions/deliver'
import { compare, readAnswer, type ComparedValue } from '#forwarding/comparison'
import { customerRef } from '#forwarding/customer_ref'
import Delivery from '#forwarding/models/delivery'
import ScenarioRun from '#forwarding/models/scenario_run'
import { activeKey } from '#forwarding/queries/active_key'
import { scenarioOf, type Scenario } from '#forwarding/scenarios'
import type Partner from '#partners/models/partner'
import { clock, DISPLAY_ZONE } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { publicId } from '#shared/public_id'
import { err, ok, type Result } from '#shared/result'

export type ScenarioError = { type: 'unknown_scenario' } | { type: 'no_url' }

/**
 * Places the real calls of a scenario to the content's development URL and judges the answers.
 * Nothing is bought: the order numbers begin with `UJI`, and the money is the sandbox's (R8.1).
 */
export async function runScenario(
  target: { partner: Partner; content: Content; version: ContentVersion },
  key: string
): Promise<Result<ScenarioRun, ScenarioError>> {
  const scenario = scenarioOf(key)
  if (!scenario) return err({ type: 'unknown_scenario' })
  if (scenario.subscriptionOnly && target.version.paymentKind !== 'subscription') {
    return err({ type: 'unknown_scenario' })
  }
  const url = target.version.forwardingUrlDevelopment
  if (!url) return err({ type: 'no_url' })
  const { delivery, signing } = await prepare(target, scenario, url)
  let comparison: ComparedValue[] = []
  let ref: string | null = null
  for (const step of scenario.calls) {
    delivery.attempts++
    const outcome = await call(
      delivery,
      step.wrongKey ? { kid: signing.kid, secret: randomBytes(32).toString('hex') } : signing,
      { now: clock.now().toMillis() - (step.age ?? 0) * 1000, version: step.version }
    )
    const attempt = await transaction((trx) => recordAttempt(trx, delivery, outcome))
    comparison = compare(attempt, delivery.trxId, {
      ...step.expects,
      ...(step.repeatsRef && { ref }),
    })
    ref = readAnswer(attempt).ref
  }
  return ok(await conclude(target, key, delivery, comparison))
}

function prepare(
  { partner, content, version }: { partner: Partner; content: Content; version: ContentVersion },
  scenario: Scenario,
  url: string
) {
  return transaction(async (trx) => {
    const { kid, secret } = await activeKey(trx, partner.id, 'development')
    const trxId = publicId()
    const kind = version.paymentKind ?? 'once'
    const delivery = await Delivery.create(
      {
        trxId,
        dedupeKey: `scenario:${trxId}`,
        partnerId: partner.id,
        contentId: content.id,
        orderId: null,
        environment: 'development',
        event: scenario.event,
        url,
        status: 'pending',
        attempts: 0,
        parameters: {
          v: '1',
          env: 'development',
          event: scenario.event,
          trx_id: trxId,
          order_no: `UJI-${trxId.slice(-8)}`,
          content_id: content.publicId,
          partner_id: partner.publicId,
          cust_ref: customerRef(partner.publicId, partner.publicId),
          pay_type: kind,
          ...(kind === 'subscription' && {
            sub_id: `UJI${trxId.slice(3)}`,
            period: clock.now().setZone(DISPLAY_ZONE).toFormat('yyyy-MM'),
          }),
          amount: version.price ?? 0,
          currency: 'IDR',
          channel: 'delima',
        },
      },
      { client: trx }
    )
    return { delivery, signing: { kid, secret } }
  })
}

function conclude(
  { partner, content }: { partner: Partner; content: Content },
  key: string,
  delivery: Delivery,
  comparison: ComparedValue[]
): Promise<ScenarioRun> {
  return transaction(async (trx) => {
    const passed = comparison.every((row) => !row.differs)
    await trx
      .from('deliveries')
      .where('id', delivery.id)
      .update({
        status: passed ? 'delivered' : 'failed',
        attempts: delivery.attempts,
        settled_at: clock.now().toMillis(),
      })
    await tellOfTrial(trx, delivery)
    return ScenarioRun.create(
      {
        partnerId: partner.id,
        contentId: content.id,
        scenario: key,
        deliveryId: delivery.id,
        passed,
        comparison,
      },
      { client: trx }
    )
  })
}
