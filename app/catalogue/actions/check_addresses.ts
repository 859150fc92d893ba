import type { Duration } from 'luxon'
import { Duration as Length } from 'luxon'
import {
  isReservedName,
  readAnswer,
  type AddressField,
  type AddressResult,
} from '#catalogue/checks/address_answer'
import AddressCheck from '#catalogue/models/address_check'
import ContentVersion from '#catalogue/models/content_version'
import { checkingClient } from '#catalogue/outbound'
import { clock } from '#shared/clock'
import { transaction } from '#shared/database/main'
import { enqueue } from '#shared/outbox/outbox'
import { publicId } from '#shared/public_id'

/** As long as a result is young and of the same addresses, going on with a form asks nobody again. */
const FRESH: Duration = Length.fromObject({ minutes: 10 })

const HEADERS = { 'user-agent': 'Etalase-Check/1', 'accept': '*/*' }

/** A version's addresses, as its partner writes it. */
export function addressesOf(version: ContentVersion): Partial<Record<AddressField, string>> {
  const written = version.drafted()
  const all: Record<AddressField, string | null> = {
    forwarding_url_production: written.forwardingUrlProduction,
    forwarding_url_development: written.forwardingUrlDevelopment,
    redirect_url_production: written.redirectUrlProduction,
    redirect_url_development: written.redirectUrlDevelopment,
    demo_url: written.demoUrl,
  }
  return Object.fromEntries(Object.entries(all).filter(([, url]) => url))
}

/**
 * Has the addresses of a version tried in the background (outbox kind `catalogue.check_addresses`): no page waits for a partner's server.
 *
 * @param again also when there is a fresh result
 */
export async function askAddressCheck(
  version: ContentVersion,
  { again }: { again: boolean }
): Promise<void> {
  const urls = addressesOf(version)
  if (Object.keys(urls).length === 0) return
  await transaction(async (trx) => {
    const at = clock.now()
    const former = await AddressCheck.query({ client: trx }).where('version_id', version.id).first()
    if (!again && former && former.askedAt > at.minus(FRESH) && isOf(former, urls)) return
    const asked = { asked_at: at.toMillis(), finished_at: null, updated_at: at.toMillis() }
    await trx
      .knexQuery()
      .insert({
        ...asked,
        public_id: publicId(),
        created_at: at.toMillis(),
        version_id: version.id,
        results: '{}',
      })
      .into('address_checks')
      .onConflict('version_id')
      .merge(asked)
    await enqueue(trx, {
      kind: 'catalogue.check_addresses',
      payload: { versionId: version.id, askedAt: at.toMillis() },
      dedupeKey: `catalogue.check_addresses:${version.publicId}:${at.toMillis()}`,
    })
  })
}

function isOf(check: AddressCheck, urls: Partial<Record<AddressField, string>>): boolean {
  if (!check.finishedAt) return true
  return Object.entries(urls).every(
    ([field, url]) => check.results[field as AddressField]?.url === url
  )
}

/** Tries them, all at once and each only once; a newer question makes this one's answers worthless. */
export async function checkAddresses(asked: { versionId: number; askedAt: number }): Promise<void> {
  const version = await ContentVersion.find(asked.versionId)
  if (!version) return
  const urls = Object.entries(addressesOf(version)) as [AddressField, string][]
  const results = await Promise.all(
    urls.map(async ([field, url]) => [field, await tryAddress(field, url)] as const)
  )
  await transaction(async (trx) => {
    await trx
      .from('address_checks')
      .where({ version_id: asked.versionId, asked_at: asked.askedAt })
      .update({
        results: JSON.stringify(Object.fromEntries(results)),
        finished_at: clock.now().toMillis(),
      })
  })
}

async function tryAddress(field: AddressField, url: string): Promise<AddressResult> {
  if (isReservedName(url)) return { url, outcome: 'unresolvable', status: null, ms: 0 }
  const environment = field.endsWith('_production') ? 'production' : 'development'
  const result = await checkingClient(environment).get(url, { headers: HEADERS })
  return readAnswer(field, url, result)
}
