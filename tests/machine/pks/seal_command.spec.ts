import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { crlsFrom } from '#pki/folder_revocation'
import { inspectSealedPdf } from '#pki/pdf/inspect'
import { ace, aceHere, twoAtATime, type Ran } from '#tests/support/commands'
import { makeAuthority, StampServer } from '#tests/support/pki/authority'
import { DOCUMENT, makeCrl, makeIdentity } from '#tests/support/pki/certificates'
import { has, openssl } from '#tests/support/pki/openssl'
import { plainPdf } from '#tests/support/pki/world'
import { trustFrom } from '#pki/trust_store'

const DAY = 86_400_000
const PASSWORD = 'sandi'

const env = { KEYSTORE_PASSWORD: PASSWORD }
const told = ({ code, out, err }: Ran) => ({ code, output: out + err })

/** `pks:seal` as a person calls it, with no database to be found. */
const seal = async (args: readonly string[]) => told(await ace(['pks:seal', ...args], { env }))
/** The same inside this process. */
const sealHere = async (args: readonly string[]) =>
  told(await aceHere(['pks:seal', ...args], { env }))

test.group('pks:seal', (group) => {
  let folder: string
  let server: StampServer
  let stamps: Awaited<ReturnType<typeof makeAuthority>>
  const path = (name: string) => join(folder, name)
  let root: Awaited<ReturnType<typeof makeIdentity>>
  const skip: [boolean, string] = [!has('openssl'), 'openssl is not installed']

  group.setup(async () => {
    if (skip[0]) return () => {}
    folder = mkdtempSync(join(tmpdir(), 'etalase-seal-command-'))
    const around = (days: number) => new Date(Date.now() + days * DAY)
    const life = { notBefore: around(-3), notAfter: around(300) }
    root = await makeIdentity({ name: 'CN=Seal Root', ca: true, ...life })
    const sealer = await makeIdentity({
      name: 'CN=Webstore Telkom',
      issuer: root,
      kind: 'rsa',
      crlUrl: 'http://crl.example/seal.crl',
      extendedKeyUsage: [DOCUMENT],
      ...life,
    })
    const ended = await makeIdentity({
      name: 'CN=Webstore Telkom',
      issuer: root,
      kind: 'rsa',
      extendedKeyUsage: [DOCUMENT],
      notBefore: around(-3),
      notAfter: around(-1),
    })
    const list = { thisUpdate: around(-1), nextUpdate: around(6) }
    stamps = await makeAuthority()
    const authority = stamps
    server = await new StampServer(authority).open()
    for (const name of ['seal_trust', 'tsa_trust', 'crls', 'revoked', 'empty'])
      mkdirSync(path(name))
    const files = {
      'in.pdf': await plainPdf('PKS'),
      'seal_trust/root.pem': root.certificate.toString('pem'),
      'tsa_trust/root.pem': authority.root.certificate.toString('pem'),
      'crls/seal.crl': await makeCrl(root, list),
      'crls/stamps.crl': authority.crl,
      'revoked/seal.crl': await makeCrl(root, { ...list, revoked: [sealer] }),
      'leaf.pem': sealer.certificate.toString('pem'),
      'chain.pem': root.certificate.toString('pem'),
      'key.pem': sealer.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      'ended.pem': ended.certificate.toString('pem'),
      'ended_key.pem': ended.privateKey.export({ type: 'pkcs8', format: 'pem' }),
    }
    for (const [name, content] of Object.entries(files)) writeFileSync(path(name), content)
    for (const [key, leaf, out] of [
      ['key.pem', 'leaf.pem', 'seal.p12'],
      ['ended_key.pem', 'ended.pem', 'ended.p12'],
    ] as const) {
      openssl(
        folder,
        ...['pkcs12', '-export', '-inkey', key, '-in', leaf, '-certfile', 'chain.pem'],
        ...['-out', out, '-passout', `pass:${PASSWORD}`]
      )
    }
    return async () => {
      await server.close()
      rmSync(folder, { recursive: true })
    }
  })

  test('[R6.2] with a time stamp authority, authorities and lists: B-LT', async ({ assert }) => {
    const stamped = ['--tsa', server.url, '--tsa-trust', path('tsa_trust')]
    const proven = ['--seal-trust', path('seal_trust'), '--crl', path('crls')]
    const inOut = (out: string) => [path('in.pdf'), path(out), '--p12', path('seal.p12')]
    const token = Buffer.from('060b2a864886f70d010910020e', 'hex').toString('hex')
    const levels = {
      'b-b.pdf': { args: [], stamp: false, store: false },
      'b-t.pdf': { args: stamped, stamp: true, store: false },
      'b-lt.pdf': { args: [...stamped, ...proven], stamp: true, store: true },
    }
    const sealed = await twoAtATime(Object.entries(levels), ([name, { args }]) =>
      seal([...inOut(name), ...args])
    )
    for (const [index, [name, { stamp, store }]] of Object.entries(levels).entries()) {
      const { code, output } = sealed[index]!
      assert.equal(code, 0, output)
      const pdf = readFileSync(path(name))
      assert.equal(pdf.includes(token), stamp, name)
      assert.equal(pdf.includes('/DSS'), store, name)
      const { valid } = await inspectSealedPdf(pdf, {
        trust: trustFrom([root.der]),
        stampTrust: trustFrom([stamps.root.der]),
        at: new Date(),
        revocation: crlsFrom([readFileSync(path('crls/seal.crl'))]),
      })
      assert.isTrue(valid, name)
    }
  }).skip(...skip)

  test('[R6.2] refuses, and writes nothing', async ({ assert }) => {
    const inOut = [path('in.pdf'), path('never.pdf'), '--p12', path('seal.p12')]
    const trusted = ['--seal-trust', path('seal_trust')]
    const refusals: [string[], number, RegExp][] = [
      [[...trusted, '--crl', path('revoked')], 1, /revocation.revoked/],
      [[...trusted, '--crl', path('empty')], 1, /revocation.unavailable/],
      [['--seal-trust', path('empty'), '--crl', path('crls')], 1, /chain\./],
      [trusted, 64, /needs --crl/],
      [['--tsa', server.url], 64, /--tsa-trust/],
      [['--tsa', 'tsa.example', '--tsa-trust', path('tsa_trust')], 64, /http/],
      [['--tsa', server.url, '--tsa-trust', path('empty')], 1, /timestamp.untrusted/],
      [
        ['--tsa', 'http://127.0.0.1:1/', '--tsa-trust', path('tsa_trust')],
        1,
        /timestamp.unavailable/,
      ],
    ]
    for (const [index, [args, code, words]] of refusals.entries()) {
      const refused = await (index === 0 ? seal : sealHere)([...inOut, ...args])
      assert.equal(refused.code, code, `${args.join(' ')}\n${refused.output}`)
      assert.match(refused.output, words)
      assert.isFalse(existsSync(path('never.pdf')))
    }
  }).skip(...skip)

  test('[R6.2] a key that has ended seals nothing, whatever time is claimed', async ({
    assert,
  }) => {
    const claimed = new Date(Date.now() - 2 * DAY).toISOString()
    const call = (p12: string, ...args: string[]) =>
      sealHere([path('in.pdf'), path('late.pdf'), '--p12', path(p12), ...args])
    for (const args of [[], ['--at', claimed]]) {
      const { code, output } = await call('ended.p12', ...args)
      assert.equal(code, 1, output)
      assert.match(output, /expired/)
    }
    const early = await call('seal.p12', '--at', new Date(Date.now() - 9 * DAY).toISOString())
    assert.equal(early.code, 1, early.output)
    assert.match(early.output, /not valid yet/)
    assert.isFalse(existsSync(path('late.pdf')))
    assert.equal((await call('seal.p12', '--at', claimed)).code, 0)
  }).skip(...skip)
})
