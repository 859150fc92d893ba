import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { formatRupiah } from '#shared/money'

/** Proves the books of both stores (R8.5); ends with 1 when they do not add up. */
export default class LedgerVerify extends BaseCommand {
  static override commandName = 'ledger:verify'
  static override description = 'Prove that the ledger adds up'
  static override options: CommandOptions = { startApp: true }

  @flags.boolean({ description: 'One JSON object instead of lines for people' })
  declare json: boolean

  override async run() {
    const { verifyLedger } = await import('#ledger/queries/verify_ledger')
    const { ok, problems, books } = await verifyLedger()
    if (!ok) this.exitCode = 1
    if (this.json) {
      console.log(JSON.stringify({ ok, problems, books }))
      return
    }
    for (const [store, sums] of Object.entries(books)) {
      const { transactions, collected, refunded, ppn, partners, operator, outstanding } = sums
      this.logger.info(
        `${store}: ${transactions} transactions, collected ${formatRupiah(collected)}, refunded ${formatRupiah(refunded)}, ` +
          `PPN ${formatRupiah(ppn)}, partners ${formatRupiah(partners)}, operator ${formatRupiah(operator)}, outstanding ${formatRupiah(outstanding)}`
      )
    }
    for (const problem of problems) this.logger.error(problem)
    if (ok) this.logger.success('the ledger adds up')
  }
}
