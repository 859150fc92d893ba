/** `pki:path`: the form of its cases, its exit codes, and that whatever it is given ends in a line. */
import { test } from '@japa/runner'
import fc from 'fast-check'
import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hindered, openFolders, runCases, runPath } from '#pki/command_line'
import { judgeCase } from '#pki/path/cases'
import { aceHere } from '#tests/support/commands'
import { pem } from '#tests/support/pki/der'
import {
  certificate,
  days,
  ext,
  family,
  KU,
  line,
  list,
  NOW,
  serialOf,
  verdict,
  type CaseShape,
} from '#tests/support/pki/paths'

const options = { now: NOW }

/** A good case, its fields changed. */
function changed(fields: object, shape: Partial<CaseShape> = {}): string {
  const { root, ca, leaf } = family()
  const good = JSON.parse(line({ trust: [root], chain: [leaf, ca], ...shape })) as object
  return JSON.stringify({ ...good, ...fields })
}

async function folder<T>(work: (place: (name: string) => string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'etalase-paths-'))
  try {
    return await work((name) => join(directory, name))
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function command(...args: string[]) {
  const root = new URL('../../../', import.meta.url)
  const env = { PATH: process.env.PATH, NODE_ENV: 'test' }
  const { status, stdout, stderr } = spawnSync(process.execPath, ['ace.js', 'pki:path', ...args], {
    cwd: root,
    encoding: 'utf8',
    env,
  })
  return { status, lines: stdout.split('\n').filter(Boolean), stderr }
}

test.group('pki / cases of paths', () => {
  const broken: Record<string, string> = {
    'no JSON': '{"id":',
    'a number': '7',
    'a list': '[]',
    'null': 'null',
    'trust of another type': changed({ trust: 'PEM' }),
    'a chain of numbers': changed({ chain: [1] }),
    'lists of another type': changed({ crls: {} }),
    'a time that is none': changed({ at: 'yesterday' }),
    'a time of another type': changed({ at: 1_700_000_000 }),
    'another purpose': changed({ purpose: 'serverAuth' }),
    'policies of another type': changed({ policies: ['1.2.3'] }),
    'policies that are no object identifiers': changed({ policies: { initial: ['P1'] } }),
    'a demand that is neither true nor false': changed({ policies: { require_explicit: 'yes' } }),
    'another way of revocation': changed({ revocation: 'maybe' }),
    'no way of revocation': changed({ revocation: undefined }),
  }
  for (const [name, text] of Object.entries(broken)) {
    test(`[R6.4] a case that is broken is not accepted: ${name}`, async ({ assert }) => {
      const { accepted, reason, outcome } = await judgeCase(text, options)
      assert.isFalse(accepted)
      assert.match(reason!, /^case\.broken: /)
      assert.equal(outcome, 'rejected')
    })
  }

  const poor: Record<string, [string, string]> = {
    'no chain': [changed({ chain: [] }), 'chain.malformed'],
    'a leaf without PEM': [changed({ chain: ['hello'] }), 'chain.malformed'],
    'a leaf that is no certificate': [
      changed({ chain: [pem('CERTIFICATE', Buffer.from('hello'))] }),
      'chain.malformed',
    ],
    'no trust': [changed({ trust: [] }), 'chain.incomplete'],
    'trust that cannot be read': [changed({ trust: ['hello'] }), 'chain.incomplete'],
  }
  for (const [name, [text, reason]] of Object.entries(poor)) {
    test(`[R6.4] refused: ${name}`, async ({ assert }) => {
      const result = await judgeCase(text, options)
      assert.isFalse(result.accepted)
      assert.equal(result.reason!.split(':')[0], reason)
    })
  }

  test('[R6.4] accepted: text around and several blocks in a PEM, CRLF, fields left out', async ({
    assert,
  }) => {
    const { root, ca, leaf } = family()
    const [r, c, l] = [root, ca, leaf].map(({ der }) => pem('CERTIFICATE', der))
    const accepted = async (fields: object) => (await judgeCase(changed(fields), options)).accepted
    assert.isTrue(await accepted({ trust: [r], chain: [`subject=Budi\n${l}${c}`] }))
    assert.isTrue(await accepted({ trust: [`${c}${r}`], chain: [l!.replaceAll('\n', '\r\n'), c] }))
    assert.isTrue(await accepted({ trust: [r], chain: [l, r, c, c, 'garbage'] }))
    assert.isTrue(await accepted({ crls: undefined, policies: undefined, at: undefined }))
    const any = { policies: { initial: [] }, purpose: undefined, at: null }
    assert.isTrue(await accepted(any))
  })

  test('[R6.4] a time: with a zone, without one (UTC), a day, null for now', async ({ assert }) => {
    const { root, ca, leaf } = family({ leaf: { notAfter: new Date('2026-11-01T03:00:00Z') } })
    const at = (time: string | null) =>
      judgeCase(
        JSON.stringify({ ...JSON.parse(line({ trust: [root], chain: [leaf, ca] })), at: time }),
        { now: days(1) }
      )
    for (const good of [
      '2026-11-01T03:00:00Z',
      '2026-11-01T03:00:00',
      '2026-11-01T10:00:00+07:00',
      '2026-11-01 03:00:00.000+00:00',
      '2026-11-01',
    ]) {
      assert.isTrue((await at(good)).accepted, good)
    }
    assert.equal((await at(null)).reason, 'validity.expired')
    assert.equal((await at('2026-11-01T03:00:01')).reason, 'validity.expired')
  })

  test('[R6.4] the identifier comes back as it was', async ({ assert }) => {
    assert.equal((await judgeCase(changed({ id: 'π' }), options)).id, 'π')
    assert.equal((await judgeCase(changed({ id: 7 }), options)).id, 7)
    assert.isNull((await judgeCase(changed({ id: {} }), options)).id)
    assert.equal((await judgeCase('{"id":"x"}', options)).id, 'x')
  })

  test('[R6.4] no bit of a leaf, of its issuer or of a list can be changed (every fifth is tried)', async ({
    assert,
  }) => {
    const { root, ca, leaf } = family()
    const crls = [list(root), list(ca)]
    const flipped = (der: Buffer, bit: number) => {
      const copy = Buffer.from(der)
      copy[bit >> 3]! ^= 1 << (bit & 7)
      return copy
    }
    const accepted: string[] = []
    for (
      let bit = 0;
      bit < Math.max(leaf.der.length, ca.der.length, crls[1]!.length) * 8;
      bit += 5
    ) {
      const trials: Record<string, CaseShape> = {
        leaf: { trust: [root], chain: [flipped(leaf.der, bit), ca], crls },
        issuer: { trust: [root], chain: [leaf, flipped(ca.der, bit)], crls },
        list: { trust: [root], chain: [leaf, ca], crls: [crls[0]!, flipped(crls[1]!, bit)] },
      }
      for (const [name, shape] of Object.entries(trials)) {
        const untouched = { leaf, issuer: ca, list: { der: crls[1]! } }[name]!
        if (bit >= untouched.der.length * 8) continue
        const profile = 'relying'
        if ((await verdict({ ...shape, profile })) === 'accepted') accepted.push(`${name} ${bit}`)
      }
    }
    assert.deepEqual(accepted, [])
  }).timeout(120_000)

  test('[R6.5] whatever is in a case, it ends in a result', async ({ assert }) => {
    const { root, ca, leaf } = family({ leaf: { extensions: [ext.keyUsage(KU.sign)] } })
    const parts = [root.der, ca.der, leaf.der, list(root), list(ca)]
    const junk = fc
      .tuple(
        fc.constantFrom(...parts),
        fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 6 })
      )
      .map(([der, edits]) => {
        const copy = Buffer.from(der)
        for (const [place, byte] of edits) copy[place % copy.length] = byte
        return copy
      })
    const property = fc.asyncProperty(
      fc.array(junk, { maxLength: 3 }),
      fc.array(junk, { maxLength: 4 }),
      fc.array(junk, { maxLength: 3 }),
      fc.constantFrom('require', 'if_present', 'off'),
      async (trust, chain, lists, revocation) => {
        const text = line({ trust, chain, crls: lists, revocation, purpose: null })
        const result = await judgeCase(text, options)
        assert.equal(result.accepted, result.reason === null)
      }
    )
    await fc.assert(property, { numRuns: 1000 })
  }).timeout(60_000)
})

