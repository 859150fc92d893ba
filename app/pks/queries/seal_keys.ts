import type { TrustStore } from '#pki/contract'
import { trustFrom } from '#pki/trust_store'
import SealKey from '#pks/models/seal_key'
import { reads } from '#shared/database/main'

/** Every key that sealed or may seal, the one used last first. */
export function listSealKeys(): Promise<SealKey[]> {
  return SealKey.query().orderByRaw('coalesce(last_used_at, created_at) desc').orderBy('id', 'desc')
}

/**
 * The certificates under which documents of ours are out in the world, the present one first: what anybody compares a reader's words
 * with. None that is revoked or not trusted; nothing here is secret.
 */
export function publishedSealKeys(): Promise<SealKey[]> {
  return SealKey.query()
    .whereNotNull('first_used_at')
    .whereNotIn('status', ['revoked', 'untrusted'])
    .orderBy('last_used_at', 'desc')
    .orderBy('id', 'desc')
}

/** Documents that are asked for and not sealed yet, and what hinders those that were tried. */
export async function waitingSeals(): Promise<{ count: number; because: string[] }> {
  const rows = await reads().all<{ because: string | null; n: number }>(
    `select seal_held_because as because, count(*) as n from agreements where status = 'requested' group by seal_held_because`
  )
  return {
    count: rows.reduce((sum, { n }) => sum + Number(n), 0),
    because: rows.map(({ because }) => because).filter((because) => because !== null),
  }
}

/** SHA-256 fingerprints of the only certificates that may have sealed a document of ours. */
export async function sealFingerprints(): Promise<string[]> {
  const keys = await SealKey.query().whereNotNull('first_used_at').select('fingerprint')
  return keys.map(({ fingerprint }) => fingerprint)
}

let kept: { keys: number; store: TrustStore } | undefined

/**
 * The authorities above every key that we ever sealed with: the documents of a former one stay provable when the new one comes from
 * another authority. The same object as long as no key was added.
 */
export async function formerSealTrust(): Promise<TrustStore> {
  const rows = await reads().all<{ id: number; chain: string }>(
    'select id, chain from seal_keys where first_used_at is not null order by id'
  )
  if (kept?.keys !== rows.length) {
    const chains = rows.map(({ chain }) => JSON.parse(chain) as string[])
    const issuers = new Set(chains.flatMap((chain) => chain.slice(1)))
    const ders = [...issuers].map((der) => Buffer.from(der, 'base64'))
    kept = { keys: rows.length, store: trustFrom(ders) }
  }
  return kept.store
}
