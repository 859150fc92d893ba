const WORDS = [
  'nol zero',
  'satu one',
  'dua two',
  'tiga three',
  'empat four',
  'lima five',
  'enam six',
  'tujuh seven',
  'delapan eight',
  'sembilan nine',
  'sepuluh ten',
  'sebelas eleven',
  'dua_belas twelve',
  'tiga_belas thirteen',
  'empat_belas fourteen',
  'lima_belas fifteen',
  'enam_belas sixteen',
  'tujuh_belas seventeen',
  'delapan_belas eighteen',
  'sembilan_belas nineteen',
  'dua_puluh twenty',
].map((words) => words.split(' ').map((word) => word.replace('_', ' ')))

/** Answers a question in words, as a person does: `Berapa tujuh ditambah tiga?` → `10`. */
export function answerQuestion(question: string): string {
  const pattern =
    /(?:Berapa|What is) (.+) (ditambah|dikurangi|plus|minus) (.+)\?|(?:besar|larger), (.+) (?:atau|or) (.+)\?/
  const [, left, sign, right, one, other] = pattern.exec(question) ?? []
  if (one && other) return String(Math.max(numberOf(one), numberOf(other)))
  if (!left || !right) throw new Error(`what does this ask: ${question}`)
  const plus = sign === 'ditambah' || sign === 'plus'
  return String(numberOf(left) + (plus ? numberOf(right) : -numberOf(right)))
}

function numberOf(word: string): number {
  const number = WORDS.findIndex((words) => words.includes(word))
  if (number < 0) throw new Error(`which number is ${word}?`)
  return number
}
