import { test } from '@japa/runner'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { REPLY_CHECKS } from '#pki/judge'
import { makeCrl, makeIdentity, AT, type KeyKind } from '#tests/support/pki/certificates'
import {
  CODE,
  detachedMail,
  makeCms,
  multipart,
  opaqueMail,
  renderPart,
  replyBody,
  type CmsShape,
} from '#tests/support/pki/mail'
import { sendWithMutt, sendWithSNail } from '#tests/support/pki/mail_programs'
import { has, openssl } from '#tests/support/pki/openssl'
import { PROGRAMS } from '#tests/support/pki/programs'
import { crlsFrom } from '#pki/folder_revocation'
import { trustFrom } from '#pki/trust_store'
import { judge, makePartner, problems, reply, sha256, world } from '#tests/support/pki/world'

test.group('pki / honest replies', () => {
  test('[R6.4] a detached reply passes all eleven checks, in their order', async ({ assert }) => {
    const verdict = await judge(await reply())
    assert.deepEqual(
      verdict.checks.map(({ name, status }) => [name, status]),
      REPLY_CHECKS.map((name) => [name, 'passed'])
    )
    assert.isTrue(verdict.accepted)
    assert.equal(verdict.signer?.commonName, 'Budi Santoso')
    assert.lengthOf(verdict.signer!.chain, 3)
  })

  test('[R8.3] the verdict hands over the certificates and lists that it rests on', async ({
    assert,
  }) => {
    const { evidence } = await judge(await reply())
    assert.lengthOf(evidence.certificates, 3)
    assert.lengthOf(evidence.crls, 2)
  })

  const shapes: Record<string, Partial<CmsShape>> = {
    'CAdES': { attributes: 'cades' },
    'a subject-key-identifier signer': { keyId: true },
    'SHA-512': { hash: 'sha512' },
    'SHA-384': { hash: 'sha384' },
    'BER-streamed CMS': { ber: true },
  }
  for (const [name, cms] of Object.entries(shapes)) {
    test(`[R6.4] accepted: ${name}`, async ({ assert }) => {
      assert.deepEqual(problems(await judge(await reply({ cms }))), [])
    })
  }

  for (const kind of ['rsa', 'p256', 'p384', 'p521'] as KeyKind[]) {
    test(`[R6.4] accepted: a signature by a ${kind} key, detached and opaque`, async ({
      assert,
    }) => {
      const { ca, pdf } = await world()
      const signer = await makePartner(ca, { kind })
      const content = replyBody(pdf)
      const bytes = Buffer.from(content, 'latin1')
      const replies = [
        detachedMail(content, makeCms(bytes, { signer })),
        opaqueMail(makeCms(bytes, { signer, embed: true })),
        opaqueMail(makeCms(bytes, { signer, embed: true, ber: true })),
      ]
      for (const raw of replies) assert.deepEqual(problems(await judge(raw)), [])
    })
  }

  test('[R6.4] accepted: RSA-PSS', async ({ assert }) => {
    const { ca } = await world()
    const signer = await makePartner(ca, { kind: 'rsa' })
    assert.deepEqual(problems(await judge(await reply({ cms: { signer, pss: true } }))), [])
  })

  test('[R6.4] accepted: line ends without CR', async ({ assert }) => {
    const raw = (await reply()).toString('latin1').replaceAll('\r\n', '\n')
    assert.deepEqual(problems(await judge(Buffer.from(raw, 'latin1'))), [])
  })

  test('[R6.4] accepted: the same certificate twice in the message', async ({ assert }) => {
    const { partner, ca } = await world()
    const certificates = [partner.der, partner.der, ca.der, partner.der]
    assert.deepEqual(problems(await judge(await reply({ cms: { certificates } }))), [])
  })

  const mails: Record<string, Parameters<typeof reply>[0]> = {
    'an upper-case address': { mail: { from: 'BUDI@Mitra.Example' } },
    'a bare address': { mail: { from: 'budi@mitra.example' } },
    'a quoted name': { mail: { from: '"Santoso, Budi (Mitra)" <budi@mitra.example>' } },
    'the address as its own name': { mail: { from: '"budi@mitra.example" <budi@mitra.example>' } },
    'an encoded name': { mail: { from: '=?utf-8?B?QnVkaSBTw6FudG9zbw==?= <budi@mitra.example>' } },
    'a Sender that is the same': { mail: { headers: ['Sender: budi@mitra.example'] } },
    'a wrong micalg': { mail: { micalg: 'sha1' } },
    'the older signature type': {
      mail: { signatureType: 'application/x-pkcs7-signature; name=smime.p7s' },
    },
    'a signature as octet-stream': {
      mail: { signatureType: 'application/octet-stream; name=smime.p7s' },
    },
    'a blank line behind': { mail: { epilogue: '\r\n\r\n' } },
    'no preamble': { mail: { preamble: '' } },
    'an encoded subject': { mail: { subject: `=?utf-8?Q?Balas:_PKS_=E2=80=94_${CODE}?=` } },
    'a folded subject': {
      mail: { subject: `Re: Perjanjian Kerja Sama\r\n Webstore\r\n\t${CODE}` },
    },
  }
  for (const [name, shape] of Object.entries(mails)) {
    test(`[R6.3] accepted: ${name}`, async ({ assert }) => {
      assert.deepEqual(problems(await judge(await reply(shape))), [])
    })
  }

  test('[R6.3] accepted: opaque mail as older programs and gateways label it', async ({
    assert,
  }) => {
    const { partner, pdf } = await world()
    const cms = makeCms(Buffer.from(replyBody(pdf), 'latin1'), { signer: partner, embed: true })
    const types = [
      'application/x-pkcs7-mime; smime-type=signed-data; name=smime.p7m',
      'application/octet-stream; name="smime.p7m"',
      'application/pkcs7-mime',
    ]
    for (const type of types) assert.deepEqual(problems(await judge(opaqueMail(cms, { type }))), [])
  })

  test('[R6.3] accepted: HTML with an image beside the PDF, nested as mail programs nest', async ({
    assert,
  }) => {
    const { pdf } = await world()
    const alternative = multipart(
      '=_alt',
      [
        renderPart({ type: 'text/plain', body: 'Setuju.\r\n' }),
        renderPart({
          type: 'text/html',
          headers: ['Content-Transfer-Encoding: quoted-printable'],
          body: '<p>Setuju=20</p>\r\n',
        }),
      ],
      'alternative'
    )
    const related = multipart(
      '=_rel',
      [
        alternative,
        renderPart({ type: 'image/png; name=logo.png', body: Buffer.from('89504e47', 'hex') }),
      ],
      'related'
    )
    const attachment = renderPart({ type: 'application/octet-stream; name="PKS.pdf"', body: pdf })
    const content = multipart('=_mix', [related, attachment])
    assert.deepEqual(problems(await judge(await reply({ content }))), [])
  })

  test('[R6.3] a self-signed certificate counts only when staff pinned that very one', async ({
    assert,
  }) => {
    const { root, ca, pdf } = await world()
    const own = await makeIdentity({
      name: 'CN=Budi',
      emails: ['budi@mitra.example'],
      extendedKeyUsage: null,
    })
    const other = await makeIdentity({ name: 'CN=Budi', emails: ['budi@mitra.example'] })
    const raw = await reply({ content: replyBody(pdf), cms: { signer: own } })
    assert.deepEqual(problems(await judge(raw, { pinned: [own.der] })), [])
    assert.include(problems(await judge(raw, { pinned: [other.der] })), 'chain.self_signed')
    assert.include(problems(await judge(raw)), 'chain.self_signed')
    assert.include(
      problems(await judge(raw, { trust: trustFrom([root.der, ca.der]) })),
      'chain.self_signed'
    )
  })

  test('[R6.3] a pin does not speak louder than the authority that issued and revoked the certificate', async ({
    assert,
  }) => {
    const { ca, pdf } = await world()
    const partner = await makePartner(ca)
    for (const others of [[ca.der], []]) {
      const cms = { signer: partner, certificates: [partner.der, ...others] }
      const raw = await reply({ content: replyBody(pdf), cms })
      const revoked = crlsFrom([await makeCrl(ca, { revoked: [partner] })])
      const verdict = await judge(raw, { pinned: [partner.der], revocation: revoked })
      assert.isFalse(verdict.accepted)
    }
  })

  test('[R6.5] a list that comes late ends the doubt', async ({ assert }) => {
    const { root, ca } = await world()
    const raw = await reply()
    const now = new Date(AT.getTime() + 3_600_000)
    const held = await judge(raw, { now, revocation: crlsFrom([await makeCrl(root)]) })
    assert.equal(held.outcome, 'indeterminate')
    assert.isFalse(held.accepted)
    assert.deepEqual(problems(held), ['revocation.unavailable'])
    const lists = [await makeCrl(root), await makeCrl(ca, { thisUpdate: now })]
    assert.equal((await judge(raw, { now, revocation: crlsFrom(lists) })).outcome, 'accepted')
  })
})

