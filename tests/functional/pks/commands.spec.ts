import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { developmentCa } from '#pki/main'
import { askForJudgement } from '#pks/actions/ask_for_judgement'
import { receiveReply } from '#pks/actions/receive_reply'
import type PksReply from '#pks/models/pks_reply'
import PksVerdict from '#pks/models/pks_verdict'
import SealKey from '#pks/models/seal_key'
import { clock } from '#shared/clock'
import { drainOutbox } from '#shared/outbox/worker'
import { createPartner, createStaff } from '#tests/support/accounts'
import { certificateFor, issue, signedReply } from '#tests/support/pks'
import { ownCertificate, pemOf, pinned, uploadedPin } from '#tests/support/trust'

interface Ran {
  code: number | null
  out: string
  err: string
}

interface Surroundings {
  /** The test's own database, else none, to show that none is needed. */
  database?: boolean
  env?: NodeJS.ProcessEnv
  cwd?: string
}

/** Runs a command as a person does. */
function ace(args: string[], { database = false, env = {}, cwd }: Surroundings = {}): Promise<Ran> {
  const none = database ? {} : { DATABASE_URL: 'sqlite:/nowhere/at/all.sqlite3' }
  return run(app.makePath('ace.js'), args, { env: { ...process.env, ...none, ...env }, cwd })
}

function run(
  script: string,
  args: string[],
  { env = process.env, cwd = app.makePath() }: { env?: NodeJS.ProcessEnv; cwd?: string } = {}
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, ...args], { cwd, env })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk) => (out += chunk))
    child.stderr.on('data', (chunk) => (err += chunk))
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

