import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { guide, type GuideFacts } from '#pks/evidence/guide'
import { proofFor, type Proof } from '#pks/evidence/proof'
import { pemBlock } from '#pki/x509/pem'
import { AT, day, makeCrl, makeIdentity, type Identity } from '#tests/support/pki/certificates'
import { ocspResponse } from '#tests/support/pki/ocsp'

const WITHOUT = spawnSync('openssl', ['version']).error ? 'openssl is not installed' : null

async function authorities() {
  const root = await makeIdentity({ name: 'CN=Root', ca: true })
  const ca = await makeIdentity({ name: 'CN=CA', ca: true, issuer: root })
  const leaf = await makeIdentity({ name: 'CN=Budi', issuer: ca, emails: ['budi@mitra.example'] })
  return { root, ca, leaf }
}

const print = (identity: Identity) => identity.certificate.getThumbprint('SHA-256')
const fingerprintOf = async (identity: Identity) =>
  Buffer.from(await print(identity)).toString('hex')

test.group('Evidence: how a signature can be proven later', () => {
  test('[R8.3] finds the chain by signatures, whatever lies beside it', async ({ assert }) => {
    const { root, ca, leaf } = await authorities()
    const namesake = await makeIdentity({ name: 'CN=CA', ca: true, issuer: root })
    const pool = [namesake.der, leaf.der, root.der, new Uint8Array([0x30, 0]), ca.der]
    const proof = (await proofFor(await fingerprintOf(leaf), pool, [], AT))!
    assert.deepEqual(
      proof.chain.map(({ raw }) => Buffer.from(raw).toString('hex')),
      [leaf, ca, root].map(({ der }) => Buffer.from(der).toString('hex'))
    )
    assert.equal(proof.revocation, '')
    assert.equal(proof.at.getTime(), AT.getTime())
    assert.isNull(await proofFor('0'.repeat(64), pool, [], AT))
  })

  test('[R8.3] asks for as much revocation as the lists cover, at an instant when all were in force', async ({
    assert,
  }) => {
    const { root, ca, leaf } = await authorities()
    const fingerprint = await fingerprintOf(leaf)
    const pool = [leaf.der, ca.der, root.der]
    const later = day(0.5)
    const [ofCa, ofRoot, stale] = [
      await makeCrl(ca, { thisUpdate: later, nextUpdate: day(7) }),
      await makeCrl(root, { thisUpdate: day(-1), nextUpdate: day(7) }),
      await makeCrl(ca, { thisUpdate: day(-9), nextUpdate: day(-2) }),
    ]
    const flags = async (...lists: Uint8Array[]) =>
      (await proofFor(fingerprint, pool, lists, AT))!.revocation
    assert.equal(await flags(ofCa, ofRoot), ' -crl_check_all')
    assert.equal(await flags(ofCa), ' -crl_check')
    assert.equal(await flags(ofRoot), '')
    assert.equal(await flags(stale, ofRoot), '')
    const proof = (await proofFor(fingerprint, pool, [ofCa, ofRoot], AT))!
    assert.equal(proof.at.getTime(), later.getTime())
    assert.lengthOf(proof.trust.match(/BEGIN X509 CRL/g)!, 2)
    assert.lengthOf(proof.trust.match(/BEGIN CERTIFICATE/g)!, 1)
  })

  const followed =
    test('[R8.3] an OCSP answer is checked as the text says, and a forged one is found', async ({
      assert,
      cleanup,
    }) => {
      const { root, ca, leaf } = await authorities()
      const stranger = await makeIdentity({ name: 'CN=CA', ca: true, issuer: root })
      const proof = (await proofFor(
        await fingerprintOf(leaf),
        [leaf.der, ca.der, root.der],
        [],
        AT
      ))!
      const folder = mkdtempSync(join(tmpdir(), 'ocsp-'))
      cleanup(() => rmSync(folder, { recursive: true }))
      mkdirSync(join(folder, 'replies/1'), { recursive: true })
      const write = (name: string, content: string | Uint8Array) =>
        writeFileSync(join(folder, 'replies/1', name), content)
      write('trust.pem', proof.trust)
      proof.chain.forEach(({ raw }, index) =>
        write(`chain-${index + 1}.pem`, pemBlock('CERTIFICATE', raw))
      )
      write(
        'certificates.pem',
        [leaf, ca, root].map(({ der }) => pemBlock('CERTIFICATE', der)).join('')
      )
      const command = guide(factsWith(proof), 'en')
        .split('\n')
        .find((line) => line.startsWith('    $ openssl ocsp'))!
        .slice(6)
      const run = (answer: Uint8Array) => {
        write('ocsp-1.der', answer)
        const { stdout, stderr, status } = spawnSync('bash', ['-c', command], {
          cwd: folder,
          encoding: 'utf8',
        })
        return { said: stdout + stderr, status }
      }
      const honest = run(ocspResponse(leaf, ca))
      assert.match(honest.said, /^good$/m)
      assert.include(honest.said, 'Response verify OK')
      assert.equal(honest.status, 0)
      const revoked = run(ocspResponse(leaf, ca, { status: 'revoked' }))
      assert.notMatch(revoked.said, /good/)
      const forged = run(ocspResponse(leaf, ca, { signer: stranger }))
      assert.notInclude(forged.said, 'Response verify OK')
      assert.notEqual(forged.status, 0)
    })
  if (WITHOUT) followed.skip(true, WITHOUT)
})

function factsWith(proof: Proof): GuideFacts {
  return {
    number: 'PKS-2026-0001',
    reader: 'partner',
    document: { path: 'document/x.pdf', sha256: '0'.repeat(64), size: 1 },
    checkPage: 'https://store.example/verifikasi',
    seal: null,
    replies: 1,
    acceptedAt: null,
    holdsAccepted: true,
    reply: {
      path: 'replies/1.eml',
      folder: 'replies/1',
      proof,
      from: null,
      email: null,
      pin: null,
      holdsDocument: false,
      crls: [],
      ocsp: [
        {
          path: 'replies/1/ocsp-1.der',
          certificate: 'replies/1/chain-1.pem',
          issuer: 'replies/1/chain-2.pem',
        },
      ],
    },
    archives: [],
  }
}
