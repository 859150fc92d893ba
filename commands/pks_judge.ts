import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import {
  openFolders,
  parseInstant,
  runJudge,
  UsageError,
  type JudgeOptions,
} from '#pki/command_line'
import { exitHelp, valueOf, withUsage } from '#pki/usage'
import { clock } from '#shared/clock'

/** The verdict of the machine, for staff and scripts. What it prints and how it ends: `help` below. */
export default class PksJudge extends BaseCommand {
  static override commandName = 'pks:judge'
  static override description = 'Judge replies to a PKS from .eml files'
  static override help = [
    'Without options it judges as the machine does: a mail on record at the time when it came in and by its agreement, any ' +
      'other now, by its code or its sender. With any of --trust, --crl, --seal-trust and --expect-… it needs neither ' +
      'database nor settings, and what is not given is empty. Without a database the settings say whom to trust, and no ' +
      'agreement is known.',
    ...exitHelp('accepted', 'refused', 'undecided: revocation could not be established'),
    'Of several files the worst: 1, then 2, then 0.',
  ]
  static override options: CommandOptions = { startApp: false, allowUnknownFlags: true }

  @args.spread({ description: 'One or more .eml files', required: false })
  declare files: string[]

  @flags.boolean({ description: 'A line of JSON for each file' })
  declare json: boolean

  @flags.string({
    description: 'Folder of authorities for the signer’s certificate',
    allowEmptyValue: true,
  })
  declare trust: string

  @flags.string({ description: 'Folder of revocation lists', allowEmptyValue: true })
  declare crl: string

  @flags.string({ description: 'Folder of authorities for our own seal', allowEmptyValue: true })
  declare sealTrust: string

  @flags.string({ description: 'The registered address', allowEmptyValue: true })
  declare expectEmail: string

  @flags.string({ description: 'The code in the subject', allowEmptyValue: true })
  declare expectCode: string

  @flags.string({
    flagName: 'expect-sha256',
    description: 'SHA-256 of the issued document',
    allowEmptyValue: true,
  })
  declare expectSha256: string

  @flags.string({
    description: 'Time of receipt, ISO 8601 with zone, or seconds; now when left out',
    allowEmptyValue: true,
  })
  declare at: string

  override run() {
    return withUsage(this, this.parsed.unknownFlags, async () => {
      if (!this.files?.length) throw new UsageError('which reply? pks:judge FILE.eml …')
      const alone = {
        trust: valueOf('trust', this.trust),
        crl: valueOf('crl', this.crl),
        sealTrust: valueOf('seal-trust', this.sealTrust),
        email: valueOf('expect-email', this.expectEmail),
        code: valueOf('expect-code', this.expectCode),
        sha256: valueOf('expect-sha256', this.expectSha256),
      }
      const at = valueOf('at', this.at)
      const when = at === undefined ? null : parseInstant(at)
      if (Object.values(alone).every((value) => value === undefined))
        return this.#judgeAsMachine(when)
      if (alone.sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(alone.sha256)) {
        throw new UsageError('--expect-sha256 needs 64 hexadecimal digits')
      }
      const stores = await openFolders({
        ...(alone.trust !== undefined && { trust: alone.trust }),
        ...(alone.crl !== undefined && { crl: alone.crl }),
        ...(alone.sealTrust !== undefined && { sealTrust: alone.sealTrust }),
      })
      const expected = {
        email: alone.email ?? null,
        code: alone.code ?? null,
        documentSha256: alone.sha256 ?? null,
      }
      return this.#judge(when, () => ({ ...stores, expected }))
    })
  }

  /** Each file against the agreement that it answers, with all that the machine itself judges by. */
  async #judgeAsMachine(at: Date | null): Promise<number> {
    const { openMachine, trustOf, WITHOUT_DATABASE } = await import('#pks/queries/machine')
    const machine = await openMachine(this.app)
    if (machine === 'database') {
      const { basisOfMail } = await import('#pks/queries/judgement_basis')
      return this.#judge(at, basisOfMail)
    }
    console.error(WITHOUT_DATABASE)
    const { signers: sealSigners, ...stores } = await trustOf(machine)
    const expected = { email: null, code: null, documentSha256: null }
    return this.#judge(at, () => ({ ...stores, ...(sealSigners && { sealSigners }), expected }))
  }

  /** A time that was given is that of receipt and of the judgement, whatever is on record. */
  #judge(at: Date | null, basisFor: JudgeOptions['basisFor']): Promise<number> {
    const given = at && { receivedAt: at, now: at }
    const options = {
      basisFor: async (raw: Buffer) => ({ ...(await basisFor(raw)), ...given }),
      at: clock.now().toJSDate(),
      json: this.json,
    }
    return runJudge(this.files, options, console.log)
  }
}
