import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

export default class DemoReset extends BaseCommand {
  static override commandName = 'demo:reset'
  static override description =
    'Empty the database of a development machine and fill it with the demo anew'
  static override options: CommandOptions = { startApp: true }

  @flags.boolean({ description: 'The tables are there and empty: fill them' })
  declare keepTables: boolean

  override async run() {
    if (this.app.inProduction) {
      this.logger.error('demo:reset empties the database; it does not run in production')
      this.exitCode = 1
      return
    }
    const { resetDemo } = await import('#start/demo')
    const started = performance.now()
    await resetDemo(this.app, { keepTables: this.keepTables })
    this.logger.success(
      `demo made in ${((performance.now() - started) / 1000).toFixed(1)} s; start the server again`
    )
  }
}
