import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { developmentCa } from '#pki/main'
import { createPartner } from '#tests/support/accounts'
import { ace, aceHere, run, twoAtATime, type Surroundings } from '#tests/support/commands'
import { certificateFor, issue, signedReply } from '#tests/support/pks'

/* What these commands know from a database: `./commands_on_record.spec.ts`. */

test.group('commands of the PKS', (group) => {
  let folder: string
  group.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'pks-commands-'))
    return () => rmSync(folder, { recursive: true })
  })

  test('[R6.4] pks:judge: of several files the worst, undecided without lists', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { agreement, pdf } = await issue(partner)
    const certificate = await certificateFor(partner.email)
    const make = (name: string, content: Buffer) => {
      writeFileSync(join(folder, name), content)
      return join(folder, name)
    }
    const mail = { from: partner.email, subject: `Re: ${agreement.subject}`, certificate }
    const good = make(
      'good.eml',
      signedReply({ ...mail, attachments: [{ filename: 'pks.pdf', content: pdf }] })
    )
    const bad = make('bad.eml', signedReply(mail))
    const { trust, sealTrust, crls } = (await developmentCa())!.paths
    const sha256 = createHash('sha256').update(pdf).digest('hex')
    const undecided = [
      ...['--trust', trust, '--seal-trust', sealTrust],
      ...['--expect-email', partner.email, '--expect-code', agreement.code],
      ...['--expect-sha256', sha256],
    ]
    const alone = [...undecided, '--crl', crls]
    const judge = (...args: string[]) => ace(['pks:judge', '--json', ...args])
    const [both, withoutLists, twice, worst] = await twoAtATime(
      [
        [good, bad, ...alone],
        [good, ...undecided],
        [good, good, ...undecided],
        [good, bad, ...undecided],
      ],
      (args) => judge(...args)
    )
    assert.equal(both!.code, 1)
    const lines = both!.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.deepEqual(
      lines.map(({ file, accepted: yes }) => [file, yes]),
      [
        [good, true],
        [bad, false],
      ]
    )
    assert.equal(withoutLists!.code, 2)
    assert.equal(JSON.parse(withoutLists!.out).outcome, 'indeterminate')
    assert.equal(twice!.code, 2)
    assert.lengthOf(twice!.out.trim().split('\n'), 2)
    assert.equal(worst!.code, 1)
  })

  test('[R6.2] pks:seal and pks:inspect', async ({ assert }) => {
    const { PDFDocument } = await import('@cantoo/pdf-lib')
    const plain = await PDFDocument.create()
    plain.addPage()
    const [input, output] = [join(folder, 'in.pdf'), join(folder, 'out.pdf')]
    writeFileSync(input, await plain.save())
    const { sealKeystore, sealTrust, crls } = (await developmentCa())!.paths
    const sealWith = (password: string) => [
      ...['pks:seal', input, output, '--p12', sealKeystore, '--password', password],
    ]
    const sealed = await ace(sealWith(process.env.KEYSTORE_PASSWORD ?? 'development'))
    assert.equal(sealed.code, 0, sealed.err)
    const folders = ['--json', '--seal-trust', sealTrust, '--crl', crls]
    const [inspected, unsealed] = await twoAtATime([output, input], (file) =>
      ace(['pks:inspect', file, ...folders])
    )
    assert.equal(inspected!.code, 0, inspected!.out + inspected!.err)
    assert.isTrue(JSON.parse(inspected!.out).valid)
    assert.equal(unsealed!.code, 1)
    const fingerprint = JSON.parse(inspected!.out).signer.fingerprint as string
    const sha256 = createHash('sha256').update(readFileSync(output)).digest('hex')
    const inspect = (...args: string[]) => aceHere(['pks:inspect', output, ...folders, ...args])
    const ours = await inspect('--signer', fingerprint, '--expect-sha256', sha256)
    assert.equal(ours.code, 0, ours.out + ours.err)
    assert.isTrue(JSON.parse(ours.out).issued)
    assert.equal((await inspect('--signer', '0'.repeat(64))).code, 1)
    const other = await inspect('--expect-sha256', '0'.repeat(64))
    assert.equal(other.code, 1)
    assert.isFalse(JSON.parse(other.out).valid)
    assert.equal((await inspect('--signer', 'mine')).code, 64)
    assert.equal((await aceHere(sealWith('wrong'))).code, 1)
  })

  test('pki:dev-cert issues what pki:path accepts', async ({ assert }) => {
    const issued = await ace(['pki:dev-cert', 'bagas@nadapusaka.example', '--out', folder], {
      database: true,
    })
    assert.equal(issued.code, 0, issued.err)
    const { trust, crls } = (await developmentCa())!.paths
    const chain = join(folder, 'whole.pem')
    writeFileSync(
      chain,
      readFileSync(join(folder, 'certificate.pem'), 'utf8') +
        readFileSync(join(folder, 'chain.pem'), 'utf8')
    )
    const path = await ace(['pki:path', '--trust', trust, '--crl', crls, chain, '--json'])
    assert.equal(path.code, 0, path.out + path.err)
    assert.isTrue(JSON.parse(path.out).valid)
  })

  test('wrong usage is 64', async ({ assert }) => {
    const wrong = [
      ['pks:judge'],
      ['pks:seal', 'one.pdf'],
      ['pks:inspect'],
      ['pki:path', '--at', 'yesterday', 'x.pem'],
      ['pki:trust-import', '--purpose', 'web', 'x.pem'],
    ]
    const processes = await twoAtATime(wrong, (args) => ace(args))
    for (const [index, { code, err, out }] of processes.entries())
      assert.equal(code, 64, `${wrong[index]!.join(' ')}: ${err}${out}`)
    for (const args of [
      ['pks:judge', 'x.eml', '--trust', join(folder, 'nowhere')],
      ['pks:seal', 'one.pdf', 'two.pdf', '--at', '2026-01-01T00:00:00Z'],
      ['pks:inspect', 'one.pdf', '--signer'],
      ['pki:path', '--policy', '--json', 'x.pem'],
      ['pks:judge', 'x.eml', '--what'],
      ['pks:judge', 'x.eml', '--at'],
    ]) {
      const { code, err, out } = await aceHere(args)
      assert.equal(code, 64, `${args.join(' ')}: ${err}${out}`)
    }
  })

  test('`--help` and `help` say options and exit codes', async ({ assert }) => {
    const asked = [
      ['pks:judge', '--help'],
      ['help', 'pks:seal'],
      ['pks:inspect', '--help'],
      ['help', 'pki:path'],
      ['pki:trust-import', '--help'],
    ]
    for (const { code, out } of await twoAtATime(asked, (args) => ace(args))) {
      assert.equal(code, 0, out)
      assert.match(out, /Usage:[^]+Options:[^]+Exit codes:[^]+ 64 +wrong usage[^]+ 66 +/)
    }
    const fuzz = app.makePath('tests/fuzz/run.js')
    const { code, out } = await run(fuzz, ['--help'])
    assert.equal(code, 0)
    assert.match(out, /--seed N[^]+Exit codes:/)
    assert.equal((await run(fuzz, ['--seed', 'x'])).code, 64)
  })
})

