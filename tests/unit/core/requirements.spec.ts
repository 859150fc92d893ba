import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'

const FUNCTIONAL = fileURLToPath(new URL('../../functional/', import.meta.url))

/** The requirements of accounts, contents and approvals: the programme's clock, registration, contents, approval. */
const REQUIREMENTS = [
  'R1.1',
  ...numbered('R2', 5),
  ...numbered('R3', 8),
  ...numbered('R5', 5),
] as const

function numbered(chapter: string, last: number): string[] {
  return Array.from({ length: last }, (_, index) => `${chapter}.${index + 1}`)
}

/** The ids with which titles of tests begin, as `test('[R2.3] …'` and `test(\`[R2.3] …`, each with how many there are. */
function coveredBy(source: string, counts: Map<string, number>): void {
  // A test that is skipped, or written down for later, covers nothing: `test.skip(` and `// test(` are not taken.
  for (const [, ids] of source.matchAll(/^\s*test\(\s*['"`]((?:\[R\d+\.\d+\] ?)+)/gm))
    for (const [, id] of ids!.matchAll(/\[(R\d+\.\d+)\]/g))
      counts.set(id!, (counts.get(id!) ?? 0) + 1)
}

test.group('Requirements', () => {
  test('each of R1.1, R2, R3 and R5 has a functional test whose title begins with it', ({
    assert,
  }) => {
    const counts = new Map<string, number>()
    for (const name of readdirSync(FUNCTIONAL, { recursive: true, encoding: 'utf8' }))
      if (name.endsWith('.spec.ts')) coveredBy(readFileSync(join(FUNCTIONAL, name), 'utf8'), counts)
    assert.deepEqual(
      REQUIREMENTS.filter((id) => !counts.has(id)),
      [],
      'requirements without a functional test'
    )
  })

  test('a test that is skipped, named in a comment or in the middle of a title covers nothing', ({
    assert,
  }) => {
    const counts = new Map<string, number>()
    coveredBy("  // test('[R9.1] later'", counts)
    coveredBy("test.skip('[R9.2] later'", counts)
    coveredBy("test('as [R9.3] says'", counts)
    coveredBy("test('[R9.4] does'\n  test(\n `[R9.5] [R9.6] do`", counts)
    assert.sameMembers([...counts.keys()], ['R9.4', 'R9.5', 'R9.6'])
  })
})
