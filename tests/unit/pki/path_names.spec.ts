/** RFC 5280 §4.2.1.10, §6.1.3 (b), (c), §7.1: names, and what constrains them. RFC 9598 §6: addresses that are not ASCII. */
import { test } from '@japa/runner'
import { domainToASCII } from 'node:url'
import { seq, tlv, oid, nil } from '#tests/support/pki/der'
import {
  authority,
  certificate,
  dn,
  ext,
  familyVerdict,
  general,
  MAIL,
  verdict,
  type CertificateShape,
} from '#tests/support/pki/paths'

interface Trial {
  readonly permitted?: Buffer[]
  readonly excluded?: Buffer[]
  readonly names?: Buffer[]
  readonly subject?: string | Buffer
}

/** A leaf for any purpose with these names under an authority with these constraints. */
function tried({ permitted = [], excluded = [], names, subject = 'CN=Budi' }: Trial) {
  const leaf: CertificateShape = {
    name: subject,
    extensions: [names ? ext.names(names) : { oid: '2.5.29.17', value: null }],
  }
  const ca = { extensions: [ext.constraints(permitted, excluded)] }
  return familyVerdict({ ca, leaf }, { profile: 'relying' })
}

const REFUSED = 'chain.name_constraints'
const { mail, dns, uri, ip, directory, other, utf8Mail, registered } = general

