import { isIP } from 'node:net'
import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { UsageError } from '#pki/command_line'
import { exitHelp, valueOf, withUsage } from '#pki/usage'
import { checkTarget } from '#shared/outbound/check_target'
import { outboundPolicies } from '#shared/outbound/policies'
import type { ResolveHost } from '#shared/outbound/resolve'

/** Names are asked for at once for so many. */
const AT_ONCE = 16

/** Says whether partners' addresses may be called, as the client judges them before a call, and calls none. Needs neither database nor a whole set of settings. */
export default class ForwardingCheck extends BaseCommand {
  static override commandName = 'forwarding:check'
  static override description = 'Say of addresses whether the store may call them, and why not'
  static override help = [
    'Nothing is called: each address is judged as before a call, its name is resolved, and every address behind it is looked at. ' +
      'Reasons: malformed, too_long, scheme, https_required (production), credentials, fragment, port, internal_name, ' +
      'forbidden_address, unresolvable.',
    ...exitHelp('all may be called', 'at least one may not'),
  ]
  static override options: CommandOptions = { startApp: false, allowUnknownFlags: true }

  @args.spread({ description: 'One or more URLs', required: false })
  declare urls: string[]

  @flags.string({
    description: 'Whose rules: development (default), or production, which takes https alone',
    allowEmptyValue: true,
  })
  declare environment: string

  @flags.array({
    description:
      'NAME=IP[,IP]: stands in for DNS, which is not asked then; repeat for several names',
    allowEmptyValue: true,
  })
  declare resolve: string[]

  @flags.boolean({ description: 'A line of JSON for each URL: url, allowed, reason' })
  declare json: boolean

  override run() {
    return withUsage(this, this.parsed.unknownFlags, async () => {
      if (!this.urls?.length) throw new UsageError('which URL? forwarding:check URL…')
      const environment = valueOf('environment', this.environment) ?? 'development'
      if (environment !== 'development' && environment !== 'production')
        throw new UsageError('--environment is development or production')
      const { OUTBOUND_ALLOW: allow, NODE_ENV: nodeEnv = 'development' } = process.env
      const policy = outboundPolicies({ allow, nodeEnv })[environment]
      const resolve = this.resolve && standIn(this.resolve)
      let isAllAllowed = true
      for (let at = 0; at < this.urls.length; at += AT_ONCE) {
        const urls = this.urls.slice(at, at + AT_ONCE)
        const checks = await Promise.all(urls.map((url) => checkTarget(url, policy, resolve)))
        for (const [index, { allowed, reason }] of checks.entries()) {
          isAllAllowed &&= allowed
          this.#tell(urls[index]!, allowed, reason)
        }
      }
      return isAllAllowed ? 0 : 1
    })
  }

  #tell(url: string, allowed: boolean, reason: string | null): void {
    if (this.json) console.log(JSON.stringify({ url, allowed, reason }))
    // What a terminal would obey is spelled out.
    else console.log(`${allowed ? 'allowed' : `refused (${reason})`}  ${JSON.stringify(url)}`)
  }
}

/** DNS of the command line: whatever is not in it does not resolve. */
function standIn(entries: readonly string[]): ResolveHost {
  const known = new Map<string, string[]>()
  for (const entry of entries) {
    const [, name = '', list = ''] = /^([^=]+)=(.+)$/.exec(entry) ?? []
    const addresses = list.split(',').map((address) => address.trim())
    if (!name || !URL.canParse(`http://${name}/`) || addresses.some((address) => !isIP(address)))
      throw new UsageError(`--resolve takes NAME=IP[,IP], not ${JSON.stringify(entry)}`)
    known.set(new URL(`http://${name}/`).hostname.replace(/\.$/, ''), addresses)
  }
  return async (host) => known.get(host) ?? []
}
