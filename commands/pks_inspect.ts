import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { openFolders, parseInstant, runInspect, UsageError } from '#pki/command_line'
import { valueOf, withUsage } from '#pki/usage'
import { clock } from '#shared/clock'

/** Is this PDF under our seal, whole and unchanged? Exit: 0 yes, 1 no, 2 undecided, 64 wrong usage. */
export default class PksInspect extends BaseCommand {
  static override commandName = 'pks:inspect'
  static override description = 'Inspect the seal of a PDF'
  static override options: CommandOptions = { startApp: false, allowUnknownFlags: true }

  @args.string({ description: 'The PDF', required: false })
  declare file: string

  @flags.boolean({ description: 'One line of JSON' })
  declare json: boolean

  @flags.string({
    description: 'Folder of authorities for the seal; the configured ones when left out',
    allowEmptyValue: true,
  })
  declare sealTrust: string

  @flags.string({ description: 'The same as --seal-trust', allowEmptyValue: true })
  declare trust: string

  @flags.string({ description: 'Folder of revocation lists', allowEmptyValue: true })
  declare crl: string

  @flags.string({
    description: 'Time of the check, ISO 8601 with zone, or seconds; now when left out',
    allowEmptyValue: true,
  })
  declare at: string

  override run() {
    return withUsage(this, this.parsed.unknownFlags, async () => {
      if (!this.file) throw new UsageError('which PDF? pks:inspect FILE.pdf')
      const at = valueOf('at', this.at)
      const sealTrust = valueOf('seal-trust', this.sealTrust) ?? valueOf('trust', this.trust)
      const crl = valueOf('crl', this.crl)
      const stores =
        sealTrust === undefined && crl === undefined
          ? await this.#configured()
          : await openFolders({
              ...(sealTrust !== undefined && { sealTrust }),
              ...(crl !== undefined && { crl }),
            })
      const { sealTrust: trust, revocation } = stores
      const when = at === undefined ? clock.now().toJSDate() : parseInstant(at)
      return runInspect(this.file, { trust, revocation, at: when, json: this.json }, console.log)
    })
  }

  async #configured() {
    await this.app.boot()
    const { revocation, sealTrust } = await import('#pki/main')
    return { sealTrust: await sealTrust(), revocation: await revocation() }
  }
}
