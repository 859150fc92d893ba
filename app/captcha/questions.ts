import { randomInt } from 'node:crypto'

type Language = 'id' | 'en'

export interface Question {
  kind: 'add' | 'subtract' | 'larger'
  left: number
  right: number
}

const NUMBERS: Record<Language, string[]> = {
  id: 'nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas dua_belas tiga_belas empat_belas lima_belas enam_belas tujuh_belas delapan_belas sembilan_belas dua_puluh'
    .split(' ')
    .map((word) => word.replace('_', ' ')),
  en: 'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' '
  ),
}

const ASK: Record<Question['kind'], Record<Language, (left: string, right: string) => string>> = {
  add: {
    id: (left, right) => `Berapa ${left} ditambah ${right}?`,
    en: (left, right) => `What is ${left} plus ${right}?`,
  },
  subtract: {
    id: (left, right) => `Berapa ${left} dikurangi ${right}?`,
    en: (left, right) => `What is ${left} minus ${right}?`,
  },
  larger: {
    id: (left, right) => `Mana yang lebih besar, ${left} atau ${right}?`,
    en: (left, right) => `Which is larger, ${left} or ${right}?`,
  },
}

/** A question that everybody can answer, with numbers up to twenty. */
export function newQuestion(): Question {
  const kind = (['add', 'subtract', 'larger'] as const)[randomInt(3)]!
  const left = randomInt(2, 11)
  const right = randomInt(1, 10)
  if (kind === 'add') return { kind, left, right }
  if (kind === 'subtract') return { kind, left: left + right, right }
  return { kind, left, right: left + (randomInt(2) ? randomInt(1, 8) : -1) }
}

/** The question in words: `Berapa tujuh ditambah tiga?` */
export function askQuestion({ kind, left, right }: Question, language: Language): string {
  return ASK[kind][language](NUMBERS[language][left]!, NUMBERS[language][right]!)
}

/** Digits are right, and so are words of either language. */
export function answers({ kind, left, right }: Question, answer: string): boolean {
  const wanted =
    kind === 'add' ? left + right : kind === 'subtract' ? left - right : Math.max(left, right)
  const given = answer.trim().toLowerCase().replace(/\s+/g, ' ')
  return [String(wanted), NUMBERS.id[wanted], NUMBERS.en[wanted]].includes(given)
}