const TRIALS: Record<string, [Trial, 'accepted' | typeof REFUSED]> = {
  // rfc822Name
  'mail: of the host': [
    { permitted: [mail('mitra.example')], names: [mail('a@mitra.example')] },
    'accepted',
  ],
  'mail: of the host, in capitals': [
    { permitted: [mail('Mitra.Example')], names: [mail('a@MITRA.example')] },
    'accepted',
  ],
  'mail: of a host below, where the host alone is permitted': [
    { permitted: [mail('mitra.example')], names: [mail('a@sub.mitra.example')] },
    REFUSED,
  ],
  'mail: of a host below, where all below is permitted': [
    { permitted: [mail('.mitra.example')], names: [mail('a@sub.mitra.example')] },
    'accepted',
  ],
  'mail: of the host, where only what is below is permitted': [
    { permitted: [mail('.mitra.example')], names: [mail('a@mitra.example')] },
    REFUSED,
  ],
  'mail: of a namesake without the period': [
    { permitted: [mail('.mitra.example')], names: [mail('a@jahatmitra.example')] },
    REFUSED,
  ],
  'mail: one mailbox': [
    { permitted: [mail('budi@mitra.example')], names: [mail('budi@mitra.example')] },
    'accepted',
  ],
  'mail: another mailbox': [
    { permitted: [mail('budi@mitra.example')], names: [mail('siti@mitra.example')] },
    REFUSED,
  ],
  'mail: a permitted mailbox in other letters, which may be another': [
    { permitted: [mail('budi@mitra.example')], names: [mail('Budi@mitra.example')] },
    REFUSED,
  ],
  'mail: an excluded mailbox in other letters, which may be the same': [
    { excluded: [mail('budi@mitra.example')], names: [mail('Budi@mitra.example')] },
    REFUSED,
  ],
  'mail: excluded host': [
    { excluded: [mail('mitra.example')], names: [mail('a@mitra.example')] },
    REFUSED,
  ],
  'mail: excluded beats permitted': [
    {
      permitted: [mail('mitra.example')],
      excluded: [mail('mitra.example')],
      names: [mail('a@mitra.example')],
    },
    REFUSED,
  ],
  'mail: the second name lies outside': [
    {
      permitted: [mail('mitra.example')],
      names: [mail('a@mitra.example'), mail('a@jahat.example')],
    },
    REFUSED,
  ],
  'mail: two at-signs': [
    { permitted: [mail('mitra.example')], names: [mail('a@jahat.example@mitra.example')] },
    REFUSED,
  ],
  'mail: a quoted local part with an at-sign': [
    { permitted: [mail('mitra.example')], names: [mail('"a@jahat.example"@mitra.example')] },
    REFUSED,
  ],
  'mail: no at-sign, under an exclusion': [
    { excluded: [mail('jahat.example')], names: [mail('mitra.example')] },
    REFUSED,
  ],
  'mail: a host that ends in a period, under an exclusion': [
    { excluded: [mail('jahat.example')], names: [mail('a@jahat.example.')] },
    REFUSED,
  ],
  'mail: an address literal, under an exclusion': [
    { excluded: [mail('jahat.example')], names: [mail('a@[127.0.0.1]')] },
    REFUSED,
  ],
  'mail: the address of the subject counts': [
    {
      permitted: [mail('mitra.example')],
      names: [mail('a@mitra.example')],
      subject: 'CN=Budi,E=a@jahat.example',
    },
    REFUSED,
  ],
  'mail: the address of the subject counts without any alternative name': [
    { excluded: [mail('jahat.example')], subject: 'CN=Budi,E=a@jahat.example' },
    REFUSED,
  ],
  'mail: no constraint on mail': [
    { permitted: [dns('mitra.example')], names: [mail('a@jahat.example')] },
    'accepted',
  ],
  'mail: an empty constraint, which is not of the RFC, permits nothing': [
    { permitted: [mail('')], names: [mail('a@mitra.example')] },
    REFUSED,
  ],
  'mail: an empty constraint excludes everything': [
    { excluded: [mail('')], names: [mail('a@mitra.example')] },
    REFUSED,
  ],
  // SmtpUTF8Mailbox
  'mail in UTF-8: of the host': [
    { permitted: [mail('mitra.example')], names: [utf8Mail('büdi@mitra.example')] },
    'accepted',
  ],
  'mail in UTF-8: of another host': [
    { permitted: [mail('mitra.example')], names: [utf8Mail('büdi@jahat.example')] },
    REFUSED,
  ],
  'mail in UTF-8: an excluded host, its name in Unicode': [
    { excluded: [mail(domainToASCII('mïtra.example'))], names: [utf8Mail('büdi@mïtra.example')] },
    REFUSED,
  ],
  'mail in UTF-8: a host that is cut when converted (CVE-2022-3602)': [
    { excluded: [mail('jahat.example')], names: [utf8Mail('büdi@jahat.example#.mitra.example')] },
    REFUSED,
  ],
  'mail in UTF-8: Punycode that is none': [
    { permitted: [mail('mitra.example')], names: [utf8Mail('büdi@xn--a.mitra.example')] },
    REFUSED,
  ],
  // dNSName
  'host: the host itself and below': [
    { permitted: [dns('mitra.example')], names: [dns('mitra.example'), dns('a.b.mitra.example')] },
    'accepted',
  ],
  'host: a namesake': [
    { permitted: [dns('mitra.example')], names: [dns('jahatmitra.example')] },
    REFUSED,
  ],
  'host: excluded, below': [
    { excluded: [dns('mitra.example')], names: [dns('a.mitra.example')] },
    REFUSED,
  ],
  'host: a period in front': [
    { permitted: [dns('mitra.example')], names: [dns('.mitra.example')] },
    REFUSED,
  ],
  'host: all excluded': [{ excluded: [dns('')], names: [dns('mitra.example')] }, REFUSED],
  'host: a wildcard that may stand for an excluded one (CVE-2025-61727)': [
    {
      permitted: [dns('mitra.example')],
      excluded: [dns('jahat.mitra.example')],
      names: [dns('*.mitra.example')],
    },
    REFUSED,
  ],
  'host: a wildcard wider than what is permitted': [
    { permitted: [dns('toko.mitra.example')], names: [dns('*.mitra.example')] },
    REFUSED,
  ],
  'host: a wildcard within what is permitted': [
    { permitted: [dns('mitra.example')], names: [dns('*.mitra.example')] },
    'accepted',
  ],
  'host: a wildcard and a constraint with a period in front': [
    { excluded: [dns('.mitra.example')], names: [dns('*.mitra.example')] },
    REFUSED,
  ],
  // uniformResourceIdentifier
  'address: of the host': [
    { permitted: [uri('mitra.example')], names: [uri('https://mitra.example:8443/a?b')] },
    'accepted',
  ],
  'address: of a host below': [
    { permitted: [uri('.mitra.example')], names: [uri('https://a.mitra.example/')] },
    'accepted',
  ],
  'address: of the host, where only what is below is permitted': [
    { permitted: [uri('.mitra.example')], names: [uri('https://mitra.example/')] },
    REFUSED,
  ],
  'address: another host behind user information': [
    { permitted: [uri('mitra.example')], names: [uri('https://mitra.example@jahat.example/')] },
    REFUSED,
  ],
  'address: two at-signs': [
    { permitted: [uri('jahat.example')], names: [uri('https://a@mitra.example@jahat.example/')] },
    REFUSED,
  ],
  'address: another host behind user information that ends in a backslash': [
    {
      permitted: [uri('mitra.example')],
      names: [uri('https://jahat.example\\@mitra.example/')],
    },
    REFUSED,
  ],
  'address: a backslash further on': [
    { permitted: [uri('mitra.example')], names: [uri('https://mitra.example/a\\b')] },
    REFUSED,
  ],
  'address: of an IP address in hexadecimal': [
    { excluded: [uri('jahat.example')], names: [uri('https://0x7f.1/')] },
    REFUSED,
  ],
  'address: with honest user information': [
    { permitted: [uri('mitra.example')], names: [uri('https://budi@mitra.example/')] },
    'accepted',
  ],
  'address: without an authority': [
    { permitted: [uri('mitra.example')], names: [uri('urn:mitra.example')] },
    REFUSED,
  ],
  'address: without an authority, under an exclusion': [
    { excluded: [uri('jahat.example')], names: [uri('urn:mitra.example')] },
    REFUSED,
  ],
  'address: of an IP address': [
    { excluded: [uri('jahat.example')], names: [uri('https://127.0.0.1/')] },
    REFUSED,
  ],
  'address: a backslash in the host': [
    { excluded: [uri('jahat.example')], names: [uri('https://jahat.example\\.mitra.example/')] },
    REFUSED,
  ],
  // iPAddress
  'IP: within': [
    { permitted: [ip(10, 0, 0, 0, 255, 0, 0, 0)], names: [ip(10, 1, 2, 3)] },
    'accepted',
  ],
  'IP: outside': [
    { permitted: [ip(10, 0, 0, 0, 255, 0, 0, 0)], names: [ip(11, 1, 2, 3)] },
    REFUSED,
  ],
  'IP: excluded': [
    { excluded: [ip(10, 0, 0, 0, 255, 0, 0, 0)], names: [ip(10, 1, 2, 3)] },
    REFUSED,
  ],
  'IP: of version 6 where version 4 is permitted': [
    { permitted: [ip(0, 0, 0, 0, 0, 0, 0, 0)], names: [ip(...Array<number>(16).fill(0))] },
    REFUSED,
  ],
  'IP: a range as a name': [
    { permitted: [ip(10, 0, 0, 0, 255, 0, 0, 0)], names: [ip(10, 0, 0, 0, 255, 0, 0, 0)] },
    REFUSED,
  ],
  'IP: of five octets, under an exclusion': [
    { excluded: [ip(10, 0, 0, 0, 255, 0, 0, 0)], names: [ip(10, 0, 0, 1, 0)] },
    REFUSED,
  ],
  'IP: of version 4 written as version 6, under an exclusion': [
    {
      excluded: [ip(10, 0, 0, 0, 255, 0, 0, 0)],
      names: [ip(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 1)],
    },
    REFUSED,
  ],
  'IP: of version 4, where version 4 written as version 6 is excluded': [
    {
      excluded: [
        ip(
          ...Array<number>(10).fill(0),
          255,
          255,
          10,
          0,
          0,
          0,
          ...Array<number>(13).fill(255),
          0,
          0,
          0
        ),
      ],
      names: [ip(10, 0, 0, 1)],
    },
    REFUSED,
  ],
  'IP: of version 6, where some of version 4 are excluded': [
    {
      excluded: [ip(10, 0, 0, 0, 255, 0, 0, 0)],
      names: [ip(0x20, 1, 0xd, 0xb8, ...Array<number>(12).fill(1))],
    },
    'accepted',
  ],
  // directoryName
  'directory: within': [
    { permitted: [directory(dn('O=Mitra'))], subject: 'O=Mitra,CN=Budi' },
    'accepted',
  ],
  'directory: case and white space aside': [
    { permitted: [directory(dn('O=Mitra  Usaha'))], subject: 'O= mitra usaha,CN=Budi' },
    'accepted',
  ],
  'directory: outside': [
    { permitted: [directory(dn('O=Mitra'))], subject: 'O=Jahat,CN=Budi' },
    REFUSED,
  ],
  'directory: the alternative name lies outside': [
    {
      permitted: [directory(dn('O=Mitra'))],
      subject: 'O=Mitra,CN=Budi',
      names: [directory(dn('O=Jahat'))],
    },
    REFUSED,
  ],
  'directory: excluded': [
    { excluded: [directory(dn('O=Jahat'))], subject: 'O=Jahat,CN=Budi' },
    REFUSED,
  ],
  'directory: excluded, hidden by a soft hyphen': [
    { excluded: [directory(dn('O=Jahat'))], subject: 'O=Ja\u00adhat,CN=Budi' },
    REFUSED,
  ],
  'directory: excluded, hidden by full-width letters': [
    { excluded: [directory(dn('O=Jahat'))], subject: 'O=Ｊａｈａｔ,CN=Budi' },
    REFUSED,
  ],
  'directory: excluded, hidden in four octets a letter': [
    {
      excluded: [directory(dn('O=Jahat'))],
      subject: oneName(
        '2.5.4.10',
        tlv(0x1c, Buffer.from([...'Jahat'].flatMap((c) => [0, 0, 0, c.charCodeAt(0)])))
      ),
    },
    REFUSED,
  ],
  'directory: excluded, hidden in a type that is no text': [
    {
      excluded: [directory(dn('O=Jahat'))],
      subject: oneName('2.5.4.10', tlv(0x04, Buffer.from('Jahat'))),
    },
    REFUSED,
  ],
  // the rest
  'other name of an excluded kind': [
    { excluded: [other('1.2.3.4', nil)], names: [other('1.2.3.4', nil)] },
    REFUSED,
  ],
  'other name of a permitted kind cannot be compared': [
    { permitted: [other('1.2.3.4', nil)], names: [other('1.2.3.4', nil)] },
    REFUSED,
  ],
  'other name of another kind': [
    { excluded: [other('1.2.3.4', nil)], names: [other('1.2.3.5', nil)] },
    'accepted',
  ],
  'registered identifier under a constraint of its kind': [
    { excluded: [registered('1.2.3')], names: [registered('1.2.4')] },
    REFUSED,
  ],
}

