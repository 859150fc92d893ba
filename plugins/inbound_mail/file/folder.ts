import { mkdir, readdir, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { LARGEST_MAIL, type InboundMail, type RawMailSink } from '#inbound_mail/contract'

export interface MailFolderOptions {
  folder: string
  everyMs?: number
  report: (error: Error) => void
}

/**
 * Takes every `.eml` that appears in a folder, and moves it to `taken/` (or `refused/` when it is too large). Whoever puts
 * one there writes it under another name first and renames it, as mail programs do.
 */
export class MailFolder implements InboundMail {
  readonly name = 'file'
  readonly #options: MailFolderOptions
  #timer: NodeJS.Timeout | undefined
  #round: Promise<void> | undefined

  constructor(options: MailFolderOptions) {
    this.#options = options
  }

  async start(sink: RawMailSink): Promise<void> {
    const { folder, everyMs = 2_000 } = this.#options
    for (const place of ['taken', 'refused']) await mkdir(join(folder, place), { recursive: true })
    const look = () => {
      this.#round ??= this.#take(sink)
        .catch(this.#options.report)
        .finally(() => (this.#round = undefined))
    }
    this.#timer = setInterval(look, everyMs)
    look()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#round
  }

  async #take(sink: RawMailSink): Promise<void> {
    const { folder } = this.#options
    const files = await readdir(folder)
    const names = files.filter((name) => name.toLowerCase().endsWith('.eml')).toSorted()
    for (const name of names) {
      const path = join(folder, name)
      const { size } = await stat(path)
      const place = size > LARGEST_MAIL ? 'refused' : 'taken'
      if (place === 'taken') await sink(await readFile(path), this.name)
      await rename(path, join(folder, place, name))
    }
  }
}
