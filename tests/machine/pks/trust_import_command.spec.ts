import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { findSystemRoots } from '#pki/system_roots'
import TrustAnchor from '#pks/models/trust_anchor'
import { readBundle } from '#pks/queries/trust_bundle'
import { createStaff, signIn } from '#tests/support/accounts'
import { ace, aceHere } from '#tests/support/commands'
import { newRoot, pemOf } from '#tests/support/trust'

const run = (...args: string[]) => ace(['pki:trust-import', ...args], { database: true })
/** The same inside this process. */
const runHere = (...args: string[]) => aceHere(['pki:trust-import', ...args])

const WHY = ['--source', 'situs resmi otoritas', '--reason', 'Sidik dibandingkan lewat telepon.']

test.group('pki:trust-import', (group) => {
  let folder: string
  group.each.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'trust-import-'))
    return () => rmSync(folder, { recursive: true })
  })
  group.each.timeout(120_000)

  test('a folder of files is proposed in one import; another member of staff confirms it on the screen', async ({
    assert,
  }) => {
    const [one, two] = [await newRoot(), await newRoot()]
    writeFileSync(join(folder, 'a.pem'), pemOf(one.der) + pemOf(one.der))
    writeFileSync(join(folder, 'b.cer'), two.der)
    writeFileSync(join(folder, 'baca.txt'), 'bukan sertifikat')
    const first = await createStaff('administrator')
    const done = await run(folder, '--by', first.email, ...WHY, '--json')
    assert.equal(done.code, 0, done.err)
    const { proposed, url } = JSON.parse(done.out) as { proposed: number; url: string }
    assert.equal(proposed, 2)
    const second = await signIn(await createStaff('legal'))
    await second.get(new URL(url).pathname)
    const proposedNow = await TrustAnchor.query().where('proposed_by', first.publicId)
    const ticks = proposedNow.map(({ sha256 }) => [`pick_${sha256}`, '1'])
    await second.submit('form[action$="/confirmation"]', Object.fromEntries(ticks))
    const statuses = await TrustAnchor.query().where('proposed_by', first.publicId)
    assert.deepEqual(
      statuses.map(({ status }) => status),
      ['active', 'active']
    )
  })

  test('only looking proposes nothing', async ({ assert }) => {
    const { der } = await newRoot()
    writeFileSync(join(folder, 'a.pem'), pemOf(der))
    const done = await run(join(folder, 'a.pem'), '--dry-run')
    assert.equal(done.code, 0, done.err)
    assert.match(done.out, /^[0-9a-f]{64} {2}Otoritas Uji \d+ +fit$/m)
    const sha256 = done.out.slice(0, 64)
    assert.isNull(await TrustAnchor.findBy('sha256', sha256))
  })

  test('a key among the files, nobody who answers for it, nothing fit: refused, and said why', async ({
    assert,
  }) => {
    const root = await newRoot()
    const key = root.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
    writeFileSync(join(folder, 'a.pem'), pemOf(root.der))
    const file = join(folder, 'a.pem')
    assert.equal((await run(file, ...WHY)).code, 64)
    const legal = await createStaff('legal')
    const wrong = await runHere(file, '--by', legal.email, ...WHY)
    assert.equal(wrong.code, 64)
    assert.include(wrong.out + wrong.err, 'no administrator has the address')
    assert.equal((await runHere()).code, 64)
    assert.equal((await runHere(file, '--system')).code, 64)
    assert.equal((await runHere(join(folder, 'tiada.pem'), '--dry-run')).code, 66)
    writeFileSync(join(folder, 'b.pem'), key)
    const withKey = await runHere(folder, '--dry-run')
    assert.equal(withKey.code, 66)
    assert.include(withKey.out + withKey.err, 'b.pem: private key')
    writeFileSync(join(folder, 'orang.cer'), (await newRoot({ ca: false })).der)
    const unfit = await runHere(join(folder, 'orang.cer'), '--dry-run')
    assert.equal(unfit.code, 1)
    assert.include(unfit.out, 'not_ca')
  })

  test('the authorities that packages of this machine ship', async ({ assert }) => {
    const found = await findSystemRoots()
    if (!found) {
      console.log('      no package here ships authorities: not tried')
      return
    }
    const read = await readBundle(found.bundle, 'email')
    if (!read.ok) return assert.fail(read.error.type)
    const fit = read.value.lines.filter((line) => line.mayBeProposed)
    assert.isAbove(fit.length, 30, found.source)
    for (const { certificate } of read.value.lines) assert.isNotNull(certificate)
  })
})
