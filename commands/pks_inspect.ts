import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { openFolders, parseInstant, runInspect, UsageError, type Stores } from '#pki/command_line'
import { exitHelp, valueOf, withUsage } from '#pki/usage'
import { clock } from '#shared/clock'

interface InspectStores extends Pick<Stores, 'sealTrust' | 'revocation'> {
  readonly signers?: readonly string[]
}

/** Is this PDF under our seal, whole and unchanged? */
export default class PksInspect extends BaseCommand {
  static override commandName = 'pks:inspect'
  static override description = 'Inspect the seal of a PDF'
  static override help = [
    'Without folders the authorities of this machine count, and of the keys only those that ever sealed here; without a ' +
      'database, the authorities of the settings and their key. Where nobody is trusted the check of the chain says so.',
    'With folders any document signer under --seal-trust counts, others than ourselves, too: only --signer tells whether a seal is',
    'ours ("ours" is null without it), only --expect-sha256 whether it is the file that was issued.',
    ...exitHelp(
      'sealed, whole and unchanged, by one of the signers that are known',
      'not',
      'undecided: revocation data or the authority of the time stamp is missing'
    ),
  ]
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

  @flags.string({
    description:
      'Folder of authorities for the time stamp; those of the seal when left out, or TSA_TRUST_DIR',
    allowEmptyValue: true,
  })
  declare tsaTrust: string

  @flags.string({ description: 'Folder of revocation lists', allowEmptyValue: true })
  declare crl: string

  @flags.string({
    flagName: 'expect-sha256',
    description: 'SHA-256 of the file as it was issued: any other is not it',
    allowEmptyValue: true,
  })
  declare expectSha256: string

  @flags.array({
    description:
      'SHA-256 fingerprint of a certificate of ours; without it and without folders, those that ever sealed here',
    allowEmptyValue: true,
    parse: (values) => values.map((value) => value.replaceAll(':', '').toLowerCase()),
  })
  declare signer: string[] | undefined

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
      const issuedSha256 = valueOf('expect-sha256', this.expectSha256)
      for (const [flag, values] of [
        ['expect-sha256', issuedSha256 === undefined ? [] : [issuedSha256]],
        ['signer', this.signer ?? []],
      ] as const) {
        if (this.signer?.length === 0) throw new UsageError('--signer needs a value')
        if (!values.every((value) => /^[0-9a-f]{64}$/i.test(value))) {
          throw new UsageError(`--${flag} needs 64 hexadecimal digits`)
        }
      }
      const stores: InspectStores =
        sealTrust === undefined && crl === undefined
          ? await this.#configured()
          : await openFolders({
              ...(sealTrust !== undefined && { sealTrust }),
              ...(crl !== undefined && { crl }),
            })
      const { sealTrust: trust, revocation } = stores
      const stamps = valueOf('tsa-trust', this.tsaTrust) ?? process.env.TSA_TRUST_DIR
      const stampStores = stamps ? await openFolders({ trust: stamps }) : null
      const signers = this.signer ?? stores.signers
      const when = at === undefined ? clock.now().toJSDate() : parseInstant(at)
      const options = {
        ...{ trust, revocation, at: when, json: this.json },
        ...(stampStores && { stampTrust: stampStores.trust }),
        ...(signers && { signers }),
        ...(issuedSha256 !== undefined && { issuedSha256 }),
      }
      return runInspect(this.file, options, console.log)
    })
  }

  /** Our authorities, and of their customers only ourselves: the keys that ever sealed here, once there are any. */
  async #configured(): Promise<InspectStores> {
    const { openMachine, trustOf, WITHOUT_DATABASE } = await import('#pks/queries/machine')
    const machine = await openMachine(this.app)
    if (machine !== 'database') console.error(WITHOUT_DATABASE)
    return trustOf(machine)
  }
}
