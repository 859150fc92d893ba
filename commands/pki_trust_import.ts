import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { Hindered, inputFrom, UsageError } from '#pki/command_line'
import { exitHelp, valueOf, withUsage } from '#pki/usage'

/** Read in a folder, in this order of names. */
const FILES = /\.(pem|crt|cer|der|p7b|p7c)$/i

/** Nothing of it can be proposed. */
class Refused extends Error {}

interface Bundle {
  file: Buffer
  name: string
  source: string | null
}

/**
 * Proposes authorities from the command line, for a first set-up or a long list: what the screen does, without a browser. It never
 * makes anything trusted: a second member of staff confirms on the screen.
 */
export default class PkiTrustImport extends BaseCommand {
  static override commandName = 'pki:trust-import'
  static override description =
    'Propose authorities to trust; another member of staff confirms them at /trust'
  static override help = [
    'It needs the database, also to look only: what is trusted or proposed already is left out.',
    ...exitHelp('proposed, or fit to be', 'nothing to propose, or refused'),
  ]
  static override options: CommandOptions = { startApp: false, allowUnknownFlags: true }

  @args.string({
    description: 'File or folder of certificates (PEM, DER, PKCS#7)',
    required: false,
  })
  declare path: string

  @flags.boolean({ description: 'The e-mail authorities that packages of this machine ship' })
  declare system: boolean

  @flags.string({
    description: 'E-mail address of the administrator who proposes them',
    allowEmptyValue: true,
  })
  declare by: string

  @flags.string({
    description: 'What they are trusted for: email (partners) or seal (our own)',
    allowEmptyValue: true,
  })
  declare purpose: string

  @flags.string({ description: 'Where the file is from, in words', allowEmptyValue: true })
  declare source: string

  @flags.string({
    description: 'Why, and how the fingerprints were compared',
    allowEmptyValue: true,
  })
  declare reason: string

  @flags.boolean({ description: 'Only say what is in it' })
  declare dryRun: boolean

  @flags.boolean({ description: 'One JSON object instead of lines for people' })
  declare json: boolean

  override run() {
    return withUsage(this, this.parsed.unknownFlags, async () => {
      const purpose = valueOf('purpose', this.purpose) ?? 'email'
      if (purpose !== 'email' && purpose !== 'seal')
        throw new UsageError('--purpose: email or seal')
      if (Boolean(this.path) === Boolean(this.system))
        throw new UsageError('name a file or a folder, or --system')
      const bundle = this.system ? await this.#systemBundle() : await this.#ownBundle()
      const { openMachine } = await import('#pks/queries/machine')
      if ((await openMachine(this.app)) !== 'database') {
        throw new Hindered(
          'unavailable',
          'what is proposed goes on record: there is no database here'
        )
      }
      try {
        return await this.#run(bundle, purpose)
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        this.logger.error(error.message)
        return 1
      }
    })
  }

