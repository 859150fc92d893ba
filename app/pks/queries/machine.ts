import { existsSync } from 'node:fs'
import type { ApplicationService } from '@adonisjs/core/types'
import type { RevocationSource, TrustStore } from '#pki/contract'
import { Hindered, openFolders } from '#pki/command_line'

/** What a command finds where it runs: a database with tables, settings without one, or not even settings. */
export type Machine = 'database' | 'settings' | 'nothing'

export const WITHOUT_DATABASE =
  'no database here: without what staff trust, and without agreements, keys and pins on record'

/** Whom a machine trusts, and which certificates may have sealed, where that is known. */
export interface TrustOfMachine {
  readonly trust: TrustStore
  readonly sealTrust: TrustStore
  readonly revocation: RevocationSource
  readonly signers?: readonly string[]
}

/**
 * Boots as much of the product as there is, for a command. A SQLite file that is not there is not made, and one without tables is no
 * database; a server that does not answer is told (Hindered).
 */
export async function openMachine(app: ApplicationService): Promise<Machine> {
  // Log lines go to the standard output, which is the command's own.
  process.env.LOG_LEVEL = 'silent'
  if (!process.env.APP_KEY) return 'nothing'
  const { default: env } = await import('#start/env')
  const { parseDatabaseUrl } = await import('#shared/database/url')
  const url = env.get('DATABASE_URL', 'sqlite:storage/etalase.sqlite3')
  let database: ReturnType<typeof parseDatabaseUrl>
  try {
    database = parseDatabaseUrl(url)
  } catch (error) {
    throw new Hindered('settings', (error as Error).message, { cause: error })
  }
  await app.boot()
  if (database.engine === 'sqlite' && !existsSync(database.filename)) return 'settings'
  const { default: db } = await import('@adonisjs/lucid/services/db')
  try {
    const tables = await db.connection().getAllTables(['public'])
    return tables.length > 0 ? 'database' : 'settings'
  } catch (error) {
    const { code = 'it does not answer' } = error as { code?: string }
    throw new Hindered('unavailable', `the database cannot be used: ${code}`, { cause: error })
  }
}

/** All that the machine trusts; without a database what its settings name, without settings the folder TRUST_DIR. */
export async function trustOf(machine: Machine): Promise<TrustOfMachine> {
  if (machine === 'nothing') {
    const folder = process.env.TRUST_DIR
    const { trust, revocation } = await openFolders(folder ? { trust: folder } : {})
    return { trust, sealTrust: trust, revocation }
  }
  const { fixedTrust, revocation, sealTrust, signer, trustStore } = await import('#pki/main')
  if (machine === 'database') {
    const { sealFingerprints } = await import('#pks/queries/seal_keys')
    const signers = await sealFingerprints()
    return {
      trust: await trustStore(),
      sealTrust: await sealTrust(),
      revocation: await revocation(),
      ...(signers.length > 0 && { signers }),
    }
  }
  const { mergedTrust } = await import('#pki/merged_trust')
  const { trustFrom } = await import('#pki/trust_store')
  const { parseCertificate } = await import('#pki/x509/certificate')
  const fixed = await fixedTrust()
  const stores = (purpose: 'email' | 'seal') =>
    fixed.flatMap((part) => ([purpose, 'both'].includes(part.purpose) ? [part.store] : []))
  const merge = (parts: readonly TrustStore[]) =>
    mergedTrust(...parts.map((store) => async () => store))()
  const chain = await signer().then(
    (port) => port.chain,
    () => []
  )
  return {
    trust: await merge(stores('email')),
    sealTrust: await merge([...stores('seal'), trustFrom(chain.slice(1))]),
    revocation: await revocation(),
    ...(chain[0] && { signers: [parseCertificate(chain[0]).fingerprint] }),
  }
}
