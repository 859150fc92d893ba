import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { ChainProblem, ChainReport } from '#audit/verify_chain'
import { valueOf, withUsage } from '#pki/usage'

/** Proves the audit trail (R8.4). Exit: 0 whole, 1 the first broken link is named, 64 wrong usage. */
export default class AuditVerify extends BaseCommand {
  static override commandName = 'audit:verify'
  static override description = 'Prove that no audit event was changed or taken away'
  static override options: CommandOptions = { startApp: true, allowUnknownFlags: true }

  @flags.string({
    description: 'Folder of signed heads that was kept outside the database',
    allowEmptyValue: true,
  })
  declare heads: string

  @flags.boolean({ description: 'One JSON object instead of lines for people' })
  declare json: boolean

  override run() {
    return withUsage(this, this.parsed.unknownFlags, async () => {
      const report = await this.#verify(valueOf('heads', this.heads))
      if (this.json) console.log(JSON.stringify(report))
      else this.#tell(report)
      return report.ok ? 0 : 1
    })
  }

  async #verify(folder: string | undefined): Promise<ChainReport> {
    const { verifyChain } = await import('#audit/verify_chain')
    if (folder === undefined) return verifyChain()
    const { readHeads } = await import('#audit/heads')
    const { sealTrust } = await import('#pki/main')
    const { UsageError } = await import('#pki/command_line')
    const heads = await readHeads(folder).catch((error: Error) => {
      throw new UsageError(`cannot read ${folder}: ${error.message}`)
    })
    return verifyChain({ heads, trust: await sealTrust() })
  }

  #tell({ linked, unlinked, heads, newestHead, problem }: ChainReport): void {
    this.logger.info(`${linked} events proven, ${unlinked} wait for their link, ${heads} heads`)
    if (newestHead)
      this.logger.info(`the newest head is of ${newestHead.at}, place ${newestHead.seq}`)
    if (problem) this.logger.error(words(problem))
    else this.logger.success('the audit trail is whole')
  }
}

function words(problem: ChainProblem): string {
  switch (problem.type) {
    case 'changed':
      return `event ${problem.eventId} (place ${problem.seq}) is not what was linked there`
    case 'missing':
      return `the event of place ${problem.seq} is gone`
    case 'slipped_in':
      return `event ${problem.eventId} claims place ${problem.place}, which is not its own`
    case 'no_record':
      return "the chain's own record (audit_chain) is gone: its length cannot be proven"
    case 'no_heads':
      return 'events are linked and there is no head: this is another folder, or it was emptied'
    case 'end_differs':
      return `the chain ends at place ${problem.seq}, its record says ${problem.recorded}`
    case 'head_forged':
      return `${problem.place}: no head that the operator signed`
    case 'cut':
      return `the chain ends at place ${problem.seq}; ${problem.place} knows place ${problem.head}: its tail was cut`
    case 'rewritten':
      return `at place ${problem.seq} the chain is not the one of ${problem.place}: it was made anew`
  }
}
