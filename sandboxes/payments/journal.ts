import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

/** One record of the journal; the last one of a kind and id counts. */
export interface JournalRecord {
  kind: string
  id: string
  data: unknown
}

/**
 * Append-only JSON lines. A record is with the operating system before the caller goes on, so a
 * killed process loses nothing it has answered for; a line that was torn by the kill is skipped.
 * Without a directory nothing is kept.
 */
export class Journal {
  readonly #file: string | null

  /**
   * @param service of one gateway alone: it begins with its own part of what all of them kept together
   */
  constructor(directory?: string, service?: string) {
    if (directory) mkdirSync(directory, { recursive: true })
    this.#file = directory ? join(directory, `${service ?? 'payments'}.jsonl`) : null
    const common = directory && service && join(directory, 'payments.jsonl')
    if (common && existsSync(common) && !existsSync(this.#file!)) this.#begin(common, service)
  }

  #begin(common: string, service: string): void {
    const own = parse(readFileSync(common, 'utf8')).filter(({ id, data }) => {
      const named = (data as { method?: unknown } | null)?.method
      return named === service || id.startsWith(`${service}/`)
    })
    const lines = own.map((record) => `${JSON.stringify(record)}\n`).join('')
    writeFileSync(`${this.#file}.new`, lines)
    renameSync(`${this.#file}.new`, this.#file!)
  }

  read(): JournalRecord[] {
    if (!this.#file || !existsSync(this.#file)) return []
    const text = readFileSync(this.#file, 'utf8')
    // Whatever follows must begin on a line of its own.
    if (text !== '' && !text.endsWith('\n')) appendFileSync(this.#file, '\n')
    return parse(text)
  }

  append(kind: string, id: string, data: unknown): void {
    if (this.#file) appendFileSync(this.#file, `${JSON.stringify({ kind, id, data })}\n`)
  }
}

function parse(text: string): JournalRecord[] {
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as JournalRecord]
    } catch {
      return []
    }
  })
}
