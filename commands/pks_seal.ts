import { randomBytes } from 'node:crypto'
import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { Evidence, SignerPort, TimestampClient } from '#pki/contract'
import {
  Hindered,
  inputFrom,
  openFolders,
  parseInstant,
  runSeal,
  UsageError,
} from '#pki/command_line'
import { WrongSignature } from '#pki/cms/sign'
import { knowingItsAuthority, OtherAuthority, Unsealable, type Signing } from '#pki/pdf/seal'
import { examineSigner, mergeEvidence } from '#pki/signer_status'
import { TimestampRefused } from '#pki/timestamp/client'
import { exitHelp, valueOf, withUsage } from '#pki/usage'
import { clock } from '#shared/clock'

const NAME = 'Webstore Telkom'

/** What hinders sealing, in a sentence for whoever sits at the keyboard. */
class CannotSeal extends Error {}

/**
 * Seals a PDF with the operator's key, which is written down before the file can be seen, or with that of a PKCS#12 file; with a time
 * stamp where an authority is given, and with all that proves the seal where authorities and lists are.
 */
export default class PksSeal extends BaseCommand {
  static override commandName = 'pks:seal'
  static override description = 'Seal a PDF as PAdES with the operator’s key'
  static override help = [
    'Without --p12 the key, the authorities and the time stamps of the settings seal, and the audit log says what was sealed: ' +
      'so this needs the database. With --p12 it needs neither database nor settings. A key seals only while it is valid.',
    ...exitHelp('sealed', 'refused, with the reason'),
  ]
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

  @flags.string({ description: 'Password of the PKCS#12 file', allowEmptyValue: true })
  declare password: string

  @flags.string({
    description:
      'Claimed time of signing, with --p12 only: ISO 8601 with zone, or seconds; now when left out',
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
      const claimed = at === undefined ? clock.now().toJSDate() : parseInstant(at)
      if (p12 === undefined) this.#mustGoWithP12()
      try {
        await inputFrom(this.input)
        if (p12 === undefined) return await this.#sealAsOperator()
        return await this.#seal(await this.#alone(p12), claimed)
      } catch (error) {
        if (!isRefusal(error)) throw error
        this.logger.error(error.message)
        return 1
      }
    })
  }

  #seal(
    signing: Omit<Signing, 'at'>,
    at: Date,
    record?: (sha256: string) => Promise<void>
  ): Promise<number> {
    let { validation } = signing
    return knowingItsAuthority(
      () =>
        runSeal(this.input, this.output, {
          ...signing,
          ...(validation && { validation }),
          at,
          now: clock.now().toJSDate(),
          ...(record && { record }),
          name: NAME,
          docMdp: 1,
          visible: {
            page: -1,
            rect: [36, 24, 220, 44],
            appearance: { lines: [NAME, `${at.toISOString().slice(0, 19)}Z`] },
          },
        }),
      ({ evidence }) => void (validation = mergeEvidence(validation!, evidence))
    )
  }

  #mustGoWithP12(): void {
    const given = [this.password, this.at, this.tsa, this.tsaTrust, this.sealTrust, this.crl]
    if (given.every((value) => value === undefined)) return
    throw new UsageError(
      '--at, --password, --tsa, --tsa-trust, --seal-trust and --crl go with --p12'
    )
  }

  /** The key, the authorities and the time stamps of the settings; nothing is sealed with them that is not on record. */
  async #sealAsOperator(): Promise<number> {
    const { openMachine } = await import('#pks/queries/machine')
    if ((await openMachine(this.app)) !== 'database') {
      throw new Hindered(
        'unavailable',
        'what the operator’s key seals must be on record, and there is no database here: give a key with --p12'
      )
    }
    const { sealingMaterial, SignerFailed } = await import('#pks/actions/sealing_material')
    const material = await sealingMaterial()
    if (!material.ok) throw new CannotSeal(`cannot seal: ${material.error.type}`)
    const { key, signing } = material.value
    const { recordSealByHand } = await import('#pks/actions/record_seal_by_hand')
    try {
      return await this.#seal(signing, clock.now().toJSDate(), (sha256) =>
        recordSealByHand(key, sha256)
      )
    } catch (error) {
      if (error instanceof SignerFailed) throw new CannotSeal(error.message, { cause: error })
      throw error
    }
  }

  /** Neither database nor settings: the key of a file, and what the options give. */
  async #alone(p12: string): Promise<Omit<Signing, 'at'>> {
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
      at: clock.now().toJSDate(),
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
      await inputFrom(file)
      return await openFileKeystore(file, this.password ?? process.env.KEYSTORE_PASSWORD ?? '')
    } catch (error) {
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
