import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { DateTime } from 'luxon'
import { DISPLAY_ZONE } from '#shared/clock'
import { transaction } from '#shared/database/main'

const MOST_AT_ONCE = 10_000

/** Makes Telkom vouchers (R4.5) and prints their codes, which are kept nowhere, one a line. */
export default class VouchersIssue extends BaseCommand {
  static override commandName = 'vouchers:issue'
  static override description =
    'Make a batch of Telkom vouchers; their codes are printed once, here'
  static override options: CommandOptions = { startApp: true }

  @flags.string({ description: 'Name of the batch, as it stands in the audit trail' })
  declare batch: string

  @flags.number({ description: 'Rupiah that each is worth' })
  declare amount: number

  @flags.number({ description: `How many, at most ${MOST_AT_ONCE}` })
  declare count: number

  @flags.string({
    description: 'Last day on which they pay, 2027-12-31; without, they never expire',
  })
  declare expires?: string

  @flags.boolean({
    description: 'Pays several orders until it is empty; without, one order, and the rest is gone',
  })
  declare keepsRest?: boolean

  override async run() {
    const wrong = this.#wrong()
    if (wrong) {
      this.logger.error(wrong)
      this.exitCode = 64
      return
    }
    const { issueBatch } = await import('#vouchers/actions/issue_batch')
    const { codes } = await transaction((trx) =>
      issueBatch(trx, {
        environment: 'production',
        name: this.batch,
        amount: this.amount,
        count: this.count,
        keepsRest: this.keepsRest === true,
        expiresAt: this.#expiresAt(),
        actor: { kind: 'system' },
      })
    )
    for (const code of codes) console.log(code)
  }

  #wrong(): string | null {
    if (!/^[\p{L}\p{N} ._-]{1,40}$/u.test(this.batch ?? ''))
      return '--batch: a name of at most 40 letters, digits, blanks, dots and hyphens'
    if (!Number.isInteger(this.amount) || this.amount < 1_000 || this.amount > 10_000_000)
      return '--amount: whole rupiah, 1000 to 10000000'
    if (!Number.isInteger(this.count) || this.count < 1 || this.count > MOST_AT_ONCE)
      return `--count: 1 to ${MOST_AT_ONCE}`
    if (this.expires !== undefined && !this.#expiresAt()) return '--expires: a day, like 2027-12-31'
    return null
  }

  #expiresAt(): DateTime | null {
    if (!this.expires || !/^\d{4}-\d\d-\d\d$/.test(this.expires)) return null
    const day = DateTime.fromISO(this.expires, { zone: DISPLAY_ZONE })
    return day.isValid ? day.endOf('day') : null
  }
}
