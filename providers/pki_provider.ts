import { join } from 'node:path'
import type { ApplicationService } from '@adonisjs/core/types'
import type { RevocationSource, SignerPort, TrustStore } from '#pki/contract'
import type { Pki } from '#pki/main'

/**
 * Binds the PKI port. Production: the keystore of KEYSTORE_FILE, the certificates of TRUST_DIR and those that staff trust,
 * revocation data fetched with care. Elsewhere a CA of our own under STORAGE_DIR, made on first use, stands in for what is not
 * configured.
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
  const { reopenedFileKeystore } = await import('#plugins/pki/file_keystore/keystore')
  const openSigner = file
    ? reopenedFileKeystore(file, env.get('KEYSTORE_PASSWORD', ''))
    : () => Promise.reject(new Error('KEYSTORE_FILE is not set: there is no key to seal with'))
  const { mergedTrust } = await import('#pki/merged_trust')
  const { storedTrust } = await import('#pks/queries/stored_trust')
  const { formerSealTrust } = await import('#pks/queries/seal_keys')
  const configured = await configuredTrust()
  const source = await fetchedSource()
  const sealTrust = mergedTrust(configured, issuersOf(openSigner), formerSealTrust, () =>
    storedTrust('seal')
  )
  return {
    signer: openSigner,
    trustStore: mergedTrust(configured, () => storedTrust('email')),
    sealTrust,
    timestampAuthority: await openAuthority(sealTrust, async () => source),
    fixedTrust: async () => [{ source: 'folder', purpose: 'both', store: await configured() }],
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
  const { reopenedFileKeystore } = await import('#plugins/pki/file_keystore/keystore')
  const keystore = once(async () => {
    const file = env.get('KEYSTORE_FILE')
    if (file) return reopenedFileKeystore(file, password)
    const { paths } = await ca()
    return reopenedFileKeystore(paths.sealKeystore, password)
  })
  const openSigner = async () => (await keystore())()
  const { mergedTrust } = await import('#pki/merged_trust')
  const { storedTrust } = await import('#pks/queries/stored_trust')
  const { formerSealTrust } = await import('#pks/queries/seal_keys')
  const configured = await configuredTrust()
  const { trustFromFolder } = await import('#pki/trust_store')
  const ofFolder = (folder: 'trust' | 'sealTrust') =>
    once(async () => {
      const { paths } = await ca()
      return trustFromFolder(paths[folder])
    })
  const ofDevelopment = { email: ofFolder('trust'), seal: ofFolder('sealTrust') }
  const sealTrust = mergedTrust(
    configured,
    ofDevelopment.seal,
    issuersOf(openSigner),
    formerSealTrust,
    () => storedTrust('seal')
  )
  const revocation = once(async () => {
    const { liveCrlFolder } = await import('#pki/folder_revocation')
    const { paths } = await ca()
    return firstOf(liveCrlFolder(paths.crls), await fetchedSource())
  })
  return {
    signer: openSigner,
    trustStore: mergedTrust(configured, ofDevelopment.email, () => storedTrust('email')),
    sealTrust,
    timestampAuthority: await openAuthority(sealTrust, revocation),
    fixedTrust: async () => [
      { source: 'folder', purpose: 'both', store: await configured() },
      { source: 'development', purpose: 'email', store: await ofDevelopment.email() },
      { source: 'development', purpose: 'seal', store: await ofDevelopment.seal() },
    ],
    revocation,
    developmentCa: ca,
  }
}

/** What TRUST_DIR holds. */
async function configuredTrust(): Promise<() => Promise<TrustStore>> {
  const { default: env } = await import('#start/env')
  const { trustFrom } = await import('#pki/trust_store')
  const folder = env.get('TRUST_DIR')
  if (folder) return rereadFolder(folder)
  const none = trustFrom([])
  return async () => none
}

/** Reads a folder of certificates, again after a while: staff add an authority without a restart. */
async function rereadFolder(folder: string): Promise<() => Promise<TrustStore>> {
  const { clock } = await import('#shared/clock')
  const { trustFromFolder } = await import('#pki/trust_store')
  let read: { at: number; store: Promise<TrustStore> } | undefined
  return async () => {
    const now = clock.now().toMillis()
    if (!read || now - read.at > TRUST_FOR_MS) {
      const store = trustFromFolder(folder)
      read = { at: now, store }
      store.catch(() => (read = undefined))
    }
    return read.store
  }
}

