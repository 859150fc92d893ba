import { mkdir, readdir, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { LARGEST_MAIL, type InboundMail, type RawMailSink } from '#inbound_mail/contract'

export interface MailFolderOptions {
  folder: string
  everyMs?: number
  report: (error: Error) => void
}

/**
 * Takes every `.eml` that appears in a folder, and moves it to `taken/` (or `refused/` when it is too large or cannot be
 * read). Whoever puts one there writes it under another name first and renames it, as mail programs do.
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
    const files = await readdir(this.#options.folder)
    const names = files.filter((name) => name.toLowerCase().endsWith('.eml')).toSorted()
    for (const name of names) {
      // One that cannot be taken must not hold up the others.
      await this.#takeOne(name, sink).catch(this.#options.report)
    }
  }

  /** What cannot be kept just now stays where it is; what cannot be read at all is set aside. */
  async #takeOne(name: string, sink: RawMailSink): Promise<void> {
    const raw = await readMail(join(this.#options.folder, name)).catch((error: Error) => error)
    if (raw instanceof Error) {
      await this.#move(name, 'refused')
      throw new Error(`inbound mail: ${name} was refused`, { cause: raw })
    }
    await sink(raw, this.name)
    await this.#move(name, 'taken')
  }

  #move(name: string, place: 'taken' | 'refused'): Promise<void> {
    const { folder } = this.#options
    return rename(join(folder, name), join(folder, place, name))
  }
}

/** Rejects for what is no plain file (a folder, a pipe that never ends), too large, or closed to us. */
async function readMail(path: string): Promise<Buffer> {
  const file = await stat(path)
  if (!file.isFile()) throw new Error('no file')
  if (file.size > LARGEST_MAIL) throw new Error('too large')
  return readFile(path)
}