  async #run(bundle: Bundle, purpose: 'email' | 'seal'): Promise<number> {
    const { readBundle } = await import('#pks/queries/trust_bundle')
    const read = await readBundle(bundle.file, purpose)
    if (!read.ok) throw new Refused(`${bundle.name}: ${read.error.type.replaceAll('_', ' ')}`)
    const { lines, duplicates } = read.value
    const { commonName } = await import('#pki/x509/name')
    const report = lines.map((line) => ({
      sha256: line.sha256,
      name: line.certificate ? commonName(line.certificate.subject) : null,
      role: line.role,
      notAfter: line.certificate?.notAfter.toISOString() ?? null,
      known: line.known,
      findings: line.findings,
      fit: line.mayBeProposed,
    }))
    if (!this.json) this.#tell(report, duplicates)
    const fit = report.filter((line) => line.fit).map(({ sha256 }) => sha256)
    const proposed = this.dryRun ? null : await this.#propose(bundle, purpose, fit)
    if (this.json) {
      console.log(JSON.stringify({ ...proposed, source: bundle.source, certificates: report }))
    }
    if (fit.length === 0) throw new Refused('nothing to propose')
    return 0
  }

  async #propose(bundle: Bundle, purpose: 'email' | 'seal', fit: string[]) {
    const source = this.source ?? bundle.source
    if (!this.by) throw new UsageError('--by: who answers for it? (an administrator’s address)')
    if (!source || source.length < 5) throw new UsageError('--source: where is the file from?')
    if (!this.reason || this.reason.length < 10)
      throw new UsageError('--reason: why, and how were the fingerprints compared?')
    if (fit.length === 0) return null
    const { default: Staff } = await import('#identity/models/staff')
    const by = await Staff.query()
      .where('email', this.by.trim().toLowerCase())
      .where('role', 'administrator')
      .where('disabled', 0)
      .first()
    if (!by) throw new UsageError(`--by: no administrator has the address ${this.by}`)
    // The mails to who may confirm are registered by the areas.
    await import('#start/outbox')
    const { keepBundle, proposeAuthorities } = await import('#pks/actions/trust_import')
    const { file, name: fileName } = bundle
    const kept = await keepBundle({ file, fileName, purpose, source: source.slice(0, 300), by })
    if (!kept.ok) throw new Refused(kept.error.type.replaceAll('_', ' '))
    const reason = this.reason.slice(0, 1000)
    const done = await proposeAuthorities({ draft: kept.value, chosen: fit, reason, by })
    if (!done.ok) throw new Refused(done.error.type.replaceAll('_', ' '))
    const { absoluteUrl } = await import('#core/http/surfaces')
    const url = absoluteUrl('staff', `/trust/imports/${kept.value.publicId}`)
    if (!this.json) {
      this.logger.success(`${done.value} proposed; another member of staff confirms at ${url}`)
    }
    return { proposed: done.value, url }
  }

  async #systemBundle(): Promise<Bundle> {
    const { findSystemRoots } = await import('#pki/system_roots')
    const found = await findSystemRoots()
    if (!found) {
      throw new Hindered('noInput', 'no package of this machine ships authorities: name a file')
    }
    if (!found.forMail) {
      console.error(
        'this is the list for web servers: some of these issue no e-mail certificates, and an authority for e-mail may be missing. ' +
          'With libnss3 and libnss3-tools installed, Mozilla’s own list for e-mail is taken'
      )
    }
    return { file: found.bundle, name: 'system.pem', source: found.source }
  }

  async #ownBundle(): Promise<Bundle> {
    const { readdir, stat } = await import('node:fs/promises')
    const { basename, join } = await import('node:path')
    const found = await stat(this.path).catch(() => null)
    if (!found?.isDirectory()) {
      return { file: await inputFrom(this.path), name: basename(this.path), source: null }
    }
    const entries = await readdir(this.path)
    const names = entries.filter((name) => FILES.test(name)).toSorted()
    const { joinCertificateFiles } = await import('#pki/certificate_file')
    const files = await Promise.all(names.map((name) => inputFrom(join(this.path, name))))
    const joined = joinCertificateFiles(files)
    if (joined.ok) return { file: joined.value, name: `${basename(this.path)}.pem`, source: null }
    throw new Hindered(
      'noInput',
      `${names[joined.error.file]}: ${joined.error.problem.replaceAll('_', ' ')}`
    )
  }

  #tell(
    report: {
      name: string | null
      sha256: string
      known: string | null
      findings: readonly string[]
    }[],
    duplicates: number
  ): void {
    for (const { name, sha256, known, findings } of report) {
      const against = [...(known ? [known === 'fixed' ? 'in TRUST_DIR' : known] : []), ...findings]
      const state = against.length > 0 ? `left out: ${against.join(', ')}` : 'fit'
      console.log(`${sha256}  ${(name ?? 'unreadable').padEnd(40)}  ${state}`)
    }
    if (duplicates > 0) console.log(`${duplicates} copies left out`)
  }
}
