import { test } from '@japa/runner'
import { AuthorityInfoAccessExtension, Extension, KeyUsageFlags } from '@peculiar/x509'
import { crlsFrom } from '#pki/folder_revocation'
import type { ReplyToJudge } from '#pki/judge'
import { trustFrom } from '#pki/trust_store'
import {
  day,
  DOCUMENT,
  makeCrl,
  makeIdentity,
  SERVER,
  type CrlShape,
  type Identity,
  type Shape,
} from '#tests/support/pki/certificates'
import {
  base64,
  CODE,
  detachedMail,
  headerOf,
  makeCms,
  makeSignerInfo,
  multipart,
  opaqueMail,
  renderPart,
  replyBody,
  type CmsShape,
  type DetachedShape,
} from '#tests/support/pki/mail'
import {
  EMAIL_ADDRESS,
  judge,
  makePartner,
  plainPdf,
  reply,
  sealing,
  sha256,
  signerOf,
  world,
} from '#tests/support/pki/world'
import { children, int, nil, octets, oid, seq, streamed, tlv } from '#tests/support/pki/der'
import { OCSP_SIGNING, ocspResponse, type OcspShape } from '#tests/support/pki/ocsp'
import { edited, refuses } from '#tests/support/pki/refusals'
import { sealPdf } from '#pki/pdf/seal'

const text = (body: string) => renderPart({ type: 'text/plain', body })

test.group('pki / refused for their structure', () => {
  refuses(
    'no signature at all',
    async () => {
      const { pdf } = await world()
      return judge(Buffer.from(`${headerOf({})}\r\n${replyBody(pdf)}`, 'latin1'))
    },
    'structure.unsigned'
  )
  refuses('an empty message', () => judge(new Uint8Array()), 'structure.malformed')
  refuses(
    'bytes that are no mail',
    () => judge(Buffer.from('\u0000\u0001\u0002')),
    'structure.malformed'
  )
  refuses(
    'a footer behind the last delimiter',
    () => edited((mail) => `${mail}-- \r\nMailing list footer\r\n`),
    'structure.footer'
  )
  refuses(
    'a message in front of the first delimiter',
    async () => judge(await reply({ mail: { preamble: `${'Baris lain. '.repeat(100)}\r\n` } })),
    'structure.footer'
  )
  refuses(
    'a part added',
    async () => judge(await reply({ mail: { extra: [text('Footer\r\n')] } })),
    'structure.extra_parts'
  )
  refuses(
    'parts in the other order',
    async () => {
      const { partner, pdf } = await world()
      const content = replyBody(pdf)
      const cms = makeCms(Buffer.from(content, 'latin1'), { signer: partner })
      const signature = renderPart({ type: 'application/pkcs7-signature', body: cms })
      const boundary = '=_outer'
      const body = multipart(boundary, [signature, content], 'signed')
      return judge(Buffer.from(`${headerOf({})}\r\n${body}`, 'latin1'))
    },
    'structure.unsigned'
  )
  refuses(
    'no closing delimiter',
    async () => judge(await reply({ mail: { close: false } })),
    'structure.unclosed'
  )
  refuses(
    'a delimiter line that only begins like one',
    () => edited((mail) => mail.replace('Kami setuju.', '--=_outerX')),
    'structure.malformed'
  )
  refuses(
    "a signed message inside a list's envelope",
    async () => {
      const inner = (await reply()).toString('latin1')
      const part = inner.slice(inner.indexOf('Content-Type: multipart/signed'))
      const body = multipart('=_list', [part, text('List footer\r\n')])
      return judge(Buffer.from(`${headerOf({})}\r\n${body}`, 'latin1'))
    },
    'structure.wrapped'
  )
  refuses(
    'a signature inside the signature',
    async () => {
      const inner = (await reply()).toString('latin1')
      const content = inner.slice(inner.indexOf('Content-Type: multipart/signed'))
      return judge(await reply({ content: content.replaceAll('=_outer', '=_second') }))
    },
    'structure.nested'
  )
  refuses(
    'an opaque signature inside the signature',
    async () => {
      const { partner, pdf } = await world()
      const cms = makeCms(Buffer.from(replyBody(pdf), 'latin1'), { signer: partner, embed: true })
      return judge(
        await reply({ content: renderPart({ type: 'application/pkcs7-mime', body: cms }) })
      )
    },
    'structure.nested'
  )
  refuses(
    'a triple wrap: encrypted mail inside the signature',
    async () => {
      const enveloped = seq(oid('1.2.840.113549.1.7.3'), tlv(0xa0, seq(octets(Buffer.alloc(8)))))
      const type = 'application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m'
      return judge(await reply({ content: renderPart({ type, body: enveloped }) }))
    },
    'structure.nested'
  )
  refuses(
    'a signed mail forwarded as an attachment',
    async () => {
      const inner = (await reply()).toString('latin1')
      const body = multipart('=_forward', [
        text('Lihat lampiran.\r\n'),
        renderPart({ type: 'message/rfc822', body: inner }),
      ])
      return judge(Buffer.from(`${headerOf({})}\r\n${body}`, 'latin1'))
    },
    'structure.unsigned'
  )
  refuses(
    'compressed mail',
    async () => {
      const compressed = seq(oid('1.2.840.113549.1.9.16.1.9'), tlv(0xa0, seq(int(0))))
      return judge(opaqueMail(compressed))
    },
    'structure.compressed'
  )
  refuses(
    'another protocol than S/MIME',
    () =>
      edited((mail) =>
        mail.replace('protocol="application/pkcs7-signature"', 'protocol="application/x-other"')
      ),
    'structure.unsigned'
  )
  refuses(
    'a base64 encoding of the whole multipart',
    () =>
      edited((mail) =>
        mail.replace('MIME-Version', 'Content-Transfer-Encoding: base64\r\nMIME-Version')
      ),
    'structure.malformed'
  )
  refuses(
    'an encoded multipart inside the signature',
    async () => {
      const inner = replyBody((await world()).pdf)
      return judge(await reply({ content: `Content-Transfer-Encoding: base64\r\n${inner}` }))
    },
    'structure.malformed'
  )
  refuses(
    'a second boundary in the form of RFC 2231',
    () =>
      edited((mail) =>
        mail.replace('boundary="=_outer"', `boundary="=_outer"; boundary*=us-ascii''=_inner`)
      ),
    'structure.malformed'
  )
  refuses(
    'blanks before the colon of a header',
    () => edited((mail) => mail.replace('Subject:', 'Subject :')),
    'structure.malformed'
  )
  refuses(
    'a folded line of blanks in a part, where some programs end the header',
    () => edited((mail) => mail.replace('--=_outer\r\n', '$&X-Note: a\r\n \r\nX-More: b\r\n')),
    'structure.malformed'
  )
  refuses(
    'a carriage return alone in the header',
    () => edited((mail) => mail.replace('MIME-Version', 'X-Note: a\rb\r\nMIME-Version')),
    'structure.malformed'
  )
  refuses(
    'encrypted mail',
    async () => {
      const enveloped = seq(oid('1.2.840.113549.1.7.3'), tlv(0xa0, seq(octets(Buffer.alloc(8)))))
      return judge(opaqueMail(enveloped))
    },
    'structure.encrypted'
  )
  refuses(
    'PGP',
    () =>
      edited((mail) => mail.replaceAll('application/pkcs7-signature', 'application/pgp-signature')),
    'structure.pgp'
  )
  refuses(
    'winmail.dat',
    async () => {
      const body = multipart('=_m', [
        text('x\r\n'),
        renderPart({ type: 'application/ms-tnef; name=winmail.dat', body: Buffer.from('78') }),
      ])
      return judge(Buffer.from(`${headerOf({})}\r\n${body}`, 'latin1'))
    },
    'structure.tnef'
  )
  refuses(
    'winmail.dat inside the signature',
    async () => {
      const { pdf } = await world()
      const content = multipart('=_m', [
        renderPart({ type: 'application/pdf', body: pdf }),
        renderPart({ type: 'application/octet-stream; name=winmail.dat', body: Buffer.from('78') }),
      ])
      return judge(await reply({ content }))
    },
    'structure.tnef'
  )
  refuses(
    'two Content-Type headers',
    () =>
      edited((mail) =>
        mail.replace(
          'Content-Type: multipart/signed',
          'Content-Type: text/plain\r\nContent-Type: multipart/signed'
        )
      ),
    'structure.duplicate_header'
  )
  refuses(
    'a boundary given twice',
    () =>
      edited((mail) =>
        mail.replace('boundary="=_outer"', 'boundary="=_outer"; boundary="=_inner"')
      ),
    'structure.malformed'
  )
  refuses(
    'parts nested without end',
    async () => {
      let content = text('x\r\n')
      for (let depth = 0; depth < 12; depth++) content = multipart(`=_${depth}x`, [content])
      return judge(await reply({ content }))
    },
    'structure.too_complex'
  )
  refuses(
    'a thousand parts',
    async () =>
      judge(
        await reply({
          content: multipart(
            '=_many',
            Array.from({ length: 1000 }, () => text('x\r\n'))
          ),
        })
      ),
    'structure.too_complex'
  )
})

