import { test } from '@japa/runner'
import { readFile } from 'node:fs/promises'
import { flagOf, QUESTIONS } from '../../../bin/setup_questions.js'

const page = () => readFile('docs/operations.md', 'utf8')

test.group('docs/operations.md', () => {
  test('explains every setting that the environment may hold, and no other', async ({ assert }) => {
    const source = await readFile('start/env.ts', 'utf8')
    const known = [...source.matchAll(/^ {2}([A-Z][A-Z0-9_]+): Env\.schema/gm)].map(
      (match) => match[1]!
    )
    assert.isAbove(known.length, 30)
    const rows = (await page()).split('\n').filter((line) => line.startsWith('| `'))
    const explained = rows.flatMap((row) =>
      [...row.split('|')[1]!.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map((match) => match[1]!)
    )
    assert.deepEqual(
      known.filter((name) => !explained.includes(name)),
      []
    )
    const elsewhere = [
      'ENV_PATH',
      'PARTNER_SITE_PORT',
      'SETUP_ADMIN_NAME',
      'SETUP_ADMIN_EMAIL',
      'SETUP_ADMIN_PASSWORD',
      'SETUP_PRICES',
    ]
    assert.deepEqual(
      explained.filter((name) => !known.includes(name) && !elsewhere.includes(name)),
      []
    )
  })

  test('its example of setup names flags that exist', async ({ assert }) => {
    const text = await page()
    const example = /ace -- setup \\\n([^]+?)```/.exec(text)![1]!
    const flags = [...example.matchAll(/--([a-z-]+)/g)].map((match) => match[1]!)
    const known = [
      ...QUESTIONS.map(flagOf),
      'prices',
      'admin-name',
      'admin-email',
      'admin-password',
    ]
    assert.isAbove(flags.length, 10)
    assert.deepEqual(
      flags.filter((flag) => !known.includes(flag)),
      []
    )
  })
})
