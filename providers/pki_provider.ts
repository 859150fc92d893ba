import { join } from 'node:path'
import type { ApplicationService } from '@adonisjs/core/types'
import type { RevocationSource, TrustStore } from '#pki/contract'
import type { Pki } from '#pki/main'

/**
 * Binds the PKI port. Production: the keystore of KEYSTORE_FILE, the certificates of TRUST_DIR, revocation data fetched with
 * care. Elsewhere a CA of our own under STORAGE_DIR, made on first use, stands in for what is not configured.
 */
export default class PkiProvider {
  constructor(protected app: ApplicationService) {}

  async boot() {
    const { bindPki } = await import('#pki/main')
    bindPki(this.app.inProduction ? await productionPki() : await developmentPki())
    const { addSafetyCheck } = await import('#core/safety')
    addSafetyCheck(unsafeKeystore)
  }

  /** The first document must not wait for keys to be made. */
  async ready() {
    if (this.app.inProduction || this.app.getEnvironment() !== 'web') return
    const { developmentCa } = await import('#pki/main')
    void developmentCa().catch((error) =>
      console.error(`development CA: ${(error as Error).message}`)
    )
  }
}

const TRUST_FOR_MS = 60_000

async function productionPki(): Promise<Pki> {
  const { default: env } = await import('#start/env')
  const file = env.get('KEYSTORE_FILE')
  const openSigner = once(async () => {
    if (!file) throw new Error('KEYSTORE_FILE is not set: there is no key to seal with')
    const { openFileKeystore } = await import('#plugins/pki/file_keystore/keystore')
    return openFileKeystore(file, env.get('KEYSTORE_PASSWORD', ''))
  })
  const trust = await configuredTrust()
  const source = await fetchedSource()
  return {
    signer: openSigner,
    trustStore: trust,
    sealTrust: async () => {
      const { trustFrom } = await import('#pki/trust_store')
      const { chain } = await openSigner()
      return merge(await trust(), trustFrom(chain.slice(1)))
    },
    revocation: async () => source,
    developmentCa: async () => null,
  }
}

/** The development CA for what the environment does not name. */
async function developmentPki(): Promise<Pki> {
  const { default: env } = await import('#start/env')
  const { default: storage } = await import('#config/storage')
  const { originOf } = await import('#core/http/surfaces')
  const { clock } = await import('#shared/clock')
  const password = env.get('KEYSTORE_PASSWORD', 'development')
  const ca = once(async () => {
    const { openDevelopmentCa } = await import('#pki/development_ca')
    const now = clock.now()
    return openDevelopmentCa({
      folder: join(storage.directory, 'pki'),
      now: now.toJSDate(),
      // The demo's agreements were sealed long before the machine was set up.
      validFrom: now.minus({ years: 2 }).toJSDate(),
      sealPassword: password,
      crlBaseUrl: `${originOf('doorway')}/pki`,
    })
  })
  const openSigner = once(async () => {
    const { openFileKeystore } = await import('#plugins/pki/file_keystore/keystore')
    const configuredFile = env.get('KEYSTORE_FILE')
    if (configuredFile) return openFileKeystore(configuredFile, password)
    const { paths } = await ca()
    return openFileKeystore(paths.sealKeystore, password)
  })
  const configured = await configuredTrust()
  const trustOf = (folder: 'trust' | 'sealTrust') => async () => {
    const { trustFromFolder } = await import('#pki/trust_store')
    const { paths } = await ca()
    return merge(await configured(), await trustFromFolder(paths[folder]))
  }
  return {
    signer: openSigner,
    trustStore: once(trustOf('trust')),
    sealTrust: once(trustOf('sealTrust')),
    revocation: once(async () => {
      const { liveCrlFolder } = await import('#pki/folder_revocation')
      const { paths } = await ca()
      return firstOf(liveCrlFolder(paths.crls), await fetchedSource())
    }),
    developmentCa: ca,
  }
}

