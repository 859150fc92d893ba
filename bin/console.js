import 'reflect-metadata'
import { Ignitor, prettyPrintError } from '@adonisjs/core'
import { loadEnvironment } from './env_file.js'

const APP_ROOT = new URL('../', import.meta.url)
const IMPORTER = (filePath) =>
  filePath.startsWith('./') || filePath.startsWith('../')
    ? import(new URL(filePath, APP_ROOT).href)
    : import(filePath)

const [command, ...options] = process.argv.slice(2)
if (command === 'setup' && !options.includes('--help')) {
  const { prepareSettings } = await import('./setup.js')
  await prepareSettings(options)
}
loadEnvironment()
new Ignitor(APP_ROOT, { importer: IMPORTER })
  .tap((app) => {
    app.booting(async () => {
      await import('#start/env')
    })
    app.listen('SIGTERM', () => app.terminate())
    app.listenIf(app.managedByPm2, 'SIGINT', () => app.terminate())
  })
  .ace()
  .configure(async (app) => {
    const kernel = await app.container.make('ace')
    kernel.info.set('binary', 'npm run -s ace --')
  })
  .handle(command === 'help' ? helpOn(options) : process.argv.slice(2))
  .catch((error) => {
    process.exitCode = 1
    prettyPrintError(error)
  })

/** `help COMMAND` is its `--help`; `help` alone lists them all. */
function helpOn([name]) {
  return name ? [name, '--help'] : ['list']
}