test.group('commands of the PKS', (group) => {
  let folder: string
  group.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'pks-commands-'))
    return () => rmSync(folder, { recursive: true })
  })

  test('[R6.4] pks:judge gives the same verdict, with and without a database', async ({
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
    const alone = [
      ...[
        '--trust',
        trust,
        '--seal-trust',
        sealTrust,
        '--crl',
        crls,
        '--expect-email',
        partner.email,
      ],
      ...[
        '--expect-code',
        agreement.code,
        '--expect-sha256',
        createHash('sha256').update(pdf).digest('hex'),
      ],
    ]
    const accepted = await ace(['pks:judge', good, '--json', ...alone])
    assert.equal(accepted.code, 0, accepted.err + accepted.out)
    assert.isTrue(JSON.parse(accepted.out).accepted)
    const both = await ace(['pks:judge', good, bad, '--json', ...alone])
    assert.equal(both.code, 1)
    const lines = both.out
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
    const withoutLists = await ace([
      'pks:judge',
      good,
      '--json',
      ...alone.filter((arg) => arg !== '--crl' && arg !== crls),
    ])
    assert.equal(withoutLists.code, 2)
    assert.equal(JSON.parse(withoutLists.out).outcome, 'indeterminate')
    const undecided = alone.filter((arg) => arg !== '--crl' && arg !== crls)
    const twice = await ace(['pks:judge', good, good, '--json', ...undecided])
    assert.equal(twice.code, 2)
    assert.lengthOf(twice.out.trim().split('\n'), 2)
    assert.equal((await ace(['pks:judge', good, bad, '--json', ...undecided])).code, 1)
    const here = await ace(['pks:judge', good, '--json'], { database: true })
    assert.equal(here.code, 0, here.err + here.out)
    const known = await ace(['pks:judge', bad, '--json'], { database: true })
    assert.equal(known.code, 1, known.err)
    assert.deepInclude(JSON.parse(known.out).checks, { name: 'code', status: 'passed' })
  })

  test('[R6.2] pks:seal and pks:inspect', async ({ assert }) => {
    const { PDFDocument } = await import('@cantoo/pdf-lib')
    const plain = await PDFDocument.create()
    plain.addPage()
    const [input, output] = [join(folder, 'in.pdf'), join(folder, 'out.pdf')]
    writeFileSync(input, await plain.save())
    const { sealKeystore, sealTrust, crls } = (await developmentCa())!.paths
    const sealed = await ace([
      'pks:seal',
      input,
      output,
      '--p12',
      sealKeystore,
      '--password',
      process.env.KEYSTORE_PASSWORD ?? 'development',
    ])
    assert.equal(sealed.code, 0, sealed.err)
    const inspected = await ace([
      'pks:inspect',
      output,
      '--json',
      '--seal-trust',
      sealTrust,
      '--crl',
      crls,
    ])
    assert.equal(inspected.code, 0, inspected.out + inspected.err)
    assert.isTrue(JSON.parse(inspected.out).valid)
    assert.equal(
      (await ace(['pks:inspect', input, '--json', '--seal-trust', sealTrust, '--crl', crls])).code,
      1
    )
    const fingerprint = JSON.parse(inspected.out).signer.fingerprint as string
    const sha256 = createHash('sha256').update(readFileSync(output)).digest('hex')
    const folders = ['--json', '--seal-trust', sealTrust, '--crl', crls]
    const inspect = (...args: string[]) => ace(['pks:inspect', output, ...folders, ...args])
    const ours = await inspect('--signer', fingerprint, '--expect-sha256', sha256)
    assert.equal(ours.code, 0, ours.out + ours.err)
    assert.isTrue(JSON.parse(ours.out).issued)
    assert.equal((await inspect('--signer', '0'.repeat(64))).code, 1)
    const other = await inspect('--expect-sha256', '0'.repeat(64))
    assert.equal(other.code, 1)
    assert.isFalse(JSON.parse(other.out).valid)
    assert.equal((await inspect('--signer', 'mine')).code, 64)
    const here = await ace(['pks:inspect', output, '--json'], { database: true })
    assert.equal(here.code, 0, here.out + here.err)
    const wrong = await ace([
      'pks:seal',
      input,
      output,
      '--p12',
      sealKeystore,
      '--password',
      'wrong',
    ])
    assert.equal(wrong.code, 1)
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
    for (const args of [
      ['pks:judge'],
      ['pks:judge', 'x.eml', '--trust', join(folder, 'nowhere')],
      ['pks:seal', 'one.pdf', 'two.pdf', '--at', '2026-01-01T00:00:00Z'],
      ['pks:inspect', 'one.pdf', '--signer'],
      ['pki:path', '--policy', '--json', 'x.pem'],
      ['pki:trust-import', '--purpose', 'web', 'x.pem'],
      ['pks:judge', 'x.eml', '--what'],
      ['pks:seal', 'one.pdf'],
      ['pks:inspect'],
      ['pki:path', '--at', 'yesterday', 'x.pem'],
      ['pks:judge', 'x.eml', '--at'],
    ]) {
      const { code, err, out } = await ace(args)
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
    for (const { code, out } of await Promise.all(asked.map((args) => ace(args)))) {
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
    for (const [args, wanted, surroundings] of stopped) {
      const { code, out, err } = await ace(args, surroundings)
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

test.group('pks:judge and the machine', (group) => {
  let folder: string
  group.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'pks-machine-'))
    return () => rmSync(folder, { recursive: true })
  })

  /** The verdict of the machine on a mail that came in, and that of the command on the same file. */
  async function both(raw: Buffer, reply: PksReply) {
    await drainOutbox()
    const row = await PksVerdict.query().where('reply_id', reply.id).orderBy('id', 'desc').first()
    const file = join(folder, `${reply.publicId}.eml`)
    writeFileSync(file, raw)
    const ran = await ace(['pks:judge', file, '--json'], { database: true })
    const command = JSON.parse(ran.out) as {
      outcome: string
      checks: { name: string; status: string; reason?: string }[]
    }
    return { machine: { outcome: row!.outcome, checks: row!.checks }, command, code: ran.code }
  }

  test('[R6.4] a mail without a code is judged by the PKS that waits for its sender', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { agreement, pdf } = await issue(partner)
    const raw = signedReply({
      from: partner.email,
      subject: 'Re: PKS',
      certificate: await certificateFor(partner.email),
      attachments: [{ filename: agreement.fileName, content: pdf }],
    })
    const { machine, command, code } = await both(raw, await receiveReply(raw, 'file'))
    assert.equal(code, 1)
    assert.deepEqual({ outcome: command.outcome, checks: command.checks }, machine)
    const failed = command.checks.filter(({ status }) => status !== 'passed')
    assert.deepEqual(
      failed.map(({ name }) => name),
      ['code'],
      'sender and document are those of the PKS'
    )
  })

  test('[R6.3] [R6.4] a pin counts, and the time when the mail came in', async ({ assert }) => {
    const partner = await createPartner()
    const begins = { notBefore: clock.now().minus({ hours: 1 }).toJSDate() }
    const identity = await ownCertificate(partner, begins)
    await pinned(await uploadedPin(partner, identity))
    const { agreement, pdf } = await issue(partner)
    const key = identity.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
    const raw = signedReply({
      from: partner.email,
      subject: `Re: ${agreement.subject}`,
      certificate: {
        ...(await certificateFor(partner.email)),
        certificatePem: pemOf(identity.der),
        privateKeyPem: key,
      },
      attachments: [{ filename: agreement.fileName, content: pdf }],
    })
    const reply = await receiveReply(raw, 'file')
    const now = await both(raw, reply)
    assert.equal(now.code, 0)
    assert.deepEqual({ outcome: now.command.outcome, checks: now.command.checks }, now.machine)
    // Two days ago the certificate was not valid yet.
    await reply.refresh()
    await reply.merge({ receivedAt: clock.now().minus({ days: 2 }) }).save()
    await askForJudgement(reply, await createStaff('legal'))
    const then = await both(raw, reply)
    assert.equal(then.code, 1)
    assert.deepEqual({ outcome: then.command.outcome, checks: then.command.checks }, then.machine)
    assert.equal(then.command.outcome, 'rejected')
  })

  test('[R6.4] an uploaded mail is judged by the PKS on whose page it was uploaded', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { agreement, pdf } = await issue(partner)
    const stranger = 'orang.lain@tempat.example'
    const raw = signedReply({
      from: stranger,
      subject: 'PKS',
      certificate: await certificateFor(stranger),
      attachments: [{ filename: agreement.fileName, content: pdf }],
    })
    const reply = await receiveReply(raw, 'upload', { agreementId: agreement.id })
    const { machine, command } = await both(raw, reply)
    assert.deepEqual({ outcome: command.outcome, checks: command.checks }, machine)
    const unknown = command.checks.filter(({ reason }) => reason?.endsWith('.unknown'))
    assert.isEmpty(unknown, 'its PKS is known')
  })
})