test.group('pki / replies in the shapes of mail programs', () => {
  for (const [name, write] of Object.entries(PROGRAMS)) {
    for (const kind of ['rsa', 'p256'] as KeyKind[]) {
      test(`[R6.3] accepted: as ${name} sends it, ${kind} key`, async ({ assert }) => {
        const { ca, pdf } = await world()
        const { raw } = write(await makePartner(ca, { kind }), pdf)
        assert.deepEqual(problems(await judge(raw)), [])
        const stored = raw.toString('latin1').replaceAll('\r\n', '\n')
        assert.deepEqual(problems(await judge(Buffer.from(stored, 'latin1'))), [])
      })
    }
  }
})

test.group('pki / replies sent by mail programs', () => {
  const programs = {
    's-nail': { send: sendWithSNail, needs: ['s-nail'] },
    'mutt': { send: sendWithMutt, needs: ['mutt', 'script', 'openssl'] },
  }
  for (const [name, { send, needs }] of Object.entries(programs)) {
    const missing = needs.filter((program) => !has(program))
    test(`[R6.3] accepted: sent by ${name} itself`, async ({ assert }) => {
      const { ca, pdf } = await world()
      const raw = await send(await makePartner(ca, { kind: 'rsa' }), pdf)
      const verdict = await judge(raw)
      assert.deepEqual(problems(verdict), [])
      assert.equal(verdict.checks.at(-1)?.params?.sha256, sha256(pdf))
      const cut = raw.indexOf('setujui')
      raw[cut]! ^= 1
      assert.deepEqual(problems(await judge(raw)), ['signature.digest_mismatch'])
    }).skip(missing.length > 0, `${missing.join(', ')} not installed`)
  }
})

