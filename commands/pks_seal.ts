import { randomBytes } from 'node:crypto'
import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { Evidence, SignerPort, TimestampClient } from '#pki/contract'
import { openFolders, parseInstant, runSeal, UsageError } from '#pki/command_line'
import { WrongSignature } from '#pki/cms/sign'
import { OtherAuthority, Unsealable, type Signing } from '#pki/pdf/seal'
import { examineSigner, mergeEvidence } from '#pki/signer_status'
import { TimestampRefused } from '#pki/timestamp/client'
import { valueOf, withUsage } from '#pki/usage'
import { clock } from '#shared/clock'

const NAME = 'Webstore Telkom'
/** An authority with several certificates is learned about one by one. */
const AUTHORITIES = 4

/** What hinders sealing, in a sentence for whoever sits at the keyboard. */
class CannotSeal extends Error {}

/**
 * Seals a PDF with the configured key, or with that of a PKCS#12 file; with a time stamp where an authority is given, and with all that
 * proves the seal where authorities and lists are. Exit: 0 sealed, 1 cannot be, 64 wrong usage.
 */
export default class PksSeal extends BaseCommand {
  static override commandName = 'pks:seal'
  static override description = 'Seal a PDF as PAdES with the operator’s key'
  static override options: CommandOptions = { startApp: false, allowUnknownFlags: true }

  @args.string({ description: 'The PDF to seal', required: false })
  declare input: string

  @args.string({ description: 'Where the sealed PDF goes', required: false })
  declare output: string

  @flags.string({
    flagName: 'p12',
    description: 'PKCS#12 file; its password comes from KEYSTORE_PASSWORD or --password',
    allowEmptyValue: true,
  })
  declare p12: string

  @flags.string({ description: 'Password of the PKCS#12 file' })
  declare password: string

  @flags.string({
    description: 'Claimed time of signing, ISO 8601 with zone, or seconds; now when left out',
    allowEmptyValue: true,
  })
  declare at: string

  @flags.string({
    description: 'Address of a time stamp authority (RFC 3161)',
    allowEmptyValue: true,
  })
  declare tsa: string

  @flags.string({
    description: 'Folder of authorities for the time stamp; TSA_TRUST_DIR when left out',
    allowEmptyValue: true,
  })
  declare tsaTrust: string

  @flags.string({
    description: 'Folder of authorities for the seal: its key is judged before it signs',
    allowEmptyValue: true,
  })
  declare sealTrust: string

  @flags.string({ description: 'Folder of revocation lists', allowEmptyValue: true })
  declare crl: string

  override run() {
    return withUsage(this, this.parsed.unknownFlags, async () => {
      if (!this.input || !this.output) throw new UsageError('pks:seal IN.pdf OUT.pdf [--p12 FILE]')
      const at = valueOf('at', this.at)
      const p12 = valueOf('p12', this.p12)
      const when = at === undefined ? clock.now().toJSDate() : parseInstant(at)
      try {
        const signing = p12 === undefined ? await this.#configured() : await this.#alone(p12, when)
        return await this.#seal(signing, when)
      } catch (error) {
        if (!isRefusal(error)) throw error
        this.logger.error(error.message)
        return 1
      }
    })
  }

  async #seal(signing: Omit<Signing, 'at'>, at: Date, left = AUTHORITIES): Promise<number> {
    try {
      return await runSeal(this.input, this.output, {
        ...signing,
        at,
        name: NAME,
        docMdp: 1,
        visible: {
          page: -1,
          rect: [36, 24, 220, 44],
          appearance: { lines: [NAME, `${at.toISOString().slice(0, 19)}Z`] },
        },
      })
    } catch (error) {
      if (!(error instanceof OtherAuthority) || left === 0) throw error
      const validation = mergeEvidence(signing.validation!, error.evidence)
      return this.#seal({ ...signing, validation }, at, left - 1)
    }
  }

  /** The key, the authorities and the time stamps of the settings. */
  async #configured(): Promise<Omit<Signing, 'at'>> {
    for (const name of ['tsa', 'tsaTrust', 'sealTrust', 'crl'] as const) {
      if (this[name] !== undefined) throw new UsageError('these options go with --p12')
    }
    await this.app.boot()
    const { sealingMaterial } = await import('#pks/actions/sealing_material')
    const material = await sealingMaterial()
    if (!material.ok) throw new CannotSeal(`cannot seal: ${material.error.type}`)
    return material.value.signing
  }

  /** Neither database nor settings: the key of a file, and what the options give. */
  async #alone(p12: string, at: Date): Promise<Omit<Signing, 'at'>> {
    const sealTrust = valueOf('seal-trust', this.sealTrust)
    const crl = valueOf('crl', this.crl)
    const stores = await openFolders({
      ...(sealTrust !== undefined && { sealTrust }),
      ...(crl !== undefined && { crl }),
    })
    const timestamp = await this.#authority(crl === undefined ? undefined : stores.revocation)
    const signer = await this.#signerOf(p12)
    if (sealTrust === undefined) return { signer, ...(timestamp && { timestamp }) }
    if (crl === undefined) throw new UsageError('--seal-trust needs --crl DIR')
    const { state, reason, evidence } = await examineSigner(signer.chain, {
      trust: stores.sealTrust,
      revocation: stores.revocation,
      at,
    })
    if (state !== 'good') throw new CannotSeal(`the key must not seal: ${reason}`)
    if (!timestamp) return { signer, validation: evidence }
    const validation = mergeEvidence(evidence, await evidenceOf(timestamp))
    return { signer, timestamp, validation }
  }

  async #authority(
    revocation: Awaited<ReturnType<typeof openFolders>>['revocation'] | undefined
  ): Promise<TimestampClient | undefined> {
    const url = valueOf('tsa', this.tsa)
    if (url === undefined) return undefined
    const folder = valueOf('tsa-trust', this.tsaTrust) ?? process.env.TSA_TRUST_DIR
    if (!folder) throw new UsageError('--tsa needs --tsa-trust DIR: whose time stamps to believe')
    const { trust } = await openFolders({ trust: folder })
    const { openTimestampAuthority } = await import('#plugins/pki/http_timestamps/authority')
    try {
      return openTimestampAuthority({
        url,
        trust: async () => trust,
        ...(revocation && { revocation: async () => revocation }),
        now: () => clock.now().toJSDate(),
      })
    } catch (error) {
      throw new UsageError((error as Error).message)
    }
  }

  async #signerOf(file: string): Promise<SignerPort> {
    const { openFileKeystore, UnusableKeystore } =
      await import('#plugins/pki/file_keystore/keystore')
    try {
      return await openFileKeystore(file, this.password ?? process.env.KEYSTORE_PASSWORD ?? '')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT')
        throw new UsageError(`cannot read ${file}`)
      if (error instanceof UnusableKeystore) throw new CannotSeal(error.message)
      throw error
    }
  }
}

/** The certificates of whoever stamps, before it stamps the seal: they go into the file. */
async function evidenceOf(timestamp: TimestampClient): Promise<Evidence> {
  const { evidence } = await timestamp.timestamp(randomBytes(32))
  return evidence
}

function isRefusal(error: unknown): error is Error {
  return [CannotSeal, Unsealable, TimestampRefused, WrongSignature, OtherAuthority].some(
    (kind) => error instanceof kind
  )
}
