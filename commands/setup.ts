import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

/**
 * Makes a production deployment ready: settings file (`bin/setup.js`, before this boots with it), database, reference data, price
 * list, first administrator. Idempotent: what is there stays. Exit: 0 ready, 1 something is missing or still unsafe, 64 wrong usage.
 */
export default class Setup extends BaseCommand {
  static override commandName = 'setup'
  static override description = 'Make a production deployment ready to start'
  static override help = [
    'Asks for what is missing, or takes it as flags or from the environment. Every setting has a flag of its',
    'name, `--store-host` for STORE_HOST; docs/operations.md lists them. Settings that the file has stay, unless',
    '`--overwrite` is given.',
  ]
  static override options: CommandOptions = { startApp: true, allowUnknownFlags: true }

  @flags.string({ description: 'Name of the first administrator (SETUP_ADMIN_NAME)' })
  declare adminName?: string

  @flags.string({ description: 'Their e-mail address (SETUP_ADMIN_EMAIL)' })
  declare adminEmail?: string

  @flags.string({ description: 'Their password, at least 12 characters (SETUP_ADMIN_PASSWORD)' })
  declare adminPassword?: string

  @flags.string({ description: 'Price list: rupiah with PPN, comma separated (SETUP_PRICES)' })
  declare prices?: string

  @flags.boolean({ description: 'Replace settings that the file has already' })
  declare overwrite: boolean

  override async run() {
    const { prepare, migrate } = await import('#start/serving')
    const { seedReference } = await import('#database/seeders/reference')
    await prepare(this.app)
    await migrate(this.app)
    await seedReference()
    this.#say('database', 'migrated, reference data in place')
    const done = [await this.#priceList(), await this.#administrator()]
    const isSafe = await this.#stillUnsafe()
    if (done.includes(false) || !isSafe) {
      this.exitCode = 1
      return
    }
    this.#say(
      'ready',
      'start it with `NODE_ENV=production npm start`; docs/operations.md says what stands around it'
    )
  }

  async #priceList(): Promise<boolean> {
    const { readPriceList, writePriceList } = await import('#catalogue/actions/write_price_list')
    const wanted = this.prices ?? process.env.SETUP_PRICES
    if (wanted === undefined) return true
    const amounts = readPriceList(wanted)
    if (!amounts) {
      this.#complain(
        '--prices (SETUP_PRICES) must be whole rupiah, comma separated, such as 1100,5500,11000'
      )
      return false
    }
    await writePriceList(amounts)
    this.#say('prices', `${amounts.length} on the price list`)
    return true
  }

  async #administrator(): Promise<boolean> {
    const { default: Staff } = await import('#identity/models/staff')
    const known = await Staff.query().where('role', 'administrator').where('disabled', 0).first()
    if (known) {
      this.#say('admin', `${known.email} is there`)
      return true
    }
    const wanted = await this.#wantedAdministrator()
    if (!wanted) return false
    const { createStaff } = await import('#identity/actions/create_staff')
    const made = await createStaff({ ...wanted, role: 'administrator' })
    if (made.ok) {
      this.#say('admin', `${made.value.email} made; the first sign-in enrols an authenticator`)
      return true
    }
    this.#complain(
      made.error.type === 'email_taken'
        ? `--admin-email: ${wanted.email} belongs to other staff`
        : '--admin-password: at least 12 characters, and none of the passwords that are known to be leaked'
    )
    return false
  }

  async #wantedAdministrator() {
    const { env } = process
    const isAsked = process.stdin.isTTY === true
    const ask = (text: string): Promise<string> =>
      isAsked ? this.prompt.ask(text) : Promise.resolve('')
    const secure = (text: string): Promise<string> =>
      isAsked ? this.prompt.secure(text) : Promise.resolve('')
    const name =
      this.adminName || env.SETUP_ADMIN_NAME || (await ask('Name of the first administrator'))
    const email = this.adminEmail || env.SETUP_ADMIN_EMAIL || (await ask('Their e-mail address'))
    const password =
      this.adminPassword ||
      env.SETUP_ADMIN_PASSWORD ||
      (await secure('Their password, at least 12 characters'))
    const missing = Object.entries({
      'admin-name': name,
      'admin-email': email,
      'admin-password': password,
    })
      .filter(([, value]) => value.trim() === '')
      .map(([flag]) => `--${flag}`)
    if (missing.length > 0) {
      this.#complain(`there is no administrator yet: give ${missing.join(', ')}`)
      return null
    }
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
      this.#complain(`--admin-email: ${email} is no e-mail address`)
      return null
    }
    return { name: name.trim(), email: email.trim(), password }
  }

  async #stillUnsafe(): Promise<boolean> {
    await import('#start/safety')
    const { unsafeReasons } = await import('#core/safety')
    const reasons = await unsafeReasons()
    for (const reason of reasons) this.#complain(`unsafe: ${reason}`)
    return reasons.length === 0
  }

  #say(what: string, text: string): void {
    this.logger.log(`${what.padEnd(8)} ${text}`)
  }

  #complain(text: string): void {
    this.logger.logError(`- ${text}`)
  }
}