test.group('pki / bombs cost little', () => {
  const bombs: Record<string, () => Buffer> = {
    'two million boundary lines': () =>
      Buffer.from(
        `${headerOf({})}\r\nContent-Type: multipart/signed; boundary=b\r\n\r\n${'--b\r\n'.repeat(2_000_000)}`
      ),
    'four million line feeds': () => Buffer.from(`${headerOf({})}\r\n${'\n'.repeat(4_000_000)}`),
    'a header of four megabytes': () =>
      Buffer.from(`${headerOf({})}\r\nX: ${'a'.repeat(4_000_000)}\r\n\r\n`),
    'ASN.1 nested fifty thousand deep': () => {
      const deep = Buffer.concat([
        Buffer.from('30800609', 'hex'),
        Buffer.from('2a864886f70d010702', 'hex'),
        Buffer.from('3080'.repeat(50_000), 'hex'),
      ])
      return opaqueMail(deep)
    },
    'two hundred thousand blanks in quoted-printable': () =>
      Buffer.from(
        `${headerOf({})}\r\nContent-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${' '.repeat(200_000)}x`
      ),
    'a million and a half bytes in quoted-printable': () =>
      Buffer.from(
        `${headerOf({})}\r\nContent-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${'=41'.repeat(1_500_000)}`
      ),
    'twelve thousand encoded words in the subject': () =>
      Buffer.from(`From: budi@mitra.example\r\nSubject: ${'=?a?q?x?= '.repeat(12_000)}\r\n\r\n`),
    'a PDF whose trailer has four million numbers': () => {
      const arrays = Array.from({ length: 900 }, (_, at) => `/A${at} [${'1 '.repeat(5000)}]`)
      const trailer = `trailer\n<< ${arrays.join(' ')} >>\nstartxref\n21\n%%EOF\n`
      const file = `%PDF-1.7\n%/ByteRange\nxref\n0 1\n0000000000 65535 f \n${trailer}`
      const part = renderPart({ type: 'application/pdf', body: Buffer.from(file) })
      return detachedMail(multipart('=_inner', [part]), Buffer.from('3000', 'hex'))
    },
    'a cross-reference table of half a million empty sections': () => {
      const table = `%PDF-1.7\n/ByteRange\nxref\n${'0 0\n'.repeat(500_000)}trailer\n<< >>\nstartxref\n20\n%%EOF\n`
      const content = multipart('=_inner', [
        text('Kami setuju.\r\n'),
        renderPart({ type: 'application/pdf; name="PKS.pdf"', body: Buffer.from(table) }),
      ])
      return detachedMail(content, Buffer.from('3000', 'hex'))
    },
    'a From of a hundred thousand brackets': () =>
      Buffer.from(`From: ${'<'.repeat(100_000)}\r\nSubject: x\r\n\r\n`),
  }
  /** Processor time of judging, in milliseconds: the least of three, since others' garbage is collected in between. */
  const cost = async (raw: Buffer) => {
    const runs: number[] = []
    for (let run = 0; run < 3; run++) {
      const begin = process.cpuUsage()
      await judge(raw)
      const { user, system } = process.cpuUsage(begin)
      runs.push((user + system) / 1000)
    }
    return Math.min(...runs)
  }

  for (const [name, make] of Object.entries(bombs)) {
    test(`[R6.4] ${name}`, async ({ assert }) => {
      const bomb = make()
      assert.isFalse((await judge(bomb)).accepted)
      const { pdf } = await world()
      const prose = 'Kami setuju dengan seluruh isi PKS terlampir.\r\n'
      const honest = await reply({
        content: multipart('=_inner', [
          text(prose.repeat(Math.ceil(bomb.length / prose.length))),
          renderPart({ type: 'application/pdf; name="PKS.pdf"', body: pdf }),
        ]),
      })
      assert.isTrue((await judge(honest)).accepted)
      // A bomb costs less than an honest mail of its size; what it is made to go off in costs a thousand times as much.
      assert.isBelow(await cost(bomb), 10 * (await cost(honest)))
    })
  }
})