function oneName(type: string, value: Buffer): Buffer {
  return seq(tlv(0x31, seq(oid(type), value)))
}

test.group('pki / RFC 5280 section 4.2.1.10: name constraints', () => {
  for (const [name, [trial, expected]] of Object.entries(TRIALS)) {
    test(`[R6.4] ${expected === REFUSED ? 'refused' : 'accepted'}: ${name}`, async ({ assert }) => {
      assert.equal(await tried(trial), expected)
    })
  }

  test('[R6.4] a common name is a host’s where a server is asked for, and nobody’s in a mail', async ({
    assert,
  }) => {
    const said = (name: string, names: Buffer[], shape: object, purposes?: string[]) =>
      familyVerdict(
        {
          ca: { extensions: [ext.constraints([mail('mitra.example')], [dns('')])] },
          leaf: {
            name,
            extensions: [
              ext.names([mail('budi@mitra.example'), ...names]),
              ...(purposes ? [ext.purposes(...purposes)] : []),
            ],
          },
        },
        shape
      )
    for (const name of ['O=PT Tiket,CN=Tiket.com', 'CN=budi.santoso']) {
      for (const profile of ['strict', 'relying'] as const) {
        assert.equal(await said(name, [], { profile }), 'accepted')
      }
      assert.equal(await said(name, [], { purpose: null }), 'accepted')
      for (const more of ['1.3.6.1.5.5.7.3.1', '2.5.29.37.0']) {
        assert.equal(await said(name, [], { purpose: null }, [MAIL, more]), REFUSED)
      }
      // A host that is said to be one is one for every purpose.
      assert.equal(await said(name, [dns('mitra.example')], {}), REFUSED)
    }
    const words = await said('CN=Budi Santoso', [], { purpose: null }, ['2.5.29.37.0'])
    assert.equal(words, 'accepted')
    const host = await familyVerdict(
      {
        ca: { extensions: [ext.constraints([dns('mitra.example')])] },
        leaf: {
          name: 'CN=www.jahat.example',
          extensions: [ext.names([dns('mitra.example')]), ext.purposes('1.3.6.1.5.5.7.3.1')],
        },
      },
      { purpose: null }
    )
    assert.equal(host, 'accepted')
  })

  const odd: Record<string, Buffer> = {
    'a wildcard for hosts': dns('*.mitra.example'),
    'one IP address': ip(127, 0, 0, 1),
    'an IP mask with holes': ip(10, 0, 0, 0, 255, 0, 255, 0),
    'an address with two at-signs': mail('a@b@mitra.example'),
    'an address without a host': mail('a@'),
    'a host with a slash': uri('mitra.example/'),
  }
  for (const [name, base] of Object.entries(odd)) {
    test(`[R6.4] refused: a constraint that cannot be applied: ${name}`, async ({ assert }) => {
      for (const trial of [{ permitted: [base] }, { excluded: [base] }]) {
        assert.match(
          await tried({ ...trial, names: [mail('a@mitra.example')] }),
          /^chain\.(profile: 4\.2\.1\.10|name_constraints)/
        )
      }
    })
  }

  test('[R6.4] a subtree with a minimum or a maximum is refused', async ({ assert }) => {
    for (const field of [tlv(0x80, Buffer.from([1])), tlv(0x81, Buffer.from([1]))]) {
      const value = seq(tlv(0xa0, seq(mail('mitra.example'), field)))
      const ca = { extensions: [{ oid: '2.5.29.30', critical: true, value }] }
      assert.equal(await familyVerdict({ ca }), 'chain.incomplete')
    }
  })

  test('[R6.4] constraints of the anchor and of each authority add up, and never widen', async ({
    assert,
  }) => {
    const constrained = (...hosts: string[]) => ({
      extensions: [ext.constraints(hosts.map((host) => mail(host)))],
    })
    const leaf = { extensions: [ext.names([mail('a@mitra.example')])] }
    const said = (root: CertificateShape, ca: CertificateShape) => familyVerdict({ root, ca, leaf })
    assert.equal(await said(constrained('mitra.example'), {}), 'accepted')
    assert.equal(await said(constrained('lain.example'), {}), REFUSED)
    assert.equal(
      await said(constrained('mitra.example', 'lain.example'), constrained('lain.example')),
      REFUSED
    )
    assert.equal(
      await said(constrained('lain.example'), constrained('mitra.example', 'lain.example')),
      REFUSED
    )
  })

  test('[R6.4] an authority’s own names are constrained, a self-issued one’s are not', async ({
    assert,
  }) => {
    const root = authority({ extensions: [ext.constraints([mail('mitra.example')])] })
    const outside = { extensions: [ext.names([mail('ca@jahat.example')])] }
    const ca = authority({ issuer: root, ...outside })
    assert.equal(
      await verdict({ trust: [root], chain: [certificate({ issuer: ca }), ca] }),
      REFUSED
    )
    const rollover = authority({ name: root.name, issuer: root, ...outside })
    const leaf = certificate({ issuer: rollover })
    assert.equal(await verdict({ trust: [root], chain: [leaf, rollover] }), 'accepted')
    const last = certificate({ name: root.name, issuer: root, ...outside })
    assert.equal(await verdict({ trust: [root], chain: [last] }), REFUSED)
  })

  test('[R6.4] a constraint on what is not there constrains nothing', async ({ assert }) => {
    const root = { extensions: [ext.constraints([dns('mitra.example')])] }
    assert.equal(await familyVerdict({ root }), 'accepted')
  })

  test('[R6.5] a thousand names under a thousand constraints: refused, not computed', async ({
    assert,
  }) => {
    const many = (make: (value: string) => Buffer, host: string) =>
      Array.from({ length: 1000 }, (_, index) => make(`${host}${index}.example`))
    const said = await tried({
      excluded: many(mail, 'jahat'),
      names: many((value) => mail(`a@${value}`), 'mitra'),
    })
    assert.equal(said, REFUSED)
  })
})
