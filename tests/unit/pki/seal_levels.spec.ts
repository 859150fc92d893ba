import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { crlsFrom } from '#pki/folder_revocation'
import { inspectArchiveCopy, stampForArchive } from '#pki/pdf/archive'
import { inspectSealedPdf } from '#pki/pdf/inspect'
import { levelOf, OtherAuthority, sealPdf, type SealOptions } from '#pki/pdf/seal'
import { examineSigner, mergeEvidence } from '#pki/signer_status'
import { trustFrom } from '#pki/trust_store'
import { openTimestampAuthority } from '#plugins/pki/http_timestamps/authority'
import { makeAuthority, StampServer } from '#tests/support/pki/authority'
import { DOCUMENT, EMAIL, makeCrl, makeIdentity } from '#tests/support/pki/certificates'
import { has, run } from '#tests/support/pki/openssl'
import { plainPdf, sealing, signerOf } from '#tests/support/pki/world'

const DAY = 86_400_000
const CRL_URL = 'http://crl.example/seal.crl'
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** An operator whose certificates are valid around now, as outside judges and openssl's authority look at the clock. */
async function makeOperator() {
  const around = (days: number) => new Date(Date.now() + days * DAY)
  const life = { notBefore: around(-30), notAfter: around(300) }
  const root = await makeIdentity({ name: 'CN=Seal Root', ca: true, kind: 'rsa', ...life })
  const sealer = await makeIdentity({
    name: 'CN=Webstore Telkom',
    issuer: root,
    kind: 'rsa',
    crlUrl: CRL_URL,
    extendedKeyUsage: [DOCUMENT, EMAIL],
    ...life,
  })
  const list = { thisUpdate: around(-1), nextUpdate: around(6) }
  const crl = await makeCrl(root, list)
  return { root, sealer, crl, signer: signerOf(sealer), trust: trustFrom([root.der]) }
}

async function build() {
  const [operator, authority] = [await makeOperator(), await makeAuthority()]
  const server = await new StampServer(authority).open()
  const timestamp = openTimestampAuthority({
    url: server.url,
    trust: async () => authority.trust,
    revocation: async () => authority.revocation,
    now: () => new Date(),
  })
  const at = new Date(Math.floor(Date.now() / 1000) * 1000)
  const revocation = crlsFrom([operator.crl])
  const own = await examineSigner(operator.signer.chain, { trust: operator.trust, revocation, at })
  const stamp = await timestamp.timestamp(createHash('sha256').digest())
  const validation = mergeEvidence(own.evidence, stamp.evidence)
  const options = { ...sealing(operator.signer), at }
  const plain = await plainPdf('PKS nomor 1')
  const seal = (extra: Partial<SealOptions>) => sealPdf(plain, { ...options, ...extra })
  const files = {
    'b-b': await seal({}),
    'b-t': await seal({ timestamp }),
    'b-lt': await seal({ timestamp, validation }),
  }
  const archive = await stampForArchive(files['b-lt'], { timestamp, validation })
  const again = await stampForArchive(archive.pdf, { timestamp, validation })
  return {
    ...operator,
    ...{ authority, server, timestamp, own, validation, options, seal, archive, again, at },
    files: { ...files, 'b-lta': archive.pdf, 'b-lta-2': again.pdf },
  }
}

type Level = keyof Awaited<ReturnType<typeof build>>['files']
const LEVELS: Level[] = ['b-b', 'b-t', 'b-lt', 'b-lta', 'b-lta-2']

/** Contents and byte ranges of every signature of a file, first one first. */
function signaturesOf(pdf: Uint8Array) {
  const text = Buffer.from(pdf).toString('latin1')
  const ranges = text.matchAll(/\/ByteRange \[ 0 (\d+) (\d+) (\d+) \]/g)
  return [...ranges].map((match) => {
    const [begin, end, rest] = match.slice(1).map(Number) as [number, number, number]
    const hex = Buffer.from(text.slice(begin + 1, end - 1), 'hex')
    const der = hex.subarray(0, 4 + hex.readUInt16BE(2))
    return { der, content: Buffer.concat([pdf.subarray(0, begin), pdf.subarray(end, end + rest)]) }
  })
}

