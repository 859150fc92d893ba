/** An operator for tests: a sealing key in a file that can be replaced, its authority, and a time stamp authority where wanted. */
import { mkdtempSync, rmSync } from 'node:fs'
import { copyFile, cp, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SignerPort, TimestampClient } from '#pki/contract'
import { openDevelopmentCa, type DevelopmentCa } from '#pki/development_ca'
import { crlsFrom, liveCrlFolder } from '#pki/folder_revocation'
import { bindPki } from '#pki/main'
import { mergedTrust } from '#pki/merged_trust'
import { trustFrom } from '#pki/trust_store'
import { reopenedFileKeystore } from '#plugins/pki/file_keystore/keystore'
import { formerSealTrust } from '#pks/queries/seal_keys'
import { clock } from '#shared/clock'

const PASSWORD = 'x'

/** Keys take seconds to make: the first authority of each test, the second, … are copies of these, one set for each year. */
const patterns = new Map<string, Promise<string>>()
let kept: string | undefined

function patternOf(index: number): Promise<string> {
  if (!kept) {
    const folder = (kept = mkdtempSync(join(tmpdir(), 'etalase-operators-')))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  }
  const now = clock.now()
  const folder = join(kept, `${now.year}-${index}`)
  let pattern = patterns.get(folder)
  if (!pattern) {
    const crlBaseUrl = `http://ca-${index}.example`
    const options = { folder, now: now.toJSDate(), sealPassword: PASSWORD, crlBaseUrl }
    pattern = openDevelopmentCa(options).then(() => folder)
    patterns.set(folder, pattern)
  }
  return pattern
}

/**
 * Stands in for the PKI of settings: keys come from the file `keystore`, revocation data from their authorities' folders, and only the
 * authorities of keys that were used are trusted, beside that of the present one.
 */
export class Operator {
  readonly #cas: DevelopmentCa[] = []
  #undo: () => void = () => {}
  /** Revocation lists cannot be had. */
  offline = false
  timestamp: TimestampClient | null = null
  /** Changes what the key does. */
  tamper: (signer: SignerPort) => SignerPort = (signer) => signer

  private constructor(readonly folder: string) {}

  static async open(): Promise<Operator> {
    const operator = new Operator(await mkdtemp(join(tmpdir(), 'etalase-operator-')))
    await operator.rotate()
    operator.#bind()
    return operator
  }

  get keystore(): string {
    return join(this.folder, 'seal.p12')
  }

  /** The authority of the present key. */
  get ca(): DevelopmentCa {
    return this.#cas.at(-1)!
  }

  /** Puts a key of a new authority in place, as operators do: a copy beside it, then one rename. */
  async rotate(): Promise<void> {
    const now = clock.now().toJSDate()
    const folder = join(this.folder, `ca-${this.#cas.length}`)
    await cp(await patternOf(this.#cas.length), folder, { recursive: true })
    this.#cas.push(await openDevelopmentCa({ folder, now, sealPassword: PASSWORD }))
    await copyFile(this.ca.paths.sealKeystore, `${this.keystore}.new`)
    await rename(`${this.keystore}.new`, this.keystore)
  }

  async close(): Promise<void> {
    this.#undo()
    await rm(this.folder, { recursive: true })
  }

  #bind(): void {
    const open = reopenedFileKeystore(this.keystore, PASSWORD)
    const issuers = async () => {
      const signer = await open().catch(() => null)
      return trustFrom(signer?.chain.slice(1) ?? [])
    }
    const sealTrust = mergedTrust(issuers, formerSealTrust)
    this.#undo = bindPki({
      signer: async () => this.tamper(await open()),
      trustStore: async () => trustFrom([]),
      sealTrust,
      fixedTrust: async () => [],
      revocation: async () => ({
        crlsFor: async (query) => {
          if (this.offline) return crlsFrom([]).crlsFor(query)
          const lists = this.#cas.map(({ paths }) => liveCrlFolder(paths.crls).crlsFor(query))
          return (await Promise.all(lists)).flat()
        },
      }),
      timestampAuthority: async () => this.timestamp,
      developmentCa: async () => this.ca,
    })
  }
}