test.group('pki / the command pki:path', () => {
  test('[R6.4] all accepted 0, one refused 1, one undecided 2, both 1; empty lines are none', async ({
    assert,
  }) => {
    await folder(async (place) => {
      const { root, ca, leaf } = family()
      const good = line({ trust: [root], chain: [leaf, ca] })
      const bad = line({ trust: [], chain: [leaf, ca] })
      const unknown = line({ trust: [root], chain: [leaf, ca], crls: [] })
      const codes: number[] = []
      const written: string[] = []
      for (const lines of [[good, '', good], [good, bad], [unknown, good], [unknown, bad], []]) {
        await writeFile(place('cases.jsonl'), lines.join('\r\n'))
        codes.push(await runCases(place('cases.jsonl'), options, (text) => void written.push(text)))
      }
      assert.deepEqual(codes, [0, 1, 2, 1, 0])
      assert.lengthOf(written, 8)
      assert.equal(written[0], '{"id":"a case","accepted":true,"reason":null}')
      await assert.rejects(() => runCases(place('none.jsonl'), options, () => {}), Hindered)
    })
  })

  test('[R6.4] on the command line: cases, a file of them, folders, wrong usage', async ({
    assert,
  }) => {
    await folder(async (place) => {
      const { root, ca, leaf } = family()
      const at = NOW.toISOString()
      await Promise.all([mkdir(place('trust')), mkdir(place('crl'))])
      await writeFile(place('trust/root.pem'), pem('CERTIFICATE', root.der))
      await writeFile(place('crl/root.crl'), list(root))
      await writeFile(place('crl/ca.crl'), list(ca))
      const chain = [leaf, ca].map(({ der }) => pem('CERTIFICATE', der)).join('')
      await writeFile(place('chain.pem'), chain)
      await writeFile(
        place('cases.jsonl'),
        `${line({ trust: [root], chain: [leaf, ca] })}\nnonsense\n`
      )

      const cases = command('--cases', place('cases.jsonl'))
      assert.equal(cases.status, 1)
      assert.deepEqual(
        cases.lines.map((text) => JSON.parse(text) as unknown),
        [
          { id: 'a case', accepted: true, reason: null },
          { id: null, accepted: false, reason: 'case.broken: not JSON' },
        ]
      )
      const folders = ['--trust', place('trust'), '--crl', place('crl'), '--at', at, '--json']
      const good = command(...folders, place('chain.pem'))
      assert.equal(good.status, 0, good.stderr)
      assert.isTrue((JSON.parse(good.lines[0]!) as { valid: boolean }).valid)

      const wrong = command('--cases', place('cases.jsonl'), '--trust', place('trust'))
      assert.equal(wrong.status, 64)
      const profile = ['--profile', 'lenient', place('chain.pem')]
      assert.equal((await aceHere(['pki:path', ...folders, ...profile])).code, 64)
    })
  }).timeout(120_000)

  test('[R6.4] folders: strict where asked, a list of the leaf decides', async ({ assert }) => {
    await folder(async (place) => {
      const plain = { extensions: [{ oid: '2.5.29.35', value: null }] }
      const { root, ca, leaf } = family({ leaf: plain })
      await Promise.all([mkdir(place('trust')), mkdir(place('crl'))])
      await writeFile(place('trust/root.pem'), pem('CERTIFICATE', root.der))
      await writeFile(place('crl/root.crl'), list(root))
      await writeFile(place('crl/ca.crl'), list(ca))
      const chain = [leaf, ca].map(({ der }) => pem('CERTIFICATE', der)).join('')
      await writeFile(place('chain.pem'), chain)
      const written: string[] = []
      const said = async (profile?: 'strict') => {
        const stores = await openFolders({ trust: place('trust'), crl: place('crl') })
        const asked = { ...stores, at: NOW, json: true, ...(profile && { profile }) }
        return runPath(place('chain.pem'), asked, (text) => void written.push(text))
      }
      assert.equal(await said(), 0)
      assert.equal(await said('strict'), 1)
      assert.include(written.at(-1)!, '4.2.1.1 the authority key identifier is there')
      await writeFile(place('crl/ca.crl'), list(ca, { entries: [{ serial: serialOf(leaf) }] }))
      assert.equal(await said(), 1)
      await rm(place('crl/ca.crl'))
      assert.equal(await said(), 2)
      await writeFile(place('chain.pem'), pem('CERTIFICATE', certificate().der))
      assert.equal(await said(), 1)
    })
  })
})