test.group('pki / refused for their signature', () => {
  const cms = (shape: Partial<CmsShape>) => async () => judge(await reply({ cms: shape }))

  refuses(
    'the text altered',
    () => edited((mail) => mail.replace('Kami setuju.', 'Kami tolak. ')),
    'signature.digest_mismatch'
  )
  refuses(
    'a footer inside the signed part',
    () => edited((mail) => mail.replace('Kami setuju.', 'Kami setuju.\r\n-- \r\nIklan')),
    'signature.digest_mismatch'
  )
  refuses('no signed attributes', cms({ attributes: 'none' }), 'signature.no_signed_attributes')
  refuses('an attribute twice', cms({ attributes: 'duplicate' }), 'signature.duplicate_attribute')
  refuses('another content type', cms({ attributes: 'wrong_type' }), 'signature.content_type')
  refuses('no content type attribute', cms({ attributes: 'no_type' }), 'signature.content_type')
  refuses(
    'another content type around the content than the signed one',
    cms({ contentType: '1.2.840.113549.1.9.16.1.4' }),
    'signature.content_type'
  )
  refuses('no digest attribute', cms({ attributes: 'no_digest' }), 'signature.malformed')
  refuses(
    'a digest attribute of two values',
    cms({ attributes: 'two_digests' }),
    'signature.malformed'
  )
  refuses(
    'an ESS binding to the number of another issuer',
    cms({ attributes: 'foreign_issuer_cades' }),
    'signature.signing_certificate'
  )
  refuses(
    'the digest of another content',
    cms({ attributes: 'wrong_digest' }),
    'signature.digest_mismatch'
  )
  refuses(
    'an ESS binding to another certificate',
    cms({ attributes: 'foreign_cades' }),
    'signature.signing_certificate'
  )
  refuses('SHA-1', cms({ hash: 'sha1' }), 'signature.weak_hash')
  refuses(
    'content embedded in a detached signature',
    cms({ embed: true }),
    'signature.embedded_content'
  )
  refuses(
    'honest content embedded beside an altered displayed text',
    async () => {
      const { partner, pdf } = await world()
      const honest = replyBody(pdf)
      const signature = makeCms(Buffer.from(honest, 'latin1'), { signer: partner, embed: true })
      return judge(detachedMail(honest.replace('Kami setuju.', 'Kami tolak. '), signature))
    },
    'signature.embedded_content'
  )
  refuses(
    'another content embedded in an opaque message than the signed one',
    async () => {
      const { partner, pdf } = await world()
      const honest = replyBody(pdf)
      const embedded = Buffer.from(honest.replace('Kami setuju.', 'Kami tolak. '), 'latin1')
      const shape = { signer: partner, embed: true, embedded }
      return judge(opaqueMail(makeCms(Buffer.from(honest, 'latin1'), shape)))
    },
    'signature.digest_mismatch'
  )
  refuses('no signer', cms({ signers: 0 }), 'signer.none')
  refuses('the same signer twice', cms({ signers: 2 }), 'signer.several')
  refuses(
    'a second signer beside the partner',
    async () => {
      const { ca, partner, pdf } = await world()
      const content = replyBody(pdf)
      const bytes = Buffer.from(content, 'latin1')
      const other = await makePartner(ca, { name: 'CN=Siti', emails: ['siti@mitra.example'] })
      const otherSigners = [makeSignerInfo(bytes, { signer: other })]
      const certificates = [partner.der, other.der, ca.der]
      return judge(
        detachedMail(content, makeCms(bytes, { signer: partner, otherSigners, certificates }))
      )
    },
    'signer.several'
  )
  refuses(
    'two certificates that the signer info may mean',
    async () => {
      const { ca, partner } = await world()
      const twin = await makePartner(ca, { serial: partner.certificate.serialNumber })
      return judge(await reply({ cms: { certificates: [partner.der, twin.der, ca.der] } }))
    },
    'signer.certificate_ambiguous'
  )
  refuses(
    'what is no certificate among the certificates',
    async () => {
      const { ca, partner } = await world()
      const certificates = [partner.der, seq(nil), ca.der]
      return judge(await reply({ cms: { certificates } }))
    },
    'signature.malformed'
  )
  refuses(
    'the certificate in other bytes than its authority signed, which BER allows',
    async () => {
      const { ca, partner } = await world()
      const loose = streamed(0x30, ...children(partner.der))
      return judge(await reply({ cms: { ber: true, certificates: [loose, ca.der] } }))
    },
    'signature.malformed'
  )
  refuses(
    'a signer whose certificate is not there',
    async () => {
      const { ca } = await world()
      return judge(await reply({ cms: { certificates: [ca.der] } }))
    },
    'signer.certificate_missing'
  )
  refuses(
    'the certificate of another key',
    async () => {
      const { ca, partner } = await world()
      const thief = await makePartner(ca, { serial: partner.certificate.serialNumber })
      return judge(await reply({ cms: { signer: thief, certificates: [partner.der, ca.der] } }))
    },
    'signature.invalid'
  )
  refuses(
    'RSA of 1024 bits',
    async () => {
      const { ca } = await world()
      return judge(await reply({ cms: { signer: await makePartner(ca, { kind: 'rsa1024' }) } }))
    },
    'signature.weak_key',
    'chain.algorithm'
  )
  refuses(
    'a signature that is no CMS',
    async () => judge(detachedMail(replyBody((await world()).pdf), Buffer.from('not a signature'))),
    'signature.malformed'
  )
  refuses(
    'an opaque message without content',
    async () => {
      const { partner } = await world()
      return judge(opaqueMail(makeCms(Buffer.from('x'), { signer: partner })))
    },
    'signature.no_content'
  )
})

