/**
 * NIST PKITS through the command's own cases: no bad path accepted, and each good one that is refused is refused for a reason that
 * is meant.
 */
import { test } from '@japa/runner'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { judgeCase, type CaseOptions } from '#pki/path/cases'
import { pem } from '#tests/support/pki/der'

interface PkitsCase {
  readonly test_number: string
  readonly name: string
  /** The anchor first, the leaf last. */
  readonly certs: readonly string[]
  readonly crls: readonly string[]
  readonly should_validate: boolean
  readonly SetInitialPolicySet?: string
  readonly SetInitialExplicitPolicy?: string
  readonly SetInitialPolicyMappingInhibit?: string
  readonly SetInitialInhibitAnyPolicy?: string
}

const folder =
  process.env.PKITS_DIR ?? new URL('../../../../shared/corpora/pkits', import.meta.url).pathname
const absent =
  !existsSync(join(folder, 'tests.json')) &&
  'the PKITS corpus is not here: set PKITS_DIR to its folder'

/** Good paths that we refuse on purpose: 246 of 249 agree. */
const REFUSED: Record<string, { readonly reason: string; readonly because: string }> = {
  '4.1.4': { reason: 'chain.algorithm', because: 'DSA' },
  '4.1.5': { reason: 'chain.algorithm', because: 'DSA' },
  '4.14.30': {
    reason: 'revocation.forged',
    because: 'the issuer of an indirect list vouches for its own certificate, and nobody else does',
  },
}

function read(): PkitsCase[] {
  return JSON.parse(readFileSync(join(folder, 'tests.json'), 'utf8')) as PkitsCase[]
}

function caseOf(item: PkitsCase): string {
  const certificate = (name: string) =>
    pem('CERTIFICATE', readFileSync(join(folder, 'certs', `${name}.crt`)))
  const [anchor, ...rest] = item.certs
  const leaf = rest.pop()!
  const policies = (item.SetInitialPolicySet ?? '').replaceAll('"', '').split(',').filter(Boolean)
  return JSON.stringify({
    id: item.test_number,
    trust: [certificate(anchor!)],
    chain: [leaf, ...rest].map(certificate),
    crls: item.crls.map((name) =>
      pem('X509 CRL', readFileSync(join(folder, 'crls', `${name}.crl`)))
    ),
    at: '2020-01-01T00:00:00Z',
    purpose: null,
    policies: {
      initial: policies.map((name) => `2.16.840.1.101.3.2.1.48.${name.split('-').at(-1)}`),
      require_explicit: item.SetInitialExplicitPolicy === 'true',
      inhibit_mapping: item.SetInitialPolicyMappingInhibit === 'true',
      inhibit_any: item.SetInitialInhibitAnyPolicy === 'true',
    },
    revocation: 'require',
  })
}

test.group('pki / NIST PKITS', () => {
  for (const profile of ['strict', 'relying'] as const) {
    test(`[R6.4] no bad path is accepted, good ones are refused only where meant (${profile})`, async ({
      assert,
    }) => {
      const options: CaseOptions = { now: new Date('2020-01-01T00:00:00Z'), profile }
      const cases = read()
      const accepted: string[] = []
      const refused: Record<string, string | null> = {}
      for (const item of cases) {
        const result = await judgeCase(caseOf(item), options)
        if (result.accepted && !item.should_validate) {
          accepted.push(`${item.test_number} ${item.name}`)
        }
        if (!result.accepted && item.should_validate) refused[item.test_number] = result.reason
      }
      assert.lengthOf(cases, 249)
      assert.deepEqual(accepted, [])
      const meant = Object.entries(REFUSED).map(([number, { reason }]) => [number, reason])
      assert.deepEqual(refused, Object.fromEntries(meant))
    }).skip(Boolean(absent), absent || undefined)
  }

  test('[R6.4] the command itself says the same, a line each, in order', async ({ assert }) => {
    const place = await mkdtemp(join(tmpdir(), 'etalase-pkits-'))
    try {
      const cases = read()
      const file = join(place, 'cases.jsonl')
      await writeFile(file, `${cases.map(caseOf).join('\n')}\n`)
      const root = new URL('../../../', import.meta.url)
      const { status, stdout } = spawnSync(
        process.execPath,
        ['ace.js', 'pki:path', '--cases', file],
        { cwd: root, encoding: 'utf8', env: { PATH: process.env.PATH, NODE_ENV: 'test' } }
      )
      const results = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { id: string; accepted: boolean })
      assert.equal(status, 1)
      assert.deepEqual(
        results.map(({ id, accepted }) => ({ id, accepted })),
        cases.map((item) => ({
          id: item.test_number,
          accepted: item.should_validate && !(item.test_number in REFUSED),
        }))
      )
    } finally {
      await rm(place, { recursive: true, force: true })
    }
  })
    .skip(Boolean(absent), absent || undefined)
    .timeout(120_000)
})
