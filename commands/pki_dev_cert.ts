import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { UsageError } from '#pki/command_line'
import { exitHelp, valueOf, withUsage } from '#pki/usage'

/** Issues an e-mail certificate of the development CA: `.p12` for mail programs, PEM files for `openssl cms`. */
export default class PkiDevCert extends BaseCommand {
  static override commandName = 'pki:dev-cert'
  static override description = 'Issue an e-mail certificate on a development machine'
  static override help = [
    'Its authority is made on first use, under STORAGE_DIR. There is none in production.',
    ...exitHelp('issued', 'refused'),
  ]
  static override options: CommandOptions = { startApp: false, allowUnknownFlags: true }

  @args.string({ description: 'The address', required: false })
  declare email: string

  @flags.string({
    description: 'Folder for certificate.p12, certificate.pem, key.pem and chain.pem',
    allowEmptyValue: true,
  })
  declare out: string

  @flags.string({ description: 'Name on the certificate', allowEmptyValue: true })
  declare name: string

  override run() {
    return withUsage(this, this.parsed.unknownFlags, async () => {
      const folder = valueOf('out', this.out)
      if (!this.email?.includes('@') || folder === undefined)
        throw new UsageError('pki:dev-cert EMAIL --out DIR')
      await this.app.boot()
      const { issueDevelopmentCertificate } =
        await import('#pks/actions/issue_development_certificate')
      const issued = await issueDevelopmentCertificate({
        email: this.email,
        name: valueOf('name', this.name) ?? this.email.split('@')[0]!,
        companyName: 'Etalase',
      })
      if (!issued) {
        this.logger.error('there is no development CA in production')
        return 1
      }
      await mkdir(folder, { recursive: true })
      const files: Record<string, string | Uint8Array> = {
        'certificate.p12': issued.pkcs12,
        'certificate.pem': issued.certificatePem,
        'key.pem': issued.privateKeyPem,
        'chain.pem': issued.chainPem,
      }
      for (const [name, content] of Object.entries(files)) {
        await writeFile(join(folder, name), content, { mode: 0o600 })
      }
      console.log(JSON.stringify({ serial: issued.serial, notAfter: issued.notAfter, folder }))
      return 0
    })
  }
}
