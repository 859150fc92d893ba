import { createPrivateKey } from 'node:crypto'
import { test } from '@japa/runner'
import forge from 'node-forge'
import { encode, TAG } from '#pki/asn1/der'
import { OID } from '#pki/asn1/oids'
import {
  BUNDLE_LIMITS,
  readCertificateFile,
  SINGLE_LIMITS,
  type FileProblem,
} from '#pki/certificate_file'
import { examineAuthority, examinePin } from '#pki/fitness'
import { mergedTrust } from '#pki/merged_trust'
import { trustFrom } from '#pki/trust_store'
import { parseCertificate } from '#pki/x509/certificate'
import { AT, day, makeIdentity, SERVER, type Identity } from '#tests/support/pki/certificates'
import { pemOf } from '#tests/support/trust'

/** `SignedData` without content and signers: what `openssl crl2pkcs7` writes. */
function bundle(ders: readonly Uint8Array[]): Buffer {
  const oid = (text: string) => {
    const der = forge.asn1.oidToDer(text).getBytes()
    return encode(TAG.oid, [Buffer.from(der, 'latin1')])
  }
  const signedData = encode(TAG.sequence, [
    encode(TAG.integer, [Uint8Array.of(1)]),
    encode(TAG.set, []),
    encode(TAG.sequence, [oid(OID.data)]),
    encode(0xa0, ders),
    encode(TAG.set, []),
  ])
  return Buffer.from(encode(TAG.sequence, [oid(OID.signedData), encode(0xa0, [signedData])]))
}

test.group('pki / files of certificates', (group) => {
  let root: Identity
  let other: Identity
  group.setup(async () => {
    root = await makeIdentity({ name: 'CN=Induk', ca: true })
    other = await makeIdentity({ name: 'CN=Induk Lain', ca: true })
  })

  const read = (file: string | Uint8Array, limits = BUNDLE_LIMITS) => {
    const done = readCertificateFile(Buffer.from(file as Uint8Array), limits)
    if (!done.ok) return done.error.type
    return { count: done.value.certificates.length, duplicates: done.value.duplicates }
  }

  test('PEM with text around and between, DER, PKCS#7 as DER and as PEM, `-trustout`', ({
    assert,
  }) => {
    const both = `Subject: Induk\n${pemOf(root.der)}\nlalu\n${pemOf(other.der)}akhir`
    assert.deepEqual(read(both), { count: 2, duplicates: 0 })
    assert.deepEqual(read(both.replaceAll('\n', '\r\n')), { count: 2, duplicates: 0 })
    assert.deepEqual(read(root.der), { count: 1, duplicates: 0 })
    assert.deepEqual(read(bundle([root.der, other.der])), { count: 2, duplicates: 0 })
    assert.deepEqual(read(pemOf(bundle([root.der]), 'PKCS7')), { count: 1, duplicates: 0 })
    const trusted = Buffer.concat([root.der, encode(TAG.sequence, [])])
    assert.deepEqual(read(pemOf(trusted, 'TRUSTED CERTIFICATE')), { count: 1, duplicates: 0 })
  })

  test('what is no certificate is told before its size is', ({ assert }) => {
    const tight = { bytes: 1000, certificates: 20 }
    assert.equal(read(`%PDF-1.7\n${'x'.repeat(2000)}`, tight), 'unreadable')
    assert.equal(read(pemOf(root.der).repeat(10), tight), 'too_large')
    assert.equal(read(Buffer.alloc(2000, 0x30), tight), 'too_large')
  })

  test('the same certificate many times is one', ({ assert }) => {
    assert.deepEqual(read(pemOf(root.der).repeat(900)), { count: 1, duplicates: 899 })
  })

  test('a private key anywhere: nothing of the file is taken', ({ assert }) => {
    const pkcs8 = root.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
    const sec1 = root.privateKey.export({ type: 'sec1', format: 'der' })
    const encrypted = createPrivateKey(pkcs8).export({
      type: 'pkcs8',
      format: 'der',
      cipher: 'aes-256-cbc',
      passphrase: 'rahasia',
    })
    assert.equal(read(pemOf(root.der) + pkcs8), 'private_key')
    assert.equal(read(pkcs8 + pemOf(root.der)), 'private_key')
    assert.equal(read('-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n'), 'private_key')
    assert.equal(read(pemOf(encrypted, 'ENCRYPTED PRIVATE KEY')), 'private_key')
    assert.equal(read(encrypted), 'private_key')
    assert.equal(read(sec1), 'private_key')
    assert.equal(read(root.privateKey.export({ type: 'pkcs8', format: 'der' })), 'private_key')
  })

  test('a PKCS#12 is named for what it is', ({ assert }) => {
    const key = forge.pki.rsa.generateKeyPair(1024)
    const p12 = forge.pkcs12.toPkcs12Asn1(key.privateKey, null as never, 'sandi')
    const der = Buffer.from(forge.asn1.toDer(p12).getBytes(), 'latin1')
    assert.equal(read(der), 'keystore')
    assert.equal(read(der, SINGLE_LIMITS), 'keystore')
  })

  test('{name} is refused as {problem}')
    .with<{ name: string; problem: FileProblem; file: () => string | Uint8Array }[]>([
      { name: 'nothing', problem: 'empty', file: () => '' },
      { name: 'text', problem: 'unreadable', file: () => 'halo' },
      {
        name: 'a block without its end',
        problem: 'unreadable',
        file: () => '-----BEGIN CERTIFICATE-----\nMII',
      },
      {
        name: 'a block of other letters',
        problem: 'unreadable',
        file: () => pemOf(root.der).replace('M', '<'),
      },
      {
        name: 'a list of revoked certificates',
        problem: 'no_certificate',
        file: () => pemOf(root.der, 'X509 CRL'),
      },
      {
        name: 'DER with something behind it',
        problem: 'unreadable',
        file: () => Buffer.concat([root.der, Buffer.from('x')]),
      },
      { name: 'a bundle without certificates', problem: 'no_certificate', file: () => bundle([]) },
      {
        name: 'three megabytes',
        problem: 'too_large',
        file: () => Buffer.alloc(3 * 1024 * 1024, 0x30),
      },
      {
        name: 'a thousand and one',
        problem: 'too_many',
        file: () => pemOf(Uint8Array.of(0x30, 0)).repeat(1001),
      },
      {
        name: 'ten thousand copies in PKCS#7',
        problem: 'too_many',
        file: () => bundle(Array.from({ length: 10_000 }, () => Uint8Array.of(0x30, 0))),
      },
      {
        name: 'sequences a thousand deep',
        problem: 'unreadable',
        file: () => {
          let der: Uint8Array = encode(TAG.null, [])
          for (let depth = 0; depth < 1000; depth++) der = encode(TAG.sequence, [der])
          return pemOf(der, 'PKCS7')
        },
      },
    ])
    .run(({ assert }, { problem, file }) => {
      assert.equal(read(file()), problem)
    })
})

