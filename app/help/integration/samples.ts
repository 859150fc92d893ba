import { readFileSync } from 'node:fs'

/** What the samples are filled in with. */
export interface SampleFacts {
  kid: string
  secret: string
  /** Address of the status API, up to the id of a transaction. */
  statusApi: string
}

/** A runnable portal in one language, with nothing but the language itself: checks calls and redirects, answers, asks the status API. */
export interface Sample {
  language: 'Node.js' | 'PHP' | 'Python'
  file: string
  code: string
}

const FILES = {
  'etalase.mjs': 'Node.js',
  'etalase.php': 'PHP',
  'etalase.py': 'Python',
} as const

const texts = Object.entries(FILES).map(([file, language]) => ({
  file,
  language,
  text: readFileSync(new URL(`samples/${file}`, import.meta.url), 'utf8'),
}))

/** The samples of the integration document, filled in (R3.7). */
export function samples(facts: SampleFacts): Sample[] {
  return texts.map(({ file, language, text }) => ({
    language,
    file,
    code: text.replace(
      /\{\{(kid|secret|statusApi)\}\}/g,
      (_, name: keyof SampleFacts) => facts[name]
    ),
  }))
}
