import db from '@adonisjs/lucid/services/db'
import Content from '#catalogue/models/content'
import ContentVersion from '#catalogue/models/content_version'
import { findOwnContent } from '#catalogue/queries/load_version'
import Delivery from '#forwarding/models/delivery'
import DeliveryAttempt from '#forwarding/models/delivery_attempt'
import type PartnerKey from '#forwarding/models/partner_key'
import ScenarioRun from '#forwarding/models/scenario_run'
import SwitchedOffUrl from '#forwarding/models/switched_off_url'
import { activeKey, validKeys } from '#forwarding/queries/active_key'
import { scenariosFor, type Scenario, type ScenarioKey } from '#forwarding/scenarios'
import type Partner from '#partners/models/partner'
import { isPublicId } from '#shared/public_id'

type Environment = 'production' | 'development'

const CONTENTS = 100
const CALLS = 15

export interface CallRow {
  delivery: Delivery
  attempt: DeliveryAttempt
}

export interface Workbench {
  environment: Environment
  contents: { content: Content; version: ContentVersion }[]
  chosen: { content: Content; version: ContentVersion } | null
  /** The key that signs, and the next one where its partner has not installed it yet. */
  key: PartnerKey
  nextKey: PartnerKey | null
  url: string | null
  isOff: boolean
  scenarios: {
    key: ScenarioKey
    scenario: Scenario
    run: ScenarioRun | null
    deliveryPublicId: string | null
  }[]
  calls: CallRow[]
}

/** Everything that the workbench shows around a call (R8.1). */
export async function workbench(
  partner: Partner,
  environment: Environment,
  contentPublicId: string | null
): Promise<Workbench> {
  const newest = await contentsOf(partner)
  const isListed = newest.some(({ content }) => content.publicId === contentPublicId)
  const older =
    contentPublicId && !isListed ? await findContentToTry(partner, contentPublicId) : null
  const contents = older ? [...newest, older] : newest
  const chosen =
    contents.find(({ content }) => content.publicId === contentPublicId) ??
    contents.find(({ version }) => urlOf(version, environment)) ??
    contents[0] ??
    null
  const { key, nextKey } = await keysOf(partner, environment)
  const url = chosen ? urlOf(chosen.version, environment) : null
  return {
    environment,
    contents,
    chosen,
    key,
    nextKey,
    url,
    isOff: chosen !== null && (await isSwitchedOff(chosen.content.id, environment, url)),
    scenarios: chosen && environment === 'development' ? await runsOf(chosen) : [],
    calls: chosen ? await callsOf(partner, chosen.content.id, environment) : [],
  }
}

/** Read first: the page asks again every few seconds, and a first key is made once. */
async function keysOf(partner: Partner, environment: Environment) {
  const valid = await validKeys(db.connection(), partner.id, environment)
  const key =
    valid.find((one) => one.activatedAt !== null) ??
    (await activeKey(db.connection(), partner.id, environment))
  return { key, nextKey: valid.find((one) => one.activatedAt === null) ?? null }
}

/** A partner's contents with their newest version, the newest first. */
async function contentsOf(partner: Partner): Promise<Workbench['contents']> {
  const contents = await Content.query()
    .where('partnerId', partner.id)
    .whereNull('withdrawnAt')
    .orderBy('id', 'desc')
    .limit(CONTENTS)
  const versions = await ContentVersion.query()
    .whereIn('contentId', [0, ...contents.map((content) => content.id)])
    .orderBy('number')
  const newest = new Map(versions.map((version) => [version.contentId, version]))
  return contents.flatMap((content) => {
    const version = newest.get(content.id)
    return version ? [{ content, version }] : []
  })
}

/** A partner's own content that calls may be tried with; null for a withdrawn one and for anybody else's. */
export async function findContentToTry(
  partner: Partner,
  publicId: string
): Promise<Workbench['chosen']> {
  const own = await findOwnContent(partner, publicId)
  return own && own.content.withdrawnAt === null ? own : null
}

async function runsOf({ content, version }: { content: Content; version: ContentVersion }) {
  const runs = await ScenarioRun.query()
    .where('contentId', content.id)
    .orderBy('id', 'desc')
    .limit(200)
  const rows = []
  for (const [key, scenario] of scenariosFor(version.paymentKind)) {
    const run = runs.find((one) => one.scenario === key) ?? null
    const delivery = run && (await Delivery.findOrFail(run.deliveryId))
    rows.push({ key, scenario, run, deliveryPublicId: delivery?.publicId ?? null })
  }
  return rows
}

async function callsOf(
  partner: Partner,
  contentId: number,
  environment: Environment
): Promise<CallRow[]> {
  const rows = await db
    .from('delivery_attempts')
    .join('deliveries', 'deliveries.id', 'delivery_attempts.delivery_id')
    .where('deliveries.partner_id', partner.id)
    .where('deliveries.content_id', contentId)
    .where('deliveries.environment', environment)
    .orderBy('delivery_attempts.id', 'desc')
    .limit(CALLS)
    .select('delivery_attempts.id as attempt_id', 'deliveries.id as delivery_id')
  const attempts = await DeliveryAttempt.query().whereIn('id', [
    0,
    ...rows.map((row) => row.attempt_id),
  ])
  const deliveries = await Delivery.query().whereIn('id', [
    0,
    ...rows.map((row) => row.delivery_id),
  ])
  return rows.map((row) => ({
    attempt: attempts.find((attempt) => attempt.id === row.attempt_id)!,
    delivery: deliveries.find((delivery) => delivery.id === row.delivery_id)!,
  }))
}

export interface CallFile extends CallRow {
  attempts: DeliveryAttempt[]
  run: ScenarioRun | null
  contentPublicId: string
}

/** One call of this partner with everything that is known about it; null for anybody else's. */
export async function findCall(
  partner: Partner,
  deliveryPublicId: string,
  number: unknown = null
): Promise<CallFile | null> {
  if (!isPublicId(deliveryPublicId)) return null
  const delivery = await Delivery.query()
    .where('publicId', deliveryPublicId)
    .where('partnerId', partner.id)
    .first()
  if (!delivery) return null
  const attempts = await DeliveryAttempt.query().where('deliveryId', delivery.id).orderBy('number')
  const attempt = attempts.find((one) => String(one.number) === String(number)) ?? attempts.at(-1)
  if (!attempt) return null
  const content = await Content.findOrFail(delivery.contentId)
  const run = await ScenarioRun.findBy('deliveryId', delivery.id)
  return { delivery, attempt, attempts, run, contentPublicId: content.publicId }
}

export function urlOf(version: ContentVersion, environment: Environment): string | null {
  return environment === 'production'
    ? version.forwardingUrlProduction
    : version.forwardingUrlDevelopment
}

async function isSwitchedOff(
  contentId: number,
  environment: Environment,
  url: string | null
): Promise<boolean> {
  const off = await SwitchedOffUrl.query()
    .where('contentId', contentId)
    .where('environment', environment)
    .where('url', url ?? '')
    .first()
  return off !== null
}
