import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
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

  constructor(directory?: string) {
    if (directory) mkdirSync(directory, { recursive: true })
    this.#file = directory ? join(directory, 'payments.jsonl') : null
  }

  read(): JournalRecord[] {
    if (!this.#file || !existsSync(this.#file)) return []
    const text = readFileSync(this.#file, 'utf8')
    // Whatever follows must begin on a line of its own.
    if (text !== '' && !text.endsWith('\n')) appendFileSync(this.#file, '\n')
    return text.split('\n').flatMap((line) => {
      try {
        return [JSON.parse(line) as JournalRecord]
      } catch {
        return []
      }
    })
  }

  append(kind: string, id: string, data: unknown): void {
    if (this.#file) appendFileSync(this.#file, `${JSON.stringify({ kind, id, data })}\n`)
  }
}
