import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { openFileKeystore, reopenedFileKeystore } from '#plugins/pki/file_keystore/keystore'
import {
  AT,
  DOCUMENT,
  makeIdentity,
  type Identity,
  type KeyKind,
} from '#tests/support/pki/certificates'
import { has, openssl } from '#tests/support/pki/openssl'
import { signerContract } from './signer_contract.js'

/*
 * The file keystore, with each kind of key that it takes. Files are made by openssl, as authorities and operators make them.
 */

const PASSWORD = 'rahasia sekali'
const folder = mkdtempSync(join(tmpdir(), 'etalase-keystores-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
let files = 0

interface Contents {
  key: Identity | null
  certificates: Identity[]
}

/** A PKCS#12 file as `openssl pkcs12 -export` writes it. */
function container({ key, certificates }: Contents, ...options: string[]): string {
  const name = `k${files++}`
  const path = (suffix: string) => join(folder, `${name}.${suffix}`)
  const pem = certificates.map(({ certificate }) => certificate.toString('pem')).join('\n')
  writeFileSync(path('crt'), pem)
  const from = ['-in', path('crt'), '-out', path('p12'), '-passout', `pass:${PASSWORD}`]
  if (key) writeFileSync(path('key'), key.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const keys = key ? ['-inkey', path('key')] : ['-nokeys']
  openssl(folder, 'pkcs12', '-export', ...keys, ...from, ...options)
  return path('p12')
}

async function identities(kind: KeyKind) {
  const root = await makeIdentity({ name: 'CN=Kontrak Root', ca: true })
  const issuer = await makeIdentity({ name: 'CN=Kontrak CA', ca: true, issuer: root })
  const leaf = await makeIdentity({ name: 'CN=Segel', issuer, kind, extendedKeyUsage: [DOCUMENT] })
  return { root, issuer, leaf, chain: [leaf, issuer, root] }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

const skip: [boolean, string] = [!has('openssl'), 'openssl is not installed']

for (const [name, kind, options] of [
  ['RSA', 'rsa', []],
  ['P-256', 'p256', []],
  ['RSA, in the manner of older programs', 'rsa', ['-legacy', '-macalg', 'sha1']],
] as const) {
  const make = once(() => identities(kind))
  const file = once(async () => {
    const { leaf, chain } = await make()
    return container({ key: leaf, certificates: chain }, ...options)
  })
  signerContract(`file keystore, ${name}`, {
    open: async () => openFileKeystore(await file(), PASSWORD),
    refusals: {
      'a wrong password': async () => openFileKeystore(await file(), 'salah'),
      'no password': async () => openFileKeystore(await file(), ''),
      'a file that is not there': () => openFileKeystore(join(folder, 'none.p12'), PASSWORD),
      'another kind of file': async () => {
        writeFileSync(join(folder, 'text.p12'), 'no keystore')
        return openFileKeystore(join(folder, 'text.p12'), PASSWORD)
      },
      'certificates without a key': async () => {
        const { chain } = await make()
        return openFileKeystore(container({ key: null, certificates: chain }), PASSWORD)
      },
    },
    skip,
  })
}

test.group('file keystore', () => {
  test('a key too weak, or of a kind that readers do not know, is refused', async ({ assert }) => {
    for (const kind of ['rsa1024', 'p384', 'p521'] as const) {
      const { leaf, chain } = await identities(kind)
      const file = container({ key: leaf, certificates: chain })
      await assert.rejects(() => openFileKeystore(file, PASSWORD), /RSA from 2048 bits or P-256/)
    }
  }).skip(...skip)

  test('the chain is put in order, whatever the order in the file', async ({ assert }) => {
    const { leaf, issuer, root } = await identities('p256')
    const stranger = await makeIdentity({ name: 'CN=Stranger', ca: true })
    const file = container({ key: leaf, certificates: [leaf, root, stranger, issuer] })
    const { chain } = await openFileKeystore(file, PASSWORD)
    assert.deepEqual(
      chain.map(Buffer.from),
      [leaf, issuer, root].map(({ der }) => Buffer.from(der))
    )
  }).skip(...skip)

  test('another file in its place is opened at the next call; a damaged one is refused and tried again', async ({
    assert,
  }) => {
    const [first, second] = [await identities('p256'), await identities('p256')]
    const place = join(folder, 'place.p12')
    const { copyFileSync, utimesSync } = await import('node:fs')
    const put = (file: string, seconds: number) => {
      copyFileSync(file, place)
      utimesSync(place, AT, new Date(AT.getTime() + seconds * 1000))
    }
    const container1 = container({ key: first.leaf, certificates: first.chain })
    const container2 = container({ key: second.leaf, certificates: second.chain })
    put(container1, 0)
    const open = reopenedFileKeystore(place, PASSWORD)
    const one = await open()
    assert.strictEqual(await open(), one)
    writeFileSync(place, 'half')
    await assert.rejects(() => open(), /not a PKCS#12 file/)
    await assert.rejects(() => open(), /not a PKCS#12 file/)
    put(container2, 1)
    const two = await open()
    assert.deepEqual(Buffer.from(two.chain[0]!), Buffer.from(second.leaf.der))
    assert.deepEqual(Buffer.from(one.chain[0]!), Buffer.from(first.leaf.der))
  }).skip(...skip)
})