test.group('pki / fit to be an authority', (group) => {
  let root: Identity
  group.setup(async () => {
    root = await makeIdentity({ name: 'CN=Induk', ca: true })
  })
  const findings = (der: Uint8Array, purpose: 'email' | 'seal' = 'email', refuse = false) =>
    examineAuthority(der, { at: AT, purpose, refuseDevelopment: refuse }).findings

  test('a root and an intermediate; only the root ends paths', async ({ assert }) => {
    assert.deepEqual(findings(root.der), [])
    assert.equal(examineAuthority(root.der, { at: AT, purpose: 'email' }).role, 'anchor')
    const { der } = await makeIdentity({ name: 'CN=Antara', ca: true, issuer: root })
    const middle = examineAuthority(der, { at: AT, purpose: 'email' })
    assert.deepEqual([middle.role, middle.findings], ['intermediate', []])
  })

  test('what speaks against one is said, all of it', async ({ assert }) => {
    const shapes = {
      not_ca: { name: 'CN=Orang' },
      no_cert_sign: { name: 'CN=A', ca: true, keyUsage: 2 },
      expired: { name: 'CN=A', ca: true, notAfter: day(-1) },
      not_yet_valid: { name: 'CN=A', ca: true, notBefore: day(1) },
      weak_key: { name: 'CN=A', ca: true, kind: 'rsa1024' as const },
      wrong_purpose: { name: 'CN=A', ca: true, extendedKeyUsage: [SERVER] },
    }
    for (const [finding, shape] of Object.entries(shapes)) {
      const { der } = await makeIdentity(shape)
      assert.include(findings(der), finding)
    }
    const both = await makeIdentity({ name: 'CN=A', ca: true, notAfter: day(-1), keyUsage: 2 })
    assert.deepEqual(findings(both.der), ['no_cert_sign', 'expired'])
  })

  test('a signature of its own that does not fit; one by SHA-1 says nothing against a root', async ({
    assert,
  }) => {
    const broken = Uint8Array.from(root.der)
    broken[broken.length - 5]! ^= 1
    assert.deepEqual(findings(broken), ['signature'])
    const forger = await makeIdentity({ name: 'CN=Induk', ca: true, issuer: root })
    const claimed = parseCertificate(forger.der)
    assert.isTrue(claimed.selfIssued)
    assert.deepEqual(findings(forger.der), ['signature'])
    assert.deepEqual(findings(sha1Root()), [])
  })

  test('bytes that are no certificate, and the CA of a development machine in production', async ({
    assert,
  }) => {
    assert.deepEqual(findings(Uint8Array.of(0x30, 0)), ['malformed'])
    const { der } = await makeIdentity({ name: 'CN=Etalase Development Root CA', ca: true })
    assert.deepEqual(findings(der), [])
    assert.deepEqual(findings(der, 'email', true), ['development'])
  })
})