/** One sentence for people: no stack, no SQL, no colours of a crash. */
const SENTENCE = /^(?!.*(node_modules|SqliteError|SQLITE_|select |insert | at \w+ \())[^\n]+\n$/i

test.group('commands of the PKS, where little is there', (group) => {
  let folder: string
  const path = (name: string) => join(folder, name)
  /** A clean checkout, whose settings file nobody made. */
  const bare = (): Surroundings => ({
    cwd: folder,
    env: {
      APP_KEY: undefined,
      DATABASE_URL: '',
      ENV_PATH: folder,
      STORAGE_DIR: path('storage'),
      TRUST_DIR: undefined,
    },
  })
  group.setup(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pks-bare-'))
    const { plainPdf } = await import('#tests/support/pki/world')
    writeFileSync(path('plain.pdf'), await plainPdf('PKS'))
    writeFileSync(path('x.eml'), 'no mail at all')
    const { sealKeystore } = (await developmentCa())!.paths
    const secret = ['--password', process.env.KEYSTORE_PASSWORD!]
    const { code, err } = await ace(
      ['pks:seal', path('plain.pdf'), path('sealed.pdf'), '--p12', sealKeystore, ...secret],
      bare()
    )
    if (code !== 0) throw new Error(err)
    return () => rmSync(folder, { recursive: true })
  })

  test('[R6.2] pks:inspect says what can be said without settings', async ({ assert }) => {
    const { code, out, err } = await ace(['pks:inspect', path('sealed.pdf'), '--json'], bare())
    assert.equal(code, 1)
    assert.match(err, SENTENCE)
    const { valid, checks } = JSON.parse(out) as {
      valid: boolean
      checks: { name: string; status: string; reason?: string }[]
    }
    assert.isFalse(valid)
    const failed = checks.filter(({ status }) => status === 'failed')
    assert.deepEqual(
      failed.map(({ reason }) => reason),
      ['seal.untrusted']
    )
    assert.includeDeepMembers(
      checks.map(({ name, status }) => [name, status]),
      [
        ['structure', 'passed'],
        ['coverage', 'passed'],
        ['signature', 'passed'],
      ]
    )
    const other = await ace(['pks:inspect', path('x.eml'), '--json'], bare())
    assert.equal(other.code, 1)
    assert.equal(JSON.parse(other.out).checks[0].reason, 'seal.not_pdf')
    assert.match(other.err, SENTENCE)
  })

  test('[R6.2] with settings and no database, their authorities and their key count', async ({
    assert,
  }) => {
    const { code, out, err } = await ace(['pks:inspect', path('sealed.pdf'), '--json'])
    assert.equal(code, 0, out + err)
    assert.match(err, SENTENCE)
    const judged = await ace(['pks:judge', path('x.eml'), '--json'])
    assert.equal(judged.code, 1)
    assert.equal(JSON.parse(judged.out).checks[0].reason, 'structure.malformed')
    assert.match(judged.err, SENTENCE)
  })

  test('[R6.4] pks:judge without settings: a verdict, and nothing is trusted', async ({
    assert,
  }) => {
    const { code, out, err } = await ace(['pks:judge', path('x.eml'), '--json'], bare())
    assert.equal(code, 1)
    assert.isFalse(JSON.parse(out).accepted)
    assert.match(err, SENTENCE)
  })

  test('what keeps a command from its work has a sentence and a code of its own', async ({
    assert,
  }) => {
    const stopped: [string[], number, Surroundings?][] = [
      [['pks:seal', path('plain.pdf'), path('never.pdf')], 69],
      [['pks:seal', path('plain.pdf'), path('never.pdf')], 69, bare()],
      [['pks:seal', path('nosuch.pdf'), path('never.pdf')], 66, bare()],
      [['pks:judge', path('nosuch.eml')], 66, bare()],
      [['pks:inspect', folder, '--json'], 66, bare()],
      [['pki:path', path('nosuch.pem'), '--json'], 66, bare()],
      [['pki:trust-import', path('nosuch.pem'), '--dry-run'], 66, bare()],
      [['pki:trust-import', path('x.eml'), '--dry-run'], 69, bare()],
      [
        ['pks:judge', path('x.eml'), '--json'],
        69,
        { env: { DATABASE_URL: 'postgres://a:b@127.0.0.1:1/x' } },
      ],
      [['pks:judge', path('x.eml'), '--json'], 78, { env: { DATABASE_URL: 'oracle:x' } }],
      [['pks:inspect', path('sealed.pdf')], 78, { env: { PORT: 'abc' } }],
    ]
    const ran = await twoAtATime(stopped, ([args, , surroundings]) => ace(args, surroundings))
    for (const [index, [args, wanted]] of stopped.entries()) {
      const { code, out, err } = ran[index]!
      assert.equal(code, wanted, `${args.join(' ')}: ${err}${out}`)
      assert.match(err.split('\n').slice(-2).join('\n'), SENTENCE)
      assert.notMatch(err, /node_modules/)
      assert.isFalse(out.includes('{'), out)
    }
    const { sealKeystore } = (await developmentCa())!.paths
    const secret = ['--p12', sealKeystore, '--password', process.env.KEYSTORE_PASSWORD!]
    const nowhere = join(folder, 'no', 'such', 'folder.pdf')
    const unwritten = await ace(['pks:seal', path('plain.pdf'), nowhere, ...secret], bare())
    assert.equal(unwritten.code, 73, unwritten.err)
    assert.match(unwritten.err, SENTENCE)
    assert.isFalse(existsSync(path('never.pdf')))
    assert.isFalse(existsSync(path('storage')), 'looking makes nothing')
  })
})
