import { BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { toCsv } from '#shared/csv'

const HEAD = [
  'batch',
  'name',
  'store',
  'value',
  'count',
  'keeps_rest',
  'expires',
  'void',
  'issued',
  'used',
  'spent',
  'lapsed',
  'voided',
  'open',
]

/** What became of each batch of vouchers (R4.5), as a sheet. */
export default class VouchersReport extends BaseCommand {
  static override commandName = 'vouchers:report'
  static override description = 'Print what became of each batch of Telkom vouchers, as CSV'
  static override options: CommandOptions = { startApp: true }

  override async run() {
    const { reportBatches } = await import('#vouchers/queries/report_batches')
    const reports = await reportBatches()
    const rows = reports.map(({ batch, ...sums }) => [
      batch.publicId,
      batch.name,
      batch.environment,
      Number(batch.amount),
      batch.count,
      batch.keepsRest ? 'yes' : 'no',
      batch.expiresAt?.toISO() ?? '',
      batch.voidedAt?.toISO() ?? '',
      sums.issued,
      sums.used,
      sums.spent,
      sums.lapsed,
      sums.voided,
      sums.open,
    ])
    process.stdout.write(toCsv([HEAD, ...rows]))
  }
}