test.group('pki / refused for their certificate', () => {
  const partner = (shape: Partial<Shape>) => async () => {
    const { ca } = await world()
    return judge(await reply({ cms: { signer: await makePartner(ca, shape) } }))
  }
  /** A reply under a chain of its own below `root`, with lists for all of it. */
  const below =
    (make: (root: Identity) => Promise<{ signer: Identity; issuers: Identity[] }>) => async () => {
      const { root } = await world()
      const { signer, issuers } = await make(root)
      const lists = await Promise.all([root, ...issuers].map((issuer) => makeCrl(issuer)))
      return judge(await reply({ cms: { signer } }), { revocation: crlsFrom(lists) })
    }

  refuses('expired', partner({ notAfter: day(-1) }), 'validity.expired')
  refuses('not yet valid', partner({ notBefore: day(1) }), 'validity.not_yet_valid')
  refuses('for a server', partner({ extendedKeyUsage: [SERVER] }), 'purpose.extended_key_usage')
  refuses(
    'for sealing documents',
    partner({ extendedKeyUsage: [DOCUMENT] }),
    'purpose.extended_key_usage'
  )
  refuses('without a purpose', partner({ extendedKeyUsage: null }), 'purpose.extended_key_usage')
  refuses(
    'for encrypting only',
    partner({ keyUsage: KeyUsageFlags.keyEncipherment }),
    'purpose.key_usage'
  )
  refuses(
    'an unknown critical extension',
    partner({
      extensions: [new Extension('1.2.3.4.5', true, Buffer.from('0500', 'hex'))],
    }),
    'chain.unknown_critical'
  )
  refuses(
    'self-signed',
    async () => {
      const signer = await makeIdentity({ name: 'CN=Budi', emails: [EMAIL_ADDRESS] })
      return judge(await reply({ cms: { signer } }))
    },
    'chain.self_signed'
  )
  refuses(
    'an authority that nobody trusts',
    async () => {
      const root = await makeIdentity({ name: 'CN=Other Root', ca: true })
      const signer = await makePartner(root)
      return judge(await reply({ cms: { signer, certificates: [signer.der, root.der] } }))
    },
    'chain.untrusted'
  )
  refuses(
    'an authority of the trusted name with another key',
    async () => {
      const root = await makeIdentity({ name: 'CN=Test Root', ca: true })
      const signer = await makePartner(root)
      return judge(await reply({ cms: { signer, certificates: [signer.der] } }))
    },
    'chain.signature'
  )
  refuses(
    'a missing intermediate',
    async () => {
      const { partner: signer } = await world()
      return judge(await reply({ cms: { certificates: [signer.der] } }))
    },
    'chain.incomplete'
  )
  refuses(
    'an intermediate in the trust folder that nobody certified',
    async () => {
      const root = await makeIdentity({ name: 'CN=Unknown Root', ca: true })
      const ca = await makeIdentity({ name: 'CN=Unknown CA', ca: true, issuer: root })
      const signer = await makePartner(ca)
      const trust = trustFrom([(await world()).root.der, ca.der])
      return judge(await reply({ cms: { signer } }), { trust })
    },
    'chain.incomplete'
  )
  refuses(
    'an issuer that is no authority',
    below(async (root) => {
      const leaf = await makeIdentity({ name: 'CN=Leaf', issuer: root })
      return { signer: await makePartner(leaf), issuers: [leaf] }
    }),
    'chain.not_ca'
  )
  refuses(
    'an issuer that may not sign certificates',
    below(async (root) => {
      const ca = await makeIdentity({
        name: 'CN=CA',
        issuer: root,
        ca: true,
        keyUsage: KeyUsageFlags.cRLSign,
      })
      return { signer: await makePartner(ca), issuers: [ca] }
    }),
    'chain.key_usage'
  )
  refuses(
    'a path that is too long',
    below(async (root) => {
      const ca = await makeIdentity({ name: 'CN=Short CA', issuer: root, ca: true, pathLength: 0 })
      const sub = await makeIdentity({ name: 'CN=Sub CA', issuer: ca, ca: true })
      return { signer: await makePartner(sub), issuers: [ca, sub] }
    }),
    'chain.path_length'
  )
  refuses(
    'an expired authority',
    below(async (root) => {
      const ca = await makeIdentity({
        name: 'CN=Old CA',
        issuer: root,
        ca: true,
        notAfter: day(-1),
      })
      return { signer: await makePartner(ca), issuers: [ca] }
    }),
    'validity.issuer_expired'
  )
  refuses(
    'an authority for servers only',
    below(async (root) => {
      const ca = await makeIdentity({
        name: 'CN=Server CA',
        issuer: root,
        ca: true,
        extendedKeyUsage: [SERVER],
      })
      return { signer: await makePartner(ca), issuers: [ca] }
    }),
    'purpose.issuer_extended_key_usage'
  )
  refuses(
    'an authority for the mail of another domain',
    below(async (root) => {
      const constraint = seq(tlv(0xa0, seq(tlv(0x81, Buffer.from('other.example')))))
      const ca = await makeIdentity({
        name: 'CN=Bound CA',
        issuer: root,
        ca: true,
        extensions: [new Extension('2.5.29.30', true, constraint)],
      })
      return { signer: await makePartner(ca), issuers: [ca] }
    }),
    'chain.name_constraints'
  )
})

interface OcspScene {
  readonly ca: Identity
  readonly signer: Identity
}