test.group('pki / fit to be pinned', () => {
  const email = 'bagas@nada.example'
  const findings = async (shape: object, own = email) => {
    const { der } = await makeIdentity({ name: 'CN=Bagas', emails: [email], ...shape })
    return examinePin(parseCertificate(der), { at: AT, email: own })
  }

  test('[R6.3] a certificate of one’s own for the registered address', async ({ assert }) => {
    assert.deepEqual(await findings({}), [])
    assert.deepEqual(await findings({}, 'BAGAS@nada.example'), [])
    assert.deepEqual(await findings({ extendedKeyUsage: null, keyUsage: null }), [])
  })

  test('[R6.3] what speaks against it is said', async ({ assert }) => {
    assert.deepEqual(await findings({ emails: ['lain@nada.example'] }), ['other_address'])
    assert.deepEqual(await findings({ emails: undefined }), ['no_address'])
    assert.deepEqual(await findings({ ca: true, extendedKeyUsage: null, keyUsage: 1 }), ['is_ca'])
    const issuer = await makeIdentity({ name: 'CN=Induk', ca: true })
    assert.deepEqual(await findings({ issuer }), ['not_self_signed'])
    assert.deepEqual(await findings({ notAfter: day(-1) }), ['expired'])
    assert.deepEqual(await findings({ notBefore: day(1) }), ['not_yet_valid'])
    assert.deepEqual(await findings({ keyUsage: 4 }), ['key_usage'])
    assert.deepEqual(await findings({ extendedKeyUsage: [SERVER] }), ['extended_key_usage'])
    assert.deepEqual(await findings({ kind: 'rsa1024' }), ['weak_key'])
  })
})

test.group('pki / merged trust', () => {
  test('the same object as long as nothing changed, each certificate once', async ({ assert }) => {
    const [one, two] = [
      await makeIdentity({ name: 'CN=Satu', ca: true }),
      await makeIdentity({ name: 'CN=Dua', ca: true }),
    ]
    let second = trustFrom([one.der])
    const first = trustFrom([one.der])
    const merged = mergedTrust(
      async () => first,
      async () => second
    )
    const before = await merged()
    assert.lengthOf(before.anchors, 1)
    assert.strictEqual(await merged(), before)
    second = trustFrom([two.der])
    assert.lengthOf((await merged()).anchors, 2)
  })
})

/** As many old roots are: strong key, signed by itself with SHA-1. */
function sha1Root(): Uint8Array {
  const keys = forge.pki.rsa.generateKeyPair(2048)
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = keys.publicKey
  certificate.serialNumber = '01'
  certificate.validity.notBefore = day(-30)
  certificate.validity.notAfter = day(300)
  certificate.setSubject([{ name: 'commonName', value: 'Induk Lama' }])
  certificate.setIssuer([{ name: 'commonName', value: 'Induk Lama' }])
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
  ])
  certificate.sign(keys.privateKey, forge.md.sha1.create())
  return Buffer.from(
    forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes(),
    'latin1'
  )
}