test.group('pki / replies made by openssl', () => {
  const variants: Record<string, string[]> = {
    'detached': [],
    'opaque': ['-nodetach'],
    'streamed opaque': ['-nodetach', '-stream'],
    'subject key identifier': ['-keyid'],
    'CAdES': ['-cades'],
    'RSA-PSS': ['-keyopt', 'rsa_padding_mode:pss'],
    'SHA-512': ['-md', 'sha512'],
  }
  for (const [name, args] of Object.entries(variants)) {
    test(`[R6.3] accepted: ${name}`, async ({ assert }) => {
      const { ca, pdf } = await world()
      const folder = await mkdtemp(join(tmpdir(), 'etalase-reply-'))
      const signer = await makePartner(ca, { kind: 'rsa' })
      const key = signer.privateKey.export({ format: 'pem', type: 'pkcs8' })
      await writeFile(join(folder, 'key.pem'), key, { mode: 0o600 })
      await writeFile(join(folder, 'signer.pem'), signer.certificate.toString('pem'))
      await writeFile(join(folder, 'ca.pem'), ca.certificate.toString('pem'))
      await writeFile(join(folder, 'body.txt'), replyBody(pdf).replaceAll('\r\n', '\n'))
      openssl(
        folder,
        ...['cms', '-sign', '-in', 'body.txt', '-signer', 'signer.pem', '-inkey', 'key.pem'],
        ...[
          '-certfile',
          'ca.pem',
          '-from',
          'Budi <budi@mitra.example>',
          '-to',
          'pks@webstore.example',
        ],
        ...['-subject', `Re: PKS ${CODE}`, '-out', 'reply.eml'],
        ...args
      )
      const verdict = await judge(await readFile(join(folder, 'reply.eml')))
      assert.deepEqual(problems(verdict), [])
      assert.equal(verdict.checks.at(-1)?.params?.sha256, sha256(pdf))
    }).skip(!has('openssl'), 'openssl is not installed')
  }
})
