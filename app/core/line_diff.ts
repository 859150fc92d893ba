export interface DiffLine {
  kind: 'same' | 'gone' | 'new'
  text: string
}

/** Beyond this many pairs the texts stand one after the other: comparing them would take seconds. */
const MOST_PAIRS = 4_000_000

/** What became of a text, line by line: the longest lines in common stay, the others went or came (longest common subsequence). */
export function diffLines(before: string, after: string): DiffLine[] {
  const [a, b] = [linesOf(before), linesOf(after)]
  if (a.length * b.length > MOST_PAIRS) return [...all('gone', a), ...all('new', b)]
  const width = b.length + 1
  const common = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] =
        a[i] === b[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!)
    }
  }
  const lines: DiffLine[] = []
  let [i, j] = [0, 0]
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      lines.push({ kind: 'same', text: a[i]! })
      i++
      j++
    } else if (common[(i + 1) * width + j]! >= common[i * width + j + 1]!) {
      lines.push({ kind: 'gone', text: a[i++]! })
    } else lines.push({ kind: 'new', text: b[j++]! })
  }
  return [...lines, ...all('gone', a.slice(i)), ...all('new', b.slice(j))]
}

const linesOf = (text: string) => text.replace(/\r\n?/g, '\n').split('\n')

const all = (kind: DiffLine['kind'], lines: string[]): DiffLine[] =>
  lines.map((text) => ({ kind, text }))