const NO_CHAIN: SignerPort['chain'] = []

/**
 * The authorities above the sealing key, made anew when another key was opened. None while there is no key: what was sealed before can
 * be judged all the same.
 */
function issuersOf(openSigner: () => Promise<SignerPort>): () => Promise<TrustStore> {
  let known: { chain: SignerPort['chain']; store: TrustStore } | undefined
  return async () => {
    const { trustFrom } = await import('#pki/trust_store')
    const signer = await openSigner().catch(() => null)
    const chain = signer?.chain ?? NO_CHAIN
    if (known?.chain !== chain) known = { chain, store: trustFrom(chain.slice(1)) }
    return known.store
  }
}

/** The authority of TSA_URL, opened once, so that what was learned about it is kept. */
async function openAuthority(
  sealTrust: () => Promise<TrustStore>,
  revocation: () => Promise<RevocationSource>
): Promise<Pki['timestampAuthority']> {
  const { default: env } = await import('#start/env')
  const { clock } = await import('#shared/clock')
  const url = env.get('TSA_URL')
  if (!url) return async () => null
  const folder = env.get('TSA_TRUST_DIR')
  return once(async () => {
    const { openTimestampAuthority } = await import('#plugins/pki/http_timestamps/authority')
    const policy = env.get('TSA_POLICY')
    return openTimestampAuthority({
      url,
      trust: folder ? await rereadFolder(folder) : sealTrust,
      revocation,
      now: () => clock.now().toJSDate(),
      ...(policy && { policy }),
    })
  })
}

const LARGEST_ANSWER = 20 * 1024 * 1024

/** Addresses that a certificate names were chosen by a stranger: they are called as carefully as a partner's. */
async function fetchedSource(): Promise<RevocationSource> {
  const { createOutboundClient } = await import('#shared/outbound/client')
  const { fetchedRevocation } = await import('#pki/fetched_revocation')
  const { clock } = await import('#shared/clock')
  const client = createOutboundClient({
    // Revocation data is signed and public: authorities serve it over plain http (RFC 5280, section 8).
    environmentPolicy: { httpsOnly: false, allowHosts: [] },
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
  const { signer, timestampAuthority } = await import('#pki/main')
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
  const authority = await timestampAuthority().catch((error: Error) => error)
  if (authority instanceof Error) reasons.push(`TSA_URL cannot be used: ${authority.message}`)
  const trusted = await trustedAnchors().catch((error: Error) => error)
  if (trusted instanceof Error) reasons.push(`TRUST_DIR cannot be read: ${trusted.message}`)
  else if (trusted.email.length === 0) {
    reasons.push(
      'TRUST_DIR must hold the certificates of the authorities that partners may use, until staff have confirmed some'
    )
  } else if ([...trusted.email, ...trusted.seal].some((der) => der.includes(DEVELOPMENT_MARK))) {
    reasons.push('TRUST_DIR, or the trust that staff keep, holds a development CA')
  }
  return reasons.length > 0 ? reasons.join('\n- ') : null
}

/** Whom we trust with mail and with seals: by the settings, and by what staff and former keys add where there are tables already. */
async function trustedAnchors(): Promise<Record<'email' | 'seal', Buffer[]>> {
  const { fixedTrust, sealTrust, trustStore } = await import('#pki/main')
  const fixed = await fixedTrust()
  const anchorsOf = async (purpose: 'email' | 'seal', whole: () => Promise<TrustStore>) => {
    const stores = await whole().then(
      (store) => [store],
      () => fixed.filter((part) => part.purpose !== other(purpose)).map(({ store }) => store)
    )
    return stores.flatMap(({ anchors }) => anchors.map((der) => Buffer.from(der)))
  }
  return { email: await anchorsOf('email', trustStore), seal: await anchorsOf('seal', sealTrust) }
}

const other = (purpose: 'email' | 'seal') => (purpose === 'email' ? 'seal' : 'email')