test.group('pki / refused for revocation', () => {
  const lists = (shape: CrlShape) => async () => {
    const { root, ca } = await world()
    return judge(await reply(), {
      revocation: crlsFrom([await makeCrl(root), await makeCrl(ca, shape)]),
    })
  }

  refuses(
    'a revoked certificate',
    async () => lists({ revoked: [(await world()).partner] })(),
    'revocation.revoked'
  )
  refuses(
    'a revoked authority',
    async () => {
      const { root, ca } = await world()
      const crls = [await makeCrl(root, { revoked: [ca] }), await makeCrl(ca)]
      return judge(await reply(), { revocation: crlsFrom(crls) })
    },
    'revocation.issuer_revoked'
  )
  refuses('a stale list', lists({ thisUpdate: day(-10), nextUpdate: day(-1) }), 'revocation.stale')
  refuses(
    'a list from the future',
    lists({ thisUpdate: day(1), nextUpdate: day(9) }),
    'revocation.stale'
  )
  refuses(
    'a list signed by another key',
    async () => lists({ signer: await makeIdentity({ name: 'CN=Test E-mail CA', ca: true }) })(),
    'revocation.forged'
  )
  refuses(
    'a list for authorities only',
    lists({
      extensions: [new Extension('2.5.29.28', true, seq(tlv(0x82, Buffer.from([0xff]))))],
    }),
    'revocation.scope'
  )
  refuses(
    'a list of another distribution point',
    lists({
      extensions: [
        new Extension(
          '2.5.29.28',
          true,
          seq(tlv(0xa0, tlv(0xa0, tlv(0x86, Buffer.from('http://other.example/x.crl')))))
        ),
      ],
    }),
    'revocation.scope'
  )
  refuses(
    'a list for some reasons only',
    lists({
      extensions: [new Extension('2.5.29.28', true, seq(tlv(0x83, Buffer.from([6, 0x40]))))],
    }),
    'revocation.scope'
  )
  refuses(
    'an indirect list where the certificate promises its issuer’s own',
    lists({
      extensions: [new Extension('2.5.29.28', true, seq(tlv(0x84, Buffer.from([0xff]))))],
    }),
    'revocation.scope'
  )
  refuses(
    'a list with an unknown critical extension',
    lists({
      extensions: [new Extension('1.2.3.4.5', true, Buffer.from('0500', 'hex'))],
    }),
    'revocation.unsupported'
  )
  refuses(
    'no list',
    async () => judge(await reply(), { revocation: crlsFrom([]) }),
    'revocation.unavailable'
  )
  refuses(
    'a list that only the message brings',
    async () => {
      const { crls } = await world()
      return judge(await reply({ cms: { lists: crls } }), { revocation: crlsFrom([]) })
    },
    'revocation.unavailable'
  )

  /** A partner whose certificate names a responder and no list, and what that responder answers. */
  const ocsp = (make: (scene: OcspScene) => OcspShape | Promise<OcspShape>) => async () => {
    const { ca, crls } = await world()
    const signer = await makePartner(ca, {
      crlUrl: undefined,
      extensions: [new AuthorityInfoAccessExtension({ ocsp: 'http://ocsp.example/' })],
    })
    const answer = ocspResponse(signer, ca, await make({ ca, signer }))
    const ofRoot = crlsFrom(crls.slice(0, 1))
    const revocation = { crlsFor: ofRoot.crlsFor, ocspFor: async () => [answer] }
    return judge(await reply({ cms: { signer } }), { revocation })
  }

  test('[R6.4] accepted: an honest OCSP answer in place of a list', async ({ assert }) => {
    assert.isTrue((await ocsp(() => ({}))()).accepted)
  })
  refuses(
    'revoked, says OCSP',
    ocsp(() => ({ status: 'revoked' })),
    'revocation.revoked'
  )
  refuses(
    'unknown to OCSP',
    ocsp(() => ({ status: 'unknown' })),
    'revocation.scope'
  )
  refuses(
    'an OCSP answer that is forged: signed by any key under the name of the authority',
    ocsp(async () => ({ signer: await makeIdentity({ name: 'CN=Test E-mail CA', ca: true }) })),
    'revocation.forged'
  )
  refuses(
    'an OCSP answer that is stale',
    ocsp(() => ({ thisUpdate: day(-9), nextUpdate: day(-1) })),
    'revocation.stale'
  )
  refuses(
    'an OCSP answer by a certificate of the authority that is not authorised for it',
    ocsp(async ({ ca }) => {
      const signer = await makePartner(ca, { name: 'CN=Siti', emails: ['siti@mitra.example'] })
      return { signer, certificates: [signer.der] }
    }),
    'revocation.forged'
  )
  refuses(
    'an OCSP answer by a responder of another authority',
    ocsp(async () => {
      const issuer = await makeIdentity({ name: 'CN=Other', ca: true })
      const shape = { name: 'CN=R', issuer, extendedKeyUsage: [OCSP_SIGNING] }
      const signer = await makeIdentity(shape)
      return { signer, certificates: [signer.der] }
    }),
    'revocation.forged'
  )
  refuses(
    'an OCSP answer about another certificate',
    ocsp(async ({ ca }) => ({ about: await makePartner(ca) })),
    'revocation.scope'
  )

  test('[R6.5] what cannot be known holds the reply, what is known rejects it', async ({
    assert,
  }) => {
    const { partner } = await world()
    assert.equal(
      (await lists({ nextUpdate: day(-1), thisUpdate: day(-9) })()).outcome,
      'indeterminate'
    )
    assert.equal((await lists({ revoked: [partner] })()).outcome, 'rejected')
  })
})

