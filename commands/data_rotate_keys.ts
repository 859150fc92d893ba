import { readdir } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { exitHelp, valueOf, withUsage } from '#pki/usage'
import type { SealReport } from '#shared/database/reseal'

const LARGEST_BATCH = 5_000

/** Seals personal data and secrets anew after a change of `APP_KEY` (R2.5). Exit: 0 all with the newest key, 1 not, 64 wrong usage. */
export default class DataRotateKeys extends BaseCommand {
  static override commandName = 'data:rotate-keys'
  static override description = 'Seal everything that a former APP_KEY sealed with the one of today'
  static override help = [
    'Put the new key into APP_KEY and the former one into APP_PREVIOUS_KEYS, restart every process, then run this.',
    'It may be stopped, or killed, at any time and run again. When it ends with 0, the former key can be thrown away.',
    ...exitHelp(
      'everything is sealed with the newest key',
      'something needs a former key, or no key opens it'
    ),
  ]
  static override options: CommandOptions = { startApp: true, allowUnknownFlags: true }

  @flags.string({ description: 'Rows a transaction (200)', allowEmptyValue: true })
  declare batch: string | undefined

  @flags.boolean({ description: 'Only look: nothing is changed' })
  declare check: boolean

  @flags.boolean({ description: 'One JSON object instead of lines for people' })
  declare json: boolean

  override run() {
    return withUsage(this, this.parsed.unknownFlags, async () => {
      const { inspectSeals, reseal } = await import('#shared/database/reseal')
      const { audit } = await import('#audit/record')
      const { UsageError } = await import('#pki/command_line')
      const batch = Number(valueOf('batch', this.batch) ?? 200)
      if (!Number.isInteger(batch) || batch < 1 || batch > LARGEST_BATCH)
        throw new UsageError(`--batch takes 1 to ${LARGEST_BATCH}`)
      await this.#importModels()
      const done = this.check
        ? []
        : await reseal(batch, this.#progress, (trx, table, count) =>
            audit(trx, {
              type: 'data.resealed',
              actor: { kind: 'system' },
              subject: { kind: 'database', id: null },
              data: { table, count },
            })
          )
      // What a slow process of before sealed in between, or a row that was restored, shows here.
      const left = await inspectSeals(batch)
      if (this.json) console.log(JSON.stringify({ done, left }))
      else this.#tell(done, left)
      return left.every(({ former, unreadable }) => former + unreadable.length === 0) ? 0 : 1
    })
  }

  #progress = (table: string, upTo: number) => {
    if (!this.json) this.logger.info(`${table}: up to ${upTo}`)
  }

  /** A sealed column is known by its model. */
  async #importModels(): Promise<void> {
    const files = await readdir(this.app.makePath('app'), { recursive: true })
    for (const file of files.filter((name) => /^\w+\/models\/\w+\.ts$/.test(name)))
      await import(pathToFileURL(this.app.makePath('app', file)).href)
  }

  #tell(done: SealReport[], left: SealReport[]): void {
    const anew = done.reduce((sum, { former }) => sum + former, 0)
    if (!this.check) this.logger.info(`${anew} values sealed anew`)
    for (const { table, former, unreadable } of left) {
      if (former > 0) this.logger.error(`${table}: ${former} values need a former key`)
      for (const place of unreadable) this.logger.error(`${place}: no key opens it`)
    }
    const rows = left.reduce((sum, report) => sum + report.rows, 0)
    this.logger.info(`${rows} rows of ${left.length} tables were looked at`)
  }
}
