import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { openFolders, parseInstant, runCases, runPath, UsageError } from '#pki/command_line'
import { valueOf, withUsage } from '#pki/usage'
import { clock } from '#shared/clock'

const OBJECT_IDENTIFIER = /^[0-2](\.\d+)+$/

/**
 * Validates a certification path (RFC 5280), or with `--cases` one a line, each with its own trust. Exit: 0 valid, 1 not,
 * 2 undecided, of several the worst (1, then 2, then 0), 64 wrong usage. Needs neither database nor configuration.
 */
export default class PkiPath extends BaseCommand {
  static override commandName = 'pki:path'
  static override description = 'Validate the path of a certificate'
  static override options: CommandOptions = { startApp: false, allowUnknownFlags: true }

  @args.string({ description: 'PEM file: the certificate and its intermediates', required: false })
  declare file: string

  @flags.boolean({ description: 'One line of JSON' })
  declare json: boolean

  @flags.string({ description: 'Folder of authorities', allowEmptyValue: true })
  declare trust: string

  @flags.string({ description: 'Folder of revocation lists', allowEmptyValue: true })
  declare crl: string

  @flags.array({ description: 'An acceptable policy (OID); repeat for several, any when left out' })
  declare policy: string[]

  @flags.boolean({ description: 'Require an explicit policy' })
  declare explicitPolicy: boolean

  @flags.boolean({ description: 'Inhibit policy mapping' })
  declare inhibitMapping: boolean

  @flags.boolean({ description: 'Inhibit anyPolicy' })
  declare inhibitAnyPolicy: boolean

  @flags.string({
    description: 'File of cases, a JSON object a line; - for the standard input',
    allowEmptyValue: true,
  })
  declare cases: string

  @flags.string({
    description:
      'relying: what a careful reader asks (as for a reply; default); strict: also what authorities must obey (default of --cases)',
    allowEmptyValue: true,
  })
  declare profile: string

  @flags.string({
    description: 'Time of the check, ISO 8601 with zone, or seconds; now when left out',
    allowEmptyValue: true,
  })
  declare at: string

  override run() {
    return withUsage(this, this.parsed.unknownFlags, async () => {
      const at = valueOf('at', this.at)
      const when = at === undefined ? clock.now().toJSDate() : parseInstant(at)
      const profile = this.#profile()
      const cases = valueOf('cases', this.cases)
      if (cases !== undefined) {
        const alone = this.file ?? this.trust ?? this.crl ?? this.policy
        if (alone !== undefined) throw new UsageError('--cases brings its own chains and trust')
        return runCases(cases, { now: when, ...(profile && { profile }) }, console.log)
      }
      if (!this.file) throw new UsageError('which path? pki:path --trust DIR --crl DIR CHAIN.pem')
      const trust = valueOf('trust', this.trust)
      const crl = valueOf('crl', this.crl)
      const wrong = this.policy?.find((oid) => !OBJECT_IDENTIFIER.test(oid))
      if (wrong !== undefined) throw new UsageError(`not an object identifier: ${wrong}`)
      const stores = await openFolders({
        ...(trust !== undefined && { trust }),
        ...(crl !== undefined && { crl }),
      })
      const options = {
        ...stores,
        at: when,
        json: this.json,
        ...(profile && { profile }),
        ...(this.policy?.length && { initialPolicies: this.policy }),
        ...(this.explicitPolicy && { explicitPolicy: true }),
        ...(this.inhibitMapping && { inhibitPolicyMapping: true }),
        ...(this.inhibitAnyPolicy && { inhibitAnyPolicy: true }),
      }
      return runPath(this.file, options, console.log)
    })
  }

  #profile(): 'relying' | 'strict' | undefined {
    const profile = valueOf('profile', this.profile)
    if (profile === undefined || profile === 'relying' || profile === 'strict') return profile
    throw new UsageError('--profile is relying or strict')
  }
}
