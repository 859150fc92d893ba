import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { openFolders, parseInstant, runCases, runPath, UsageError } from '#pki/command_line'
import { exitHelp, valueOf, withUsage } from '#pki/usage'
import { clock } from '#shared/clock'

const STANDARD_INPUT = '-'
const OBJECT_IDENTIFIER = /^[0-2](\.\d+)+$/

/** Validates a certification path (RFC 5280), or with `--cases` one a line, each with its own trust. Needs neither database nor settings. */
export default class PkiPath extends BaseCommand {
  static override commandName = 'pki:path'
  static override description = 'Validate the path of a certificate'
  static override help = [
    'The certificate comes first in the file, or last where the first issued another. What is not given is empty: without ' +
      '--trust nobody is trusted, without --crl nothing is known of revocation.',
    ...exitHelp('valid', 'not valid', 'undecided: revocation could not be established'),
    'Of several cases the worst: 1, then 2, then 0. docs/operations.md lists every reason.',
  ]
  static override options: CommandOptions = { startApp: false, allowUnknownFlags: true }

  @args.string({ description: 'PEM file: the certificate and its intermediates', required: false })
  declare file: string

  @flags.boolean({ description: 'One line of JSON' })
  declare json: boolean

  @flags.string({ description: 'Folder of authorities', allowEmptyValue: true })
  declare trust: string

  @flags.string({ description: 'Folder of revocation lists', allowEmptyValue: true })
  declare crl: string

  @flags.array({
    description: 'An acceptable policy (OID); repeat for several, any when left out',
    allowEmptyValue: true,
  })
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
      const cases = this.#cases()
      if (cases !== undefined) {
        const file = cases === STANDARD_INPUT ? undefined : this.file
        const alone = file ?? this.trust ?? this.crl ?? this.policy
        if (alone !== undefined) throw new UsageError('--cases brings its own chains and trust')
        return runCases(cases, { now: when, ...(profile && { profile }) }, console.log)
      }
      if (!this.file) throw new UsageError('which path? pki:path --trust DIR --crl DIR CHAIN.pem')
      const trust = valueOf('trust', this.trust)
      const crl = valueOf('crl', this.crl)
      if (this.policy?.length === 0) throw new UsageError('--policy needs a value')
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

  /** The parser takes a lone hyphen for an argument. */
  #cases(): string | undefined {
    if (this.cases === '' && this.file === STANDARD_INPUT) return STANDARD_INPUT
    return valueOf('cases', this.cases)
  }

  #profile(): 'relying' | 'strict' | undefined {
    const profile = valueOf('profile', this.profile)
    if (profile === undefined || profile === 'relying' || profile === 'strict') return profile
    throw new UsageError('--profile is relying or strict')
  }
}
