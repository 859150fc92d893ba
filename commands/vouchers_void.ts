import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { isPublicId } from '#shared/public_id'

/** Makes vouchers void that were stolen or printed wrongly (R4.5): a batch, or one of it. */
export default class VouchersVoid extends BaseCommand {
  static override commandName = 'vouchers:void'
  static override description = 'Make a batch of Telkom vouchers void, or one of it'
  static override options: CommandOptions = { startApp: true }

  @flags.string({ description: 'The batch, by its id of vouchers:report' })
  declare batch: string

  @flags.number({ description: 'Only the one with this serial number' })
  declare serial?: number

  @flags.string({ description: 'Why, for the record' })
  declare reason: string

  override async run() {
    const wrong = this.#wrong()
    if (wrong) return this.#end(wrong, 64)
    const { voidVouchers } = await import('#vouchers/actions/void_vouchers')
    const done = await voidVouchers({
      batch: this.batch,
      serial: this.serial ?? null,
      reason: this.reason.trim(),
      actor: { kind: 'system' },
    })
    if (!done.ok) {
      const words = { unknown: 'there is no such voucher', void_already: 'void already' }
      return this.#end(words[done.error.type], 1)
    }
    this.logger.info(`${done.value.count} void, Rp ${done.value.rest} were left on them`)
  }

  #wrong(): string | null {
    if (!isPublicId(this.batch ?? '')) return '--batch: the id of a batch, see vouchers:report'
    const { serial } = this
    if (serial !== undefined && (!Number.isInteger(serial) || serial < 1))
      return '--serial: a number from 1'
    const { length } = this.reason?.trim() ?? ''
    return length < 5 || length > 500 ? '--reason: why, in 5 to 500 characters' : null
  }

  #end(message: string, code: number) {
    this.logger.error(message)
    this.exitCode = code
  }
}
