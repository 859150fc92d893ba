import { BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

export default class DemoFinish extends BaseCommand {
  static override commandName = 'demo:finish'
  static override description =
    'Seal the documents of the demo’s agreements; a start of a development machine does it by itself'
  static override options: CommandOptions = { startApp: true }

  override async run() {
    if (this.app.inProduction) {
      this.logger.error('production has no demo')
      this.exitCode = 1
      return
    }
    const { finishDemo } = await import('#database/seeders/demo/late_work')
    await finishDemo()
  }
}