test.group('pki / refused for their sender', () => {
  const from =
    (value: string, headers: string[] = []) =>
    async () =>
      judge(await reply({ mail: { from: value, headers } }))
  const cyrillic = Buffer.from('b\u0443di@mitra.example').toString('latin1')

  refuses('another address', from('Budi <budi@evil.example>'), 'sender.other_from')
  refuses(
    'the registered address as a name',
    from('"budi@mitra.example" <x@evil.example>'),
    'sender.other_from'
  )
  refuses(
    'another address as a name',
    from('"direktur@telkom.example" <budi@mitra.example>'),
    'sender.deceptive_name'
  )
  refuses(
    'an encoded other address as a name',
    from('=?utf-8?Q?boss=40telkom.example?= <budi@mitra.example>'),
    'sender.deceptive_name'
  )
  refuses(
    'a name written backwards',
    from('=?utf-8?B?4oCuYQ==?= <budi@mitra.example>'),
    'sender.deceptive_name'
  )
  refuses('two addresses', from('budi@mitra.example, x@evil.example'), 'sender.malformed_from')
  refuses('a group', from('mitra: budi@mitra.example;'), 'sender.malformed_from')
  refuses('a comment', from('budi@mitra.example (x@evil.example)'), 'sender.malformed_from')
  refuses('a comment inside the address', from('budi(x)@mitra.example'), 'sender.malformed_from')
  refuses('a route', from('<@evil.example:budi@mitra.example>'), 'sender.malformed_from')
  refuses('two angles', from('<budi@mitra.example> <x@evil.example>'), 'sender.malformed_from')
  refuses(
    'a quoted local part',
    from('"budi@mitra.example x"@evil.example'),
    'sender.malformed_from'
  )
  refuses('a homograph', from(cyrillic), 'sender.other_from')
  const unicode = (value: string) => from(Buffer.from(value).toString('latin1'))
  refuses('a homograph in the domain', unicode('budi@m\u0456tra.example'), 'sender.other_from')
  refuses('letters of full width', unicode('budi@\uff4ditra.example'), 'sender.other_from')
  refuses('an @ of full width', unicode('budi\uff20mitra.example'), 'sender.malformed_from')
  refuses('a mark of no width', unicode('bu\u200bdi@mitra.example'), 'sender.other_from')
  refuses('a soft hyphen in the domain', unicode('budi@mit\u00adra.example'), 'sender.other_from')
  refuses('a dot that is none', unicode('budi@mitra\u3002example'), 'sender.other_from')
  refuses('our domain with a dot behind', from('budi@mitra.example.'), 'sender.malformed_from')
  refuses(
    'our domain as a part of another',
    from('budi@mitra.example.evil.example'),
    'sender.other_from'
  )
  refuses('a tag in the local part', from('budi+x@mitra.example'), 'sender.other_from')
  refuses('a percent route', from('budi%mitra.example@evil.example'), 'sender.other_from')
  refuses('a domain literal', from('budi@[192.0.2.1]'), 'sender.malformed_from')
  refuses(
    'an address without brackets behind a name',
    from('x@evil.example <budi@mitra.example>'),
    'sender.malformed_from'
  )
  refuses(
    'our address as an unquoted name',
    from('budi@mitra.example <x@evil.example>'),
    'sender.malformed_from'
  )
  refuses(
    'text behind the brackets',
    from('<budi@mitra.example> x@evil.example'),
    'sender.malformed_from'
  )
  refuses('an open quotation', from('"Budi <budi@mitra.example>'), 'sender.malformed_from')
  refuses('an encoded address', from('=?utf-8?Q?budi=40mitra.example?='), 'sender.malformed_from')
  refuses(
    'a line break in an encoded name',
    from('=?utf-8?Q?Budi=0AFrom=3A_x?= <budi@mitra.example>'),
    'sender.deceptive_name'
  )
  refuses(
    'a NUL in an encoded name',
    from('=?utf-8?Q?x=40evil.example=00?= <budi@mitra.example>'),
    'sender.deceptive_name'
  )
  refuses(
    'brackets in an encoded name',
    from('=?utf-8?Q?Boss_=3Cboss=40telkom.example=3E?= <budi@mitra.example>'),
    'sender.deceptive_name'
  )
  refuses(
    'a From in capital letters beside the other',
    from('budi@mitra.example', ['FROM: x@evil.example']),
    'sender.several_from'
  )
  refuses(
    'a From after line feeds alone',
    () => edited((mail) => mail.replace('To: pks', 'From: x@evil.example\nTo: pks')),
    'sender.several_from'
  )
  refuses(
    'bytes that are no UTF-8',
    from('B\u00fcdi <budi@mitra.example>'),
    'sender.malformed_from'
  )
  refuses(
    'two Sender headers',
    from('budi@mitra.example', ['Sender: budi@mitra.example', 'Sender: budi@mitra.example']),
    'sender.other_sender'
  )
  refuses(
    'a Sender of two mailboxes',
    from('budi@mitra.example', ['Sender: budi@mitra.example, x@evil.example']),
    'sender.other_sender'
  )
  refuses(
    'another From inside the signed part than around it',
    async () => {
      const { pdf } = await world()
      return judge(await reply({ content: `From: siti@mitra.example\r\n${replyBody(pdf)}` }))
    },
    'sender.other_from'
  )
  refuses(
    "a reply of somebody else under the partner's From",
    async () => {
      const { ca } = await world()
      const siti = await makePartner(ca, { name: 'CN=Siti', emails: ['siti@mitra.example'] })
      return judge(await reply({ cms: { signer: siti } }))
    },
    'sender.not_in_certificate'
  )
  refuses(
    'a common name that is the address',
    async () => {
      const { ca } = await world()
      const signer = await makePartner(ca, {
        name: `CN=${EMAIL_ADDRESS}`,
        emails: ['x@evil.example'],
      })
      return judge(await reply({ cms: { signer } }))
    },
    'sender.not_in_certificate'
  )
  refuses('no From', from(''), 'sender.missing_from')
  refuses(
    'two From headers',
    from('budi@mitra.example', ['From: x@evil.example']),
    'sender.several_from'
  )
  refuses(
    'another Sender',
    from('budi@mitra.example', ['Sender: x@evil.example']),
    'sender.other_sender'
  )
  refuses('NUL in From', from('budi@mitra.example\u0000@evil.example'), 'structure.malformed')
  refuses(
    'a certificate for another address',
    async () => {
      const { ca } = await world()
      return judge(
        await reply({ cms: { signer: await makePartner(ca, { emails: ['siti@mitra.example'] }) } })
      )
    },
    'sender.not_in_certificate'
  )
  for (const domain of [
    'mitra.example#.evil.example',
    'mitra.example/.evil.example',
    'mitra.example?.evil.example',
    'mitra.example\\.evil.example',
    'mitra%2eexample',
    'mitra.example.',
    'mitra.example:25',
  ]) {
    refuses(
      `a certificate for ${JSON.stringify(domain)}, which a URL would turn into ours`,
      async () => {
        const { ca } = await world()
        const signer = await makePartner(ca, { emails: [`budi@${domain}`] })
        return judge(await reply({ cms: { signer } }))
      },
      'sender.not_in_certificate'
    )
  }
  refuses(
    'such an address in certificate and From alike',
    async () => {
      const { ca } = await world()
      const email = 'budi@mitra.example#.evil.example'
      const signer = await makePartner(ca, { emails: [email] })
      return judge(await reply({ mail: { from: email }, cms: { signer } }))
    },
    'sender.other_from'
  )
  refuses(
    "the address only in the certificate's subject",
    async () => {
      const { ca } = await world()
      const signer = await makePartner(ca, {
        name: `CN=Budi, E=${EMAIL_ADDRESS}`,
        emails: undefined,
      })
      return judge(await reply({ cms: { signer } }))
    },
    'sender.only_in_subject'
  )
  refuses(
    'a certificate whose address holds a NUL',
    async () => {
      const { ca } = await world()
      const signer = await makePartner(ca, { emails: [`${EMAIL_ADDRESS}\u0000.evil.example`] })
      return judge(await reply({ cms: { signer } }))
    },
    'signer.certificate_missing'
  )
  refuses(
    'nobody registered',
    async () =>
      judge(await reply(), {
        expected: { email: null, code: CODE, documentSha256: sha256((await world()).pdf) },
      }),
    'sender.unknown'
  )
})