test.group('pki / levels of a seal', (group) => {
  let made: Awaited<ReturnType<typeof build>>
  let folder: string
  group.setup(async () => {
    if (!has('openssl')) return () => {}
    made = await build()
    folder = await mkdtemp(join(tmpdir(), 'etalase-levels-'))
    for (const [name, pdf] of Object.entries(made.files)) {
      await writeFile(join(folder, `${name}.pdf`), pdf)
      for (const [index, { der, content }] of signaturesOf(pdf).entries()) {
        await writeFile(join(folder, `${name}.${index}.der`), der)
        await writeFile(join(folder, `${name}.${index}.bin`), content)
      }
    }
    const roots = [made.root, made.authority.root].map(({ certificate }) =>
      certificate.toString('pem')
    )
    await writeFile(join(folder, 'roots.pem'), roots.join('\n'))
    return async () => {
      await made.server.close()
      await rm(folder, { recursive: true })
    }
  })
  const without = (...programs: string[]) => programs.find((program) => !has(program))
  const skipUnless = (...programs: string[]): [boolean, string] => [
    without('openssl', ...programs) !== undefined,
    `${without('openssl', ...programs)} is not installed`,
  ]

  test('[R6.2] B-T carries a token over the signature, B-LT all that proves both', async ({
    assert,
  }) => {
    const { files, options, timestamp, validation } = made
    assert.equal(levelOf(options), 'B-B')
    assert.equal(levelOf({ ...options, validation }), 'B-B')
    assert.equal(levelOf({ ...options, timestamp }), 'B-T')
    assert.equal(levelOf({ ...options, timestamp, validation }), 'B-LT')
    const token = Buffer.from('060b2a864886f70d010910020e', 'hex')
    const holds = (level: Level) => signaturesOf(files[level])[0]!.der.includes(token)
    assert.deepEqual(LEVELS.map(holds), [false, true, true, true, true])
    assert.lengthOf(validation.certificates, 4)
    assert.lengthOf(validation.crls, 2)
    const text = Buffer.from(files['b-lt']).toString('latin1')
    assert.equal(text.split('%%EOF').length, 2)
    assert.match(text, /\/Type \/DSS\s*\/Certs \[( \d+ 0 R){4} \]\s*\/CRLs \[( \d+ 0 R){2} \]/)
  }).skip(...skipUnless())

  test('[R6.4] each level is valid to our own judge, whose archive copies are later revisions', async ({
    assert,
  }) => {
    const inspect = async (level: Level) => {
      const { checks } = await inspectSealedPdf(made.files[level], {
        trust: made.trust,
        stampTrust: made.authority.trust,
        at: made.at,
      })
      return checks.find(({ status }) => status !== 'passed')?.reason ?? 'valid'
    }
    for (const level of ['b-b', 'b-t', 'b-lt'] as const) assert.equal(await inspect(level), 'valid')
    assert.notEqual(await inspect('b-lta'), 'valid')
    assert.notEqual(await inspect('b-lta-2'), 'valid')
  }).skip(...skipUnless())

  test('[R6.2] another authority than expected: sealed again with its certificates', async ({
    assert,
  }) => {
    const other = await makeAuthority()
    const server = await new StampServer(other).open()
    const timestamp = openTimestampAuthority({
      url: server.url,
      trust: async () => other.trust,
      now: () => new Date(),
    })
    try {
      const error = await made
        .seal({ timestamp, validation: made.validation })
        .catch((caught: unknown) => caught)
      assert.instanceOf(error, OtherAuthority)
      const validation = mergeEvidence(made.validation, (error as OtherAuthority).evidence)
      const pdf = await made.seal({ timestamp, validation })
      assert.isTrue((await inspectSealedPdf(pdf, { trust: made.trust, at: made.at })).valid)
    } finally {
      await server.close()
    }
  }).skip(...skipUnless())

  test('[R6.2] no time stamp: nothing is sealed', async ({ assert }) => {
    const { server, timestamp, validation, seal } = made
    server.fault = { instead: (response) => response.writeHead(500).end() }
    await assert.rejects(() => seal({ timestamp, validation }), /timestamp.unavailable/)
    await assert.rejects(
      () => stampForArchive(made.files['b-lt'], { timestamp, validation }),
      /timestamp.unavailable/
    )
    server.fault = {}
  }).skip(...skipUnless())

  test('[R6.2] an archive copy begins with the mailed file and is stamped as a whole', async ({
    assert,
  }) => {
    const { files, authority } = made
    const original = { length: files['b-lt'].length, sha256: sha256(files['b-lt']) }
    const expected = { trust: authority.trust, revocation: authority.revocation, now: new Date() }
    for (const level of ['b-lta', 'b-lta-2'] as const) {
      const { originalSha256, result } = await inspectArchiveCopy(files[level], original, expected)
      assert.equal(originalSha256, original.sha256)
      assert.isObject(result)
    }
    const second = { length: files['b-lta'].length, sha256: sha256(files['b-lta']) }
    assert.isObject((await inspectArchiveCopy(files['b-lta-2'], second, expected)).result)

    const problem = async (change: (copy: Buffer) => Uint8Array) =>
      (await inspectArchiveCopy(change(Buffer.from(files['b-lta'])), original, expected)).result
    // Another digit, where there are digits.
    const flip = (at: number) => (copy: Buffer) => (
      copy.writeUInt8(copy[at] === 48 ? 49 : 48, at),
      copy
    )
    assert.equal(await problem(flip(200)), 'archive.original')
    assert.equal(await problem(() => files['b-lt']), 'archive.original')
    assert.equal(await problem(flip(files['b-lta'].length - 8)), 'timestamp.imprint')
    assert.equal(
      await problem((copy) => Buffer.concat([copy, copy.subarray(0, 9)])),
      'archive.structure'
    )
    const text = Buffer.from(files['b-lta']).toString('latin1')
    const contents = text.lastIndexOf('/Contents <')
    const { der } = signaturesOf(files['b-lta']).at(-1)!
    const inSignature = contents + '/Contents <'.length + 2 * (der.length - 20)
    assert.equal(await problem(flip(inSignature)), 'timestamp.signature')
    const padding = text.indexOf('>', contents) - 2
    assert.equal(await problem(flip(padding)), 'archive.structure')
  }).skip(...skipUnless())

  test('[R6.2] an archive copy touches no page, and holds nothing twice', async ({ assert }) => {
    const text = (level: Level) => Buffer.from(made.files[level]).toString('latin1')
    const added = (level: Level, before: Level) => text(level).slice(text(before).length)
    for (const revision of [added('b-lta', 'b-lt'), added('b-lta-2', 'b-lta')]) {
      assert.notInclude(revision, 'endstream')
      assert.lengthOf(revision.match(/\/Type \/Page\b/g)!, 1)
      assert.lengthOf(revision.match(/\/Contents </g)!, 1)
      const page = /\/Contents (?:\[.*\]|\d+ 0 R)/.exec(revision)![0]
      assert.include(text('b-lt'), page)
    }
    const files = ['-q', '-r', '40', '-singlefile']
    for (const level of ['b-lt', 'b-lta-2']) {
      run('pdftoppm', [...files, `${level}.pdf`, level], folder)
    }
    const [before, after] = await Promise.all(
      ['b-lt.ppm', 'b-lta-2.ppm'].map((name) => readFile(join(folder, name)))
    )
    assert.equal(sha256(after!), sha256(before!))
  }).skip(...skipUnless('pdftoppm'))

  for (const level of LEVELS) {
    test(`[R6.2] ${level}: pdfsig trusts it, and the whole document is signed`, async ({
      assert,
    }) => {
      const store = join(folder, `nss-${level}`)
      await mkdir(store)
      const nss = (...args: string[]) => {
        const { status, output } = run('certutil', ['-d', `sql:${store}`, ...args], folder)
        assert.equal(status, 0, output)
      }
      nss('-N', '--empty-password')
      for (const [name, { root }] of Object.entries({ seal: made, stamp: made.authority })) {
        await writeFile(join(folder, `${name}.pem`), root.certificate.toString('pem'))
        nss('-A', '-n', name, '-t', 'CT,C,C', '-i', `${name}.pem`)
      }
      const { output } = run('pdfsig', ['-nssdir', store, `${level}.pdf`], folder)
      const signatures = output.split(/^Signature #/m).slice(1)
      assert.lengthOf(signatures, signaturesOf(made.files[level]).length, output)
      assert.include(signatures[0], 'Signature Validation: Signature is Valid.')
      assert.include(signatures[0], 'Certificate Validation: Certificate is Trusted.')
      assert.include(signatures.at(-1), 'Total document signed')
    }).skip(...skipUnless('pdfsig', 'certutil'))

    test(`[R6.2] ${level}: qpdf and mutool find the file sound, mutool the seal untouched`, async ({
      assert,
    }) => {
      const checked = run('qpdf', ['--check', `${level}.pdf`], folder)
      assert.equal(checked.status, 0, checked.output)
      const info = run('mutool', ['info', `${level}.pdf`], folder)
      assert.equal(info.status, 0, info.output)
      assert.notMatch(info.output, /error|warning/i)
      const verified = run('mutool', ['sign', '-v', `${level}.pdf`], folder)
      assert.equal(verified.status, 0, verified.output)
      const [seal] = verified.output.split(/^Verifying signature /m).slice(1)
      assert.include(seal, 'cn=Webstore Telkom')
      assert.include(seal, level.startsWith('b-lta') ? 'since signing' : 'unchanged since signing')
    }).skip(...skipUnless('qpdf', 'mutool'))

    test(`[R6.2] ${level}: openssl cms -verify -cades accepts the seal, openssl ts each stamp`, async ({
      assert,
    }) => {
      const files = (index: number) => [`${level}.${index}.der`, `${level}.${index}.bin`] as const
      const [der, content] = files(0)
      const seal = run(
        'openssl',
        [
          ...['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', der],
          ...['-content', content, '-CAfile', 'roots.pem', '-purpose', 'any', '-out', '/dev/null'],
        ],
        folder
      )
      assert.equal(seal.status, 0, seal.output)
      for (let index = 1; index < signaturesOf(made.files[level]).length; index++) {
        const [token, data] = files(index)
        const stamp = run(
          'openssl',
          ['ts', '-verify', '-token_in', '-in', token, '-data', data, '-CAfile', 'roots.pem'],
          folder
        )
        assert.equal(stamp.status, 0, stamp.output)
      }
    }).skip(...skipUnless())
  }
})