test.group('pks:seal with the key of the operator', (group) => {
  let folder: string
  group.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'pks-by-hand-'))
    return () => rmSync(folder, { recursive: true })
  })

  test('[R6.2] [R8.4] what it seals is on record, and what it does not seal is not', async ({
    assert,
  }) => {
    const { plainPdf } = await import('#tests/support/pki/world')
    const path = (name: string) => join(folder, name)
    writeFileSync(path('in.pdf'), await plainPdf('PKS'))
    writeFileSync(path('x.pdf'), 'no PDF')
    const byHand = () => db.from('audit_events').where('type', 'pks.sealed_by_hand')
    const refused = await ace(['pks:seal', path('x.pdf'), path('never.pdf')], { database: true })
    assert.equal(refused.code, 1, refused.err)
    assert.isEmpty(await byHand())
    const begun = clock.now().toMillis()
    const sealed = await ace(['pks:seal', path('in.pdf'), path('out.pdf')], { database: true })
    assert.equal(sealed.code, 0, sealed.err)
    const sha256 = createHash('sha256')
      .update(readFileSync(path('out.pdf')))
      .digest('hex')
    const [event, ...more] = await byHand()
    assert.isEmpty(more)
    assert.deepEqual(JSON.parse(event.data), { sha256 })
    const key = await SealKey.findByOrFail('public_id', event.subject_id)
    assert.isAtLeast(key.lastUsedAt!.toMillis(), begun)
    assert.equal((await ace(['pks:inspect', path('out.pdf')], { database: true })).code, 0)
  })
})
