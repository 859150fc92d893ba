import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { SignerPort } from '#pki/contract'
import { parseInstant, runSeal, UsageError } from '#pki/command_line'
import { Unsealable } from '#pki/pdf/seal'
import { valueOf, withUsage } from '#pki/usage'
import { clock } from '#shared/clock'

/** Seals a PDF with the configured key, or with that of a PKCS#12 file. Exit: 0 sealed, 1 cannot be, 64 wrong usage. */
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

  override run() {
    return withUsage(this, this.parsed.unknownFlags, async () => {
      if (!this.input || !this.output) throw new UsageError('pks:seal IN.pdf OUT.pdf [--p12 FILE]')
      const at = valueOf('at', this.at)
      const p12 = valueOf('p12', this.p12)
      const when = at === undefined ? clock.now().toJSDate() : parseInstant(at)
      const signer = p12 === undefined ? await this.#configuredSigner() : await this.#signerOf(p12)
      if (!signer) return 1
      const name = 'Webstore Telkom'
      try {
        return await runSeal(this.input, this.output, {
          signer,
          at: when,
          name,
          docMdp: 1,
          visible: {
            page: -1,
            rect: [36, 24, 220, 44],
            appearance: { lines: [name, when.toISOString().slice(0, 19) + 'Z'] },
          },
        })
      } catch (error) {
        if (!(error instanceof Unsealable)) throw error
        this.logger.error(error.message)
        return 1
      }
    })
  }

  async #configuredSigner(): Promise<SignerPort> {
    await this.app.boot()
    const { signer } = await import('#pki/main')
    return signer()
  }

  async #signerOf(file: string): Promise<SignerPort | null> {
    const { openFileKeystore, UnusableKeystore } =
      await import('#plugins/pki/file_keystore/keystore')
    try {
      return await openFileKeystore(file, this.password ?? process.env.KEYSTORE_PASSWORD ?? '')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT')
        throw new UsageError(`cannot read ${file}`)
      if (!(error instanceof UnusableKeystore)) throw error
      this.logger.error(error.message)
      return null
    }
  }
}
