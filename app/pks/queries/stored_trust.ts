import type { TrustStore } from '#pki/contract'
import type { TrustPurpose } from '#pki/fitness'
import { reads } from '#shared/database/main'

interface Kept {
  version: number
  store: TrustStore
}

const kept = new Map<TrustPurpose, Kept>()

/**
 * The authorities that staff trust for a purpose. One small read tells whether what this process keeps is still so: a change is
 * seen by every process at its next judgement, and the same object comes back as long as nothing changed.
 */
export async function storedTrust(purpose: TrustPurpose): Promise<TrustStore> {
  const version = await trustVersion()
  const known = kept.get(purpose)
  if (known?.version === version) return known.store
  const rows = await reads().all<{ role: string; der: string }>(
    `select role, der from trust_anchors where purpose = ? and status in ('active', 'withdrawing') order by id`,
    [purpose]
  )
  const ders = (role: string) =>
    rows.filter((row) => row.role === role).map((row) => Buffer.from(row.der, 'base64'))
  const store = { anchors: ders('anchor'), intermediates: ders('intermediate') }
  // Read before the rows: a change between the two is seen again at the next call.
  kept.set(purpose, { version, store })
  return store
}

/** Grows with every authority that is trusted or withdrawn. */
async function trustVersion(): Promise<number> {
  const [row] = await reads().all<{ version: number }>(
    'select version from trust_state where id = 1'
  )
  if (!row) throw new Error('the table trust_state has no row')
  return Number(row.version)
}