test.group('pki / refused for their code', () => {
  const subject =
    (value: string, mail: DetachedShape = {}) =>
    async () =>
      judge(await reply({ mail: { ...mail, subject: value } }))
  const expecting = (changes: Partial<ReplyToJudge['expected']>) => async () => {
    const documentSha256 = sha256((await world()).pdf)
    return judge(await reply(), {
      expected: { email: EMAIL_ADDRESS, code: CODE, documentSha256, ...changes },
    })
  }

  refuses('a wrong code', subject('Re: PKS AAAAAAAAAAAAAAA1'), 'code.wrong')
  refuses('the code in other letters', subject(`Re: PKS ${CODE.toLowerCase()}`), 'code.wrong')
  refuses('the code as part of a word', subject(`Re: PKS x${CODE}`), 'code.missing')
  refuses('no code', subject('Re: PKS'), 'code.missing')
  refuses('no subject', subject(''), 'code.missing_subject')
  refuses(
    'two subjects',
    subject(`Re: ${CODE}`, { headers: ['Subject: x'] }),
    'code.several_subjects'
  )
  refuses(
    'the code only in the body',
    async () => {
      const { pdf } = await world()
      const content = replyBody(pdf).replace('Kami setuju.', `Kami setuju ${CODE}`)
      return judge(await reply({ content, mail: { subject: 'Re: PKS' } }))
    },
    'code.missing'
  )
  refuses(
    'another code inside the signed part than around it',
    async () => {
      const { pdf } = await world()
      const content = `Subject: Re: PKS AAAAAAAAAAAAAAA1\r\n${replyBody(pdf)}`
      return judge(await reply({ content }))
    },
    'code.wrong'
  )
  refuses(
    'the code only in another header',
    subject('Re: PKS', { headers: [`Thread-Topic: ${CODE}`, `X-Code: ${CODE}`] }),
    'code.missing'
  )
  refuses(
    'the code with marks of no width',
    subject(Buffer.from(`Re: ${CODE.slice(0, 8)}\u200b${CODE.slice(8)}`).toString('latin1')),
    'code.missing'
  )
  refuses('a code that was used (a replay)', expecting({ codeUsed: true }), 'code.used')
  refuses('a code of no agreement', expecting({ code: null }), 'code.unknown')
})

