import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { developmentCa } from '#pki/main'
import { createPartner } from '#tests/support/accounts'
import { certificateFor, issue, signedReply } from '#tests/support/pks'

/** Runs a command as a person does; `env` without the test's database, to show that none is needed. */
function ace(
  args: string[],
  { database = false } = {}
): Promise<{ code: number | null; out: string; err: string }> {
  const env = { ...process.env }
  if (!database) env.DATABASE_URL = 'sqlite:/nowhere/at/all.sqlite3'
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [app.makePath('ace.js'), ...args], {
      cwd: app.makePath(),
      env,
    })
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
      ['pks:judge', join(folder, 'none.eml'), '--trust', folder],
      ['pks:judge', 'x.eml', '--what'],
      ['pks:seal', 'one.pdf'],
      ['pks:inspect'],
      ['pki:path', '--at', 'yesterday', 'x.pem'],
    ]) {
      const { code, err, out } = await ace(args)
      assert.equal(code, 64, `${args.join(' ')}: ${err}${out}`)
    }
  })
})