/** Reads TRUST_DIR, again after a while: staff add an authority without a restart. */
async function configuredTrust(): Promise<() => Promise<TrustStore>> {
  const { default: env } = await import('#start/env')
  const { clock } = await import('#shared/clock')
  const folder = env.get('TRUST_DIR')
  let read: { at: number; store: Promise<TrustStore> } | undefined
  return async () => {
    const { trustFrom, trustFromFolder } = await import('#pki/trust_store')
    if (!folder) return trustFrom([])
    const now = clock.now().toMillis()
    if (!read || now - read.at > TRUST_FOR_MS) read = { at: now, store: trustFromFolder(folder) }
    return read.store
  }
}

const LARGEST_ANSWER = 20 * 1024 * 1024

/** Addresses that a certificate names were chosen by a stranger: they are called as carefully as a partner's. */
async function fetchedSource(): Promise<RevocationSource> {
  const { createOutboundClient } = await import('#shared/outbound/client')
  const { fetchedRevocation } = await import('#pki/fetched_revocation')
  const { clock } = await import('#shared/clock')
  const client = createOutboundClient({
    // Revocation data is signed and public: authorities serve it over plain http (RFC 5280, section 8).
    environmentPolicy: { httpsOnly: false, allowLoopback: false, allowHosts: [] },
    maxBytes: LARGEST_ANSWER,
  })
  return fetchedRevocation({
    now: () => clock.now().toJSDate(),
    fetch: async (url, { method, body, contentType }) => {
      const headers: Record<string, string> = contentType ? { 'content-type': contentType } : {}
      const result =
        method === 'GET'
          ? await client.get(url)
          : await client.post(url, body ?? new Uint8Array(), { headers })
      if (result.type === 'answer' && result.status === 200) return result.body
      throw new Error(result.type === 'answer' ? `status ${result.status}` : result.reason)
    },
  })
}

/** Asks the second source only for what the first does not have. */
function firstOf(first: RevocationSource, second: RevocationSource): RevocationSource {
  return {
    async crlsFor(query) {
      const found = await first.crlsFor(query)
      return found.length > 0 ? found : second.crlsFor(query)
    },
    async ocspFor(query) {
      return (await second.ocspFor?.(query)) ?? []
    },
  }
}

function merge(...stores: TrustStore[]): TrustStore {
  return {
    anchors: stores.flatMap((store) => store.anchors),
    intermediates: stores.flatMap((store) => store.intermediates),
  }
}

/** Remembers the first success; a failure is tried again at the next call. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make().catch((error) => {
      made = undefined
      throw error
    })
    return made
  }
}

/** Production refuses to start without a sealing key and an authority, or with those of a development machine. */
async function unsafeKeystore(): Promise<string | null> {
  const { default: env } = await import('#start/env')
  const { clock } = await import('#shared/clock')
  const { DEVELOPMENT_MARK } = await import('#pki/contract')
  const { signer, trustStore } = await import('#pki/main')
  const reasons: string[] = []
  if (!env.get('KEYSTORE_FILE')) {
    reasons.push('KEYSTORE_FILE must name the PKCS#12 file of the sealing key')
  } else {
    const key = await signer().catch((error: Error) => error)
    if (key instanceof Error) reasons.push(`KEYSTORE_FILE cannot be used: ${key.message}`)
    else if (key.isDevelopment) reasons.push('KEYSTORE_FILE is the key of a development CA')
    else if (key.notAfter <= clock.now().toJSDate())
      reasons.push('the certificate of KEYSTORE_FILE has expired')
  }
  const store = await trustStore().catch((error: Error) => error)
  if (store instanceof Error) reasons.push(`TRUST_DIR cannot be read: ${store.message}`)
  else if (store.anchors.length === 0) {
    reasons.push('TRUST_DIR must hold the certificates of the authorities that partners may use')
  } else if (store.anchors.some((der) => Buffer.from(der).includes(DEVELOPMENT_MARK))) {
    reasons.push('TRUST_DIR holds a development CA')
  }
  return reasons.length > 0 ? reasons.join('\n- ') : null
}