test.group('pki / refused for their document', () => {
  const attached =
    (...pdfs: Uint8Array[]) =>
    async () =>
      judge(await reply({ content: replyBody(...pdfs) }))
  const changed = (change: (pdf: Buffer) => Uint8Array) => async () =>
    attached(change(Buffer.from((await world()).pdf)))()

  refuses('no PDF', attached(), 'attachment.none')
  refuses(
    'the PDF twice',
    async () => attached((await world()).pdf, (await world()).pdf)(),
    'attachment.several'
  )
  refuses(
    'a second PDF under another name',
    async () => {
      const { pdf } = await world()
      const hidden = renderPart({
        type: 'application/octet-stream; name=x.bin',
        body: await plainPdf('lain'),
      })
      const content = multipart('=_m', [renderPart({ type: 'application/pdf', body: pdf }), hidden])
      return judge(await reply({ content }))
    },
    'attachment.several'
  )
  for (const [name, type, encode] of [
    ['a text', 'text/plain; name=x.txt', (pdf) => pdf],
    ['a picture', 'image/png; name=x.png', (pdf) => pdf],
    [
      'a file behind other bytes',
      'application/x-other',
      (pdf) => Buffer.concat([Buffer.alloc(900), pdf]),
    ],
  ] as readonly (readonly [string, string, (pdf: Uint8Array) => Uint8Array])[]) {
    refuses(
      `a second PDF that goes by ${name}`,
      async () => {
        const { pdf } = await world()
        const hidden = renderPart({ type, body: encode(await plainPdf('lain')) })
        const content = multipart('=_m', [
          renderPart({ type: 'application/pdf', body: pdf }),
          hidden,
        ])
        return judge(await reply({ content }))
      },
      'attachment.several'
    )
  }
  for (const [how, start] of [
    ['its sign encoded', '=25PDF-1.7\r\n'],
    ['every byte encoded', '=25=50=44=46=2d=31=2E=37\r\n'],
    ['a line broken in it', '%P=\r\nDF=2d1.7\r\n'],
  ] as const)
    refuses(
      `a second PDF in quoted-printable, ${how}`,
      async () => {
        const { pdf } = await world()
        const hidden = text(start).replace(
          'text/plain',
          'image/gif\r\nContent-Transfer-Encoding: quoted-printable'
        )
        const content = multipart('=_m', [
          renderPart({ type: 'application/pdf', body: pdf }),
          hidden,
        ])
        return judge(await reply({ content }))
      },
      'attachment.several'
    )
  refuses(
    'a From with a blank before its colon, in the place of a mailbox file\u2019s line',
    () => edited((mail) => `From : lain@mitra.example\r\n${mail}`),
    'structure.malformed'
  )
  refuses(
    'the PDF inside a forwarded message',
    async () => {
      const { pdf } = await world()
      const inner = `Subject: PKS\r\n${renderPart({ type: 'application/pdf', body: pdf })}`
      const content = multipart('=_m', [
        text('x\r\n'),
        renderPart({ type: 'message/rfc822', body: inner }),
      ])
      return judge(await reply({ content }))
    },
    'attachment.inside_message'
  )
  refuses(
    'the PDF outside the signed part',
    async () => {
      const { pdf } = await world()
      const extra = [renderPart({ type: 'application/pdf', body: pdf })]
      return judge(await reply({ content: text('Setuju\r\n'), mail: { extra } }))
    },
    'structure.extra_parts'
  )
  refuses(
    'base64 with other characters in it',
    async () => {
      const { pdf } = await world()
      const part = `Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n!${base64(pdf)}`
      return judge(await reply({ content: multipart('=_m', [part]) }))
    },
    'attachment.encoding'
  )
  refuses(
    'an altered PDF',
    changed((pdf) => {
      pdf[pdf.indexOf('stream') + 20]! ^= 1
      return pdf
    }),
    'document.altered'
  )
  refuses(
    'a byte behind the PDF',
    changed((pdf) => Buffer.concat([pdf, Buffer.from('x')])),
    'document.padded'
  )
  refuses(
    'padding of the signature altered',
    changed((pdf) => {
      const end = pdf.indexOf('00>', pdf.indexOf('/Contents <'))
      pdf.write('1', end + 1, 'latin1')
      return pdf
    }),
    'document.padded'
  )
  refuses(
    'an added revision',
    changed((pdf) => {
      const start = /startxref\s+(\d+)/.exec(pdf.toString('latin1'))![1]
      const more = `\n999 0 obj\n<< >>\nendobj\nxref\n0 0\ntrailer\n<< /Prev ${start} >>\nstartxref\n${pdf.length}\n%%EOF\n`
      return Buffer.concat([pdf, Buffer.from(more)])
    }),
    'document.later_revision'
  )
  refuses(
    'a printed copy without a signature',
    async () => attached(await plainPdf('PKS nomor 1'))(),
    'document.unsigned'
  )
  refuses('no PDF at all under its name', attached(Buffer.from('<html>')), 'document.not_pdf')
  refuses(
    'another agreement of ours',
    async () => {
      const { signer } = await world()
      return attached(await sealPdf(await plainPdf('PKS nomor 2'), sealing(signer)))()
    },
    'document.other'
  )
  refuses(
    'a document that somebody else sealed',
    async () => {
      const root = await makeIdentity({ name: 'CN=Test Root', ca: true })
      const thief = signerOf(
        await makeIdentity({
          name: 'CN=Webstore Telkom',
          issuer: root,
          extendedKeyUsage: [DOCUMENT],
        })
      )
      return attached(await sealPdf(await plainPdf('PKS nomor 1'), sealing(thief)))()
    },
    'document.altered'
  )
  refuses(
    'a seal by none of our certificates',
    async () => judge(await reply(), { sealSigners: ['00'.repeat(32)] }),
    'document.seal'
  )
})

test.group('pki / every bit', () => {
  test('[R6.4] no flipped bit inside the signed part or the signature is accepted', async ({
    assert,
  }) => {
    const content = replyBody((await world()).pdf)
    const raw = await reply({ content })
    const begin = raw.indexOf(content.slice(0, 60), 0, 'latin1')
    const accepted: number[] = []
    // A step that is prime to eight and to base64's lines visits every kind of place in reasonable time.
    for (let bit = begin * 8; bit < (begin + content.length) * 8; bit += 331) {
      const changed = Buffer.from(raw)
      changed[bit >> 3]! ^= 1 << (bit & 7)
      if ((await judge(changed)).accepted) accepted.push(bit)
    }
    assert.deepEqual(accepted, [])
  })

  test("[R6.4] no flipped bit of the signer's certificate, attributes or signature is accepted", async ({
    assert,
  }) => {
    const { partner, pdf } = await world()
    const content = replyBody(pdf)
    const bytes = Buffer.from(content, 'latin1')
    const cms = makeCms(bytes, { signer: partner })
    const info = makeSignerInfo(bytes, { signer: partner })
    const attributes = cms.length - info.length + info.indexOf(Buffer.from([0xa0]), 60)
    const accepted: number[] = []
    for (const [begin, end] of [
      [cms.indexOf(partner.der), cms.indexOf(partner.der) + partner.der.length],
      [attributes, cms.length],
    ] as const) {
      for (let bit = begin * 8; bit < end * 8; bit += 7) {
        const changed = Buffer.from(cms)
        changed[bit >> 3]! ^= 1 << (bit & 7)
        if ((await judge(detachedMail(content, changed))).accepted) accepted.push(bit)
      }
    }
    assert.deepEqual(accepted, [])
  })

  test('[R6.4] no flipped bit of the document is accepted', async ({ assert }) => {
    const { pdf } = await world()
    const accepted: number[] = []
    for (let bit = 0; bit < pdf.length * 8; bit += 401) {
      const changed = Buffer.from(pdf)
      changed[bit >> 3]! ^= 1 << (bit & 7)
      if ((await judge(await reply({ content: replyBody(changed) }))).accepted) accepted.push(bit)
    }
    assert.deepEqual(accepted, [])
  })

  test('[R6.4] no flipped bit of From or of the code is accepted', async ({ assert }) => {
    const raw = await reply({ mail: { from: 'budi@mitra.example' } })
    const accepted: string[] = []
    for (const [name, value] of [
      ['From', 'budi@mitra.example'],
      ['code', CODE],
    ] as const) {
      const begin = raw.indexOf(value)
      for (let bit = begin * 8; bit < (begin + value.length) * 8; bit++) {
        const changed = Buffer.from(raw)
        changed[bit >> 3]! ^= 1 << (bit & 7)
        const verdict = await judge(changed)
        // The case of an address' letters is the one bit that means nothing.
        const onlyCase =
          name === 'From' && (bit & 7) === 5 && /[a-z]/.test(String.fromCharCode(raw[bit >> 3]!))
        if (verdict.accepted && !onlyCase) accepted.push(`${name} ${bit - begin * 8}`)
      }
    }
    assert.deepEqual(accepted, [])
  })
})
