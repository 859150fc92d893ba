/** RFC 5280 §4: what certificates must be like. Each is otherwise one that is accepted. */
import { test } from '@japa/runner'
import { generateKeyPairSync } from 'node:crypto'
import { contentOf, nil, octets, oid, seq, tlv } from '#tests/support/pki/der'
import {
  bits,
  days,
  dn,
  ecKeys,
  ext,
  family,
  familyVerdict,
  general,
  integer,
  judged,
  keyId,
  KU,
  MAIL,
  PSS,
  RSA,
  signWith,
  verdict,
  certificate,
  authority,
  type CertificateShape,
  type Extension,
  type Keys,
} from '#tests/support/pki/paths'

type Shapes = NonNullable<Parameters<typeof family>[0]>
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const time = (tag: number, text: string) => tlv(tag, Buffer.from(text))
const without = (type: string) => ({ oid: type, value: null })
const AKI = '2.5.29.35'
const SKI = '2.5.29.14'
const KEY_USAGE = '2.5.29.15'
const attribute = (type: string, tag: number, text: string) =>
  seq(oid(type), tlv(tag, Buffer.from(text)))
const named = [general.mail('budi@mitra.example')]

const qualified = (qualifier: string, critical: boolean): Extension => ({
  oid: '2.5.29.32',
  critical,
  value: seq(seq(oid('1.2.3'), seq(seq(oid(qualifier), tlv(0x16, Buffer.from('x')))))),
})

/** Refused in each profile. */
const ALWAYS: Record<string, [Shapes, string]> = {
  '§4.1 trailing data in the certificate': [{ leaf: { tail: nil } }, 'chain.malformed'],
  '§4.1.1.2 two signature algorithms': [
    { leaf: { innerAlgorithm: seq(oid('1.2.840.10045.4.3.3')) } },
    'chain.malformed',
  ],
  '§4.1.2.1 version 4': [{ leaf: { version: 3 } }, 'chain.malformed'],
  '§4.1.2.1 version 1 spelled out': [
    { leaf: { version: 0, onlyExtensions: [] } },
    'chain.malformed',
  ],
  '§4.1.2.1 extensions in version 2': [{ leaf: { version: 1 } }, 'chain.malformed'],
  '§4.1.2.1 an intermediate of version 1': [
    { ca: { version: null, onlyExtensions: [] } },
    'chain.not_ca',
  ],
  '§4.1.2.2 a negative serial number': [{ leaf: { serial: hex('ff7f') } }, 'chain.profile'],
  '§4.1.2.2 a serial number with a needless zero': [
    { leaf: { serial: hex('0001') } },
    'chain.malformed',
  ],
  '§4.1.2.2 an empty serial number': [{ leaf: { serial: hex('') } }, 'chain.malformed'],
  '§4.1.2.5 expired': [{ leaf: { notAfter: days(-1) } }, 'validity.expired'],
  '§4.1.2.5 not yet valid': [{ leaf: { notBefore: days(1) } }, 'validity.not_yet_valid'],
  '§4.1.2.5 an issuer that expired': [{ ca: { notAfter: days(-1) } }, 'validity.issuer_expired'],
  '§4.1.2.5 an anchor that expired': [{ root: { notAfter: days(-1) } }, 'validity.issuer_expired'],
  '§4.1.2.5 an anchor that is not yet valid': [
    { root: { notBefore: days(1) } },
    'validity.issuer_not_yet_valid',
  ],
  '§4.1.2.5.1 UTCTime without seconds': [
    { leaf: { notAfter: time(0x17, '2711010300Z') } },
    'chain.malformed',
  ],
  '§4.1.2.5.1 UTCTime with an offset': [
    { leaf: { notAfter: time(0x17, '271101030000+0700') } },
    'chain.malformed',
  ],
  '§4.1.2.5.2 GeneralizedTime with a fraction': [
    { leaf: { notAfter: time(0x18, '20271101030000.5Z') } },
    'chain.malformed',
  ],
  '§4.1.2.5.2 GeneralizedTime without a zone': [
    { leaf: { notAfter: time(0x18, '20271101030000') } },
    'chain.malformed',
  ],
  '§4.1.2.5 a day that is none': [
    { leaf: { notAfter: time(0x17, '270230030000Z') } },
    'chain.malformed',
  ],
  '§4.1.2.6 an authority without a name': [
    { ca: { name: '' }, leaf: { issuerName: dn('') } },
    'chain.profile',
  ],
  '§4.1.2.6 nobody without any name': [
    { leaf: { name: '', extensions: [without('2.5.29.17')] } },
    'chain.profile',
  ],
  '§4.1.2.8 unique identifiers in version 1': [
    { leaf: { version: null, onlyExtensions: [], uniqueId: true } },
    'chain.malformed',
  ],
  '§4.2 one extension twice': [
    { leaf: { onlyExtensions: [ext.purposes(MAIL), ext.purposes(MAIL)] } },
    'chain.malformed',
  ],
  '§4.2.1.12 extended key usage for nothing': [
    { leaf: { extensions: [{ oid: '2.5.29.37', value: tlv(0x30) }] } },
    'chain.malformed',
  ],
  '§4.2 an unknown critical extension': [
    { leaf: { extensions: [ext.unknown(true)] } },
    'chain.unknown_critical',
  ],
  '§4.2 an unknown critical extension of an issuer': [
    { ca: { extensions: [ext.unknown(true)] } },
    'chain.unknown_critical',
  ],
  '§4.2 an unknown critical extension of the anchor': [
    { root: { extensions: [ext.unknown(true)] } },
    'chain.unknown_critical',
  ],
  '§4.2 criticality of 1 in place of 255': [
    { leaf: { extensions: [{ ...ext.purposes(MAIL), flag: 1 }] } },
    'chain.malformed',
  ],
  '§4.2 trailing data in an extension': [
    {
      leaf: {
        extensions: [{ oid: '2.5.29.37', value: Buffer.concat([ext.purposes(MAIL).value, nil]) }],
      },
    },
    'chain.malformed',
  ],
  '§4.2.1.1 the authority’s certificate named by half': [
    {
      leaf: {
        extensions: [{ oid: AKI, value: seq(tlv(0xa1, general.directory(dn('CN=Root')))) }],
      },
    },
    'chain.malformed',
  ],
  '§4.2.1.3 no key usage at all in the key usage': [
    { leaf: { extensions: [{ oid: '2.5.29.15', critical: true, value: hex('030100') }] } },
    'chain.malformed',
  ],
  '§4.2.1.3 an issuer whose key may not sign certificates': [
    { ca: { extensions: [ext.keyUsage(KU.lists)] } },
    'chain.key_usage',
  ],
  '§4.2.1.3 an anchor whose key may not sign certificates': [
    { root: { extensions: [ext.keyUsage(KU.lists)] } },
    'chain.key_usage',
  ],
  '§4.2.1.3 a key that may sign certificates of nobody who is an authority': [
    { leaf: { extensions: [ext.keyUsage(KU.sign, KU.certificates)] } },
    'chain.profile',
  ],
  '§4.2.1.4 one policy twice': [
    { leaf: { extensions: [ext.policies('1.2.3', '1.2.3')] } },
    'chain.malformed',
  ],
  '§4.2.1.4 a critical policy with a qualifier that nobody knows': [
    { leaf: { extensions: [qualified('1.2.3.4', true)] } },
    'chain.unknown_critical',
  ],
  '§4.2.1.4 a policy with qualifiers, but none': [
    {
      leaf: {
        extensions: [{ oid: '2.5.29.32', value: seq(seq(oid('1.2.3'), seq())) }],
      },
    },
    'chain.malformed',
  ],
  '§4.2.1.5 a mapping to any policy': [
    { ca: { extensions: [ext.policies('1.2.3'), ext.mappings(['1.2.3', '2.5.29.32.0'])] } },
    'chain.policy',
  ],
  '§4.2.1.6 an alternative name with a NUL': [
    { leaf: { extensions: [ext.names([general.mail('budi@mitra.example\0.evil.example')])] } },
    'chain.malformed',
  ],
  '§4.2.1.6 an alternative name that is not ASCII': [
    { leaf: { extensions: [ext.names([general.dns('mitrå.example')])] } },
    'chain.malformed',
  ],
  '§4.2.1.6 an alternative name that is none': [
    { leaf: { extensions: [{ oid: '2.5.29.17', value: Buffer.from('mitra.example') }] } },
    'chain.malformed',
  ],
  '§4.2.1.6 no name in the alternative names': [
    { leaf: { extensions: [ext.names([])] } },
    'chain.malformed',
  ],
  '§4.2.1.9 an issuer that does not say that it is an authority': [
    { ca: { extensions: [without('2.5.29.19'), ext.keyUsage(KU.sign)] } },
    'chain.not_ca',
  ],
  '§4.2.1.9 an issuer that says that it is no authority': [
    {
      ca: {
        extensions: [{ oid: '2.5.29.19', critical: true, value: seq() }, ext.keyUsage(KU.sign)],
      },
    },
    'chain.not_ca',
  ],
  '§4.2.1.9 an anchor that does not say that it is an authority': [
    { root: { extensions: [without('2.5.29.19'), ext.keyUsage(KU.sign)] } },
    'chain.not_ca',
  ],
  '§4.2.1.9 a path length of nobody who is an authority': [
    { leaf: { extensions: [{ oid: '2.5.29.19', critical: true, value: seq(integer(1)) }] } },
    'chain.profile',
  ],
  '§4.2.1.9 a negative path length': [
    {
      ca: {
        extensions: [
          { oid: '2.5.29.19', critical: true, value: seq(tlv(1, hex('ff')), tlv(2, hex('ff'))) },
        ],
      },
    },
    'chain.incomplete',
  ],
  '§4.2.1.10 name constraints of nobody who is an authority': [
    { leaf: { extensions: [ext.constraints([general.mail('mitra.example')])] } },
    'chain.profile',
  ],
  '§4.2.1.10 name constraints without any': [
    { ca: { extensions: [ext.constraints([])] } },
    'chain.incomplete',
  ],
  '§4.2.1.11 policy constraints without any': [
    { ca: { extensions: [{ oid: '2.5.29.36', critical: true, value: seq() }] } },
    'chain.incomplete',
  ],
  '§4.2.1.12 another extended key usage': [
    { leaf: { extensions: [ext.purposes('1.3.6.1.5.5.7.3.2')] } },
    'purpose.extended_key_usage',
  ],
  '§4.2.1.12 any extended key usage is none in particular': [
    { leaf: { extensions: [ext.purposes('2.5.29.37.0')] } },
    'purpose.extended_key_usage',
  ],
  '§4.2.1.12 no extended key usage': [
    { leaf: { extensions: [without('2.5.29.37')] } },
    'purpose.extended_key_usage',
  ],
  '§4.2.1.12 an issuer for servers only': [
    { ca: { extensions: [ext.purposes('1.3.6.1.5.5.7.3.1')] } },
    'purpose.issuer_extended_key_usage',
  ],
  '§4.2.1.12 an anchor for servers only': [
    { root: { extensions: [ext.purposes('1.3.6.1.5.5.7.3.1')] } },
    'purpose.issuer_extended_key_usage',
  ],
  '§4.2.1.13 a distribution point of nothing': [
    { leaf: { extensions: [ext.points(seq(tlv(0x81, hex('0640'))))] } },
    'chain.malformed',
  ],
  '§4.2.2.1 access information that is none': [
    { leaf: { extensions: [{ oid: '1.3.6.1.5.5.7.1.1', value: Buffer.from('malformed') }] } },
    'chain.malformed',
  ],
  '§4.2.2.1 access information about nothing': [
    { leaf: { extensions: [{ oid: '1.3.6.1.5.5.7.1.1', value: seq() }] } },
    'chain.malformed',
  ],
  'a certificate of 70 000 bytes': [
    { leaf: { extensions: [{ oid: '1.2.3.4', value: octets(Buffer.alloc(70_000)) }] } },
    'chain.malformed',
  ],
  'an authority at the end, for mail': [
    {
      leaf: { ca: true, extensions: [ext.keyUsage(KU.sign, KU.certificates), ext.purposes(MAIL)] },
    },
    'purpose.ca_certificate',
  ],
}

/** Refused only where authorities are held against all their duties. */
const STRICT: Record<string, Shapes> = {
  '§4.1.2.2 serial number 0': { leaf: { serial: hex('00') } },
  '§4.1.2.2 a serial number of 21 octets': { leaf: { serial: Buffer.alloc(21, 0x7f) } },
  '§4.1 criticality spelled out where it is the default': {
    leaf: { extensions: [{ ...ext.purposes(MAIL), spelledOut: true }] },
  },
  '§4.1 cA spelled out where it is the default': {
    leaf: { extensions: [{ oid: '2.5.29.19', critical: true, value: seq(tlv(1, hex('00'))) }] },
  },
  '§4.1 key usage with trailing zeros': {
    leaf: {
      extensions: [{ oid: '2.5.29.15', critical: true, value: hex('0303078000') }],
    },
  },
  '§4.1 key usage with an unused bit that is counted': {
    leaf: { extensions: [{ oid: KEY_USAGE, critical: true, value: hex('03020080') }] },
  },
  '§4.1 a minimum spelled out where it is the default': {
    ca: {
      extensions: [
        {
          oid: '2.5.29.30',
          critical: true,
          value: seq(tlv(0xa0, seq(general.mail('mitra.example'), tlv(0x80, hex('00'))))),
        },
      ],
    },
  },
  '§4.1.2.2 a root of the serial number 0': { root: { serial: hex('00') } },
  '§4.1.2.2 a root with a negative serial number': { root: { serial: hex('80') } },
  '§4.1.2.2 a root with a serial number of 21 octets': { root: { serial: Buffer.alloc(21, 1) } },
  '§4.1.2.4 attributes of a name out of order': {
    leaf: {
      name: seq(tlv(0x31, attribute('2.5.4.10', 0x0c, 'b'), attribute('2.5.4.3', 0x0c, 'a'))),
    },
  },
  '§4.1.2.4 an attribute of a name twice': {
    leaf: {
      name: seq(tlv(0x31, attribute('2.5.4.3', 0x0c, 'a'), attribute('2.5.4.3', 0x0c, 'b'))),
    },
  },
  '§4.1.2.4 a root with its attributes out of order': {
    root: {
      name: seq(tlv(0x31, attribute('2.5.4.10', 0x0c, 'b'), attribute('2.5.4.3', 0x0c, 'a'))),
    },
  },
  'A.1 a common name of 65 characters': { leaf: { name: dn(`CN=${'x'.repeat(65)}`) } },
  'A.1 an empty common name': { leaf: { name: dn('CN=') } },
  'A.1 a country of three letters': { leaf: { name: dn('C=IDN,CN=Budi') } },
  'A.1 an at-sign in a PrintableString': {
    leaf: { name: seq(tlv(0x31, attribute('2.5.4.3', 0x13, 'a@b'))) },
  },
  '§4.1.2.5 an end before 2050 in GeneralizedTime': {
    leaf: { notAfter: time(0x18, '20271101000000Z') },
  },
  '§4.1.2.8 unique identifiers': { leaf: { uniqueId: true } },
  '§4.1.2.6 no subject, and an alternative name that is not critical': { leaf: { name: '' } },
  '§4.2.1.6 a critical alternative name beside a subject': {
    leaf: { extensions: [ext.names([general.mail('budi@mitra.example')], true)] },
  },
  '§4.2.1.6 an address that is none': {
    leaf: { extensions: [ext.names([general.mail('budi@kantor@mitra.example')])] },
  },
  '§4.2.1.6 a host that is none': {
    leaf: { extensions: [ext.names([...named, general.dns('-.example')])] },
  },
  '§4.2.1.6 a wildcard inside a name': {
    leaf: { extensions: [ext.names([...named, general.dns('www.*.example')])] },
  },
  '§4.2.1.6 an IP address of five octets': {
    leaf: { extensions: [ext.names([...named, general.ip(1, 2, 3, 4, 5)])] },
  },
  '§4.2.1.1 no authority key identifier': { leaf: { extensions: [without(AKI)] } },
  '§4.2.1.1 no authority key identifier of an issuer': { ca: { extensions: [without(AKI)] } },
  '§4.2.1.1 an authority key identifier without one': {
    leaf: { extensions: [{ oid: AKI, value: seq() }] },
  },
  '§4.2.1.1 a critical authority key identifier': {
    root: { extensions: [{ oid: AKI, critical: true, value: seq(tlv(0x80, Buffer.alloc(20))) }] },
  },
  '§4.2.1.1 the identifier of another key': {
    leaf: { extensions: [{ oid: AKI, value: seq(tlv(0x80, Buffer.alloc(20, 1))) }] },
  },
  '§4.2.1.1 a root that names another key as its own': {
    root: { extensions: [{ oid: AKI, value: seq(tlv(0x80, Buffer.alloc(20, 1))) }] },
  },
  '§4.2.1.2 no subject key identifier of an issuer': { ca: { extensions: [without(SKI)] } },
  '§4.2.1.2 no subject key identifier of the anchor': { root: { extensions: [without(SKI)] } },
  '§4.2.1.2 a critical subject key identifier': {
    leaf: { extensions: [{ oid: SKI, critical: true, value: octets(Buffer.alloc(20)) }] },
  },
  '§4.2.1.2 an empty subject key identifier, named by what it issued': {
    ca: { extensions: [{ oid: SKI, value: octets(Buffer.alloc(0)) }] },
    leaf: { extensions: [{ oid: AKI, value: seq(tlv(0x80)) }] },
  },
  '§4.2.1.1 an empty authority key identifier': {
    root: { extensions: [without(AKI)] },
    ca: { extensions: [{ oid: AKI, value: seq(tlv(0x80)) }] },
  },
  '§4.2.1.3 no key usage of the anchor': { root: { extensions: [without(KEY_USAGE)] } },
  '§4.2.1.3 a bit that means nothing': { leaf: { extensions: [ext.keyUsage(0, 9)] } },
  '§4.2.1.3 encipherOnly without keyAgreement': { leaf: { extensions: [ext.keyUsage(0, 7)] } },
  '§4.2.1.3 decipherOnly without keyAgreement': { leaf: { extensions: [ext.keyUsage(0, 8)] } },
  '§4.2.1.12 a purpose twice': { leaf: { extensions: [ext.purposes(MAIL, MAIL)] } },
  '§4.2.1.3 no key usage of an issuer': { ca: { extensions: [without('2.5.29.15')] } },
  '§4.2.1.9 an anchor whose basic constraints are not critical': {
    root: { extensions: [ext.ca(undefined, false)] },
  },
  '§4.2.1.10 name constraints that are not critical': {
    ca: { extensions: [ext.constraints([general.mail('mitra.example')], [], false)] },
  },
  '§4.2.1.10 a constraint for hosts with a period in front': {
    ca: {
      extensions: [ext.constraints([general.mail('mitra.example'), general.dns('.mitra.example')])],
    },
  },
  '§4.2.1.11 policy constraints that are not critical': {
    ca: { extensions: [{ oid: '2.5.29.36', value: seq(tlv(0x80, hex('05'))) }] },
  },
  '§4.2.1.14 an inhibition of any policy that is not critical': {
    ca: { extensions: [{ oid: '2.5.29.54', value: integer(1) }] },
  },
  '§4.2.2.1 critical access information': {
    leaf: {
      extensions: [
        {
          oid: '1.3.6.1.5.5.7.1.1',
          critical: true,
          value: seq(seq(oid('1.3.6.1.5.5.7.48.2'), general.uri('http://ca.example/'))),
        },
      ],
    },
  },
  'S/MIME BR 7.1.2.3 no key usage': { leaf: { extensions: [without('2.5.29.15')] } },
  'S/MIME BR 7.1.4.2 no alternative name': { leaf: { extensions: [without('2.5.29.17')] } },
  'S/MIME BR 7.1.4.2 no mail address': {
    leaf: { extensions: [ext.names([general.dns('mitra.example')])] },
  },
  'S/MIME BR 6.1.5 an RSA key of 2052 bits': {
    leaf: { keys: generateKeyPairSync('rsa', { modulusLength: 2052 }) },
  },
  'S/MIME BR 7.1.2.2 an authority that does not sign lists': {
    ca: { extensions: [ext.keyUsage(KU.certificates)] },
  },
}

test.group('pki / RFC 5280 section 4', () => {
  test('[R6.4] accepted: certificates as they should be', async ({ assert }) => {
    assert.equal(await familyVerdict(), 'accepted')
    assert.equal(await familyVerdict({}, { profile: 'relying' }), 'accepted')
  })

  const good: Record<string, Shapes> = {
    'a leaf without a subject, its alternative name critical': {
      leaf: { name: '', extensions: [ext.names([general.mail('budi@mitra.example')], true)] },
    },
    'names of characters, sizes and an order that are allowed': {
      leaf: {
        name: seq(
          tlv(0x31, attribute('2.5.4.6', 0x13, 'ID')),
          tlv(0x31, attribute('2.5.4.10', 0x13, "PT (A) 'b', c+d=e./:-?")),
          tlv(0x31, attribute('2.5.4.5', 0x13, '1'), attribute('2.5.4.3', 0x0c, 'é'.repeat(64)))
        ),
      },
    },
    'encipherOnly beside keyAgreement': { leaf: { extensions: [ext.keyUsage(0, 4, 7)] } },
    'a beginning in GeneralizedTime before 2050, and the end of all time': {
      leaf: { notBefore: time(0x18, '20200101000000Z') },
      root: { notAfter: time(0x18, '99991231235959Z') },
    },
    'valid from this second to this second': {
      leaf: { notBefore: days(0), notAfter: days(0) },
    },
    'an unknown extension that is not critical': { leaf: { extensions: [ext.unknown(false)] } },
    'a critical policy with a pointer to its text, one with an unknown qualifier that is not': {
      ca: { extensions: [qualified('1.3.6.1.5.5.7.2.1', true)] },
      leaf: { extensions: [qualified('1.2.3.4', false)] },
    },
    'a serial number of 20 octets': { leaf: { serial: Buffer.alloc(20, 0x7f) } },
    'nonRepudiation in place of digitalSignature': { leaf: { extensions: [ext.keyUsage(1)] } },
    'an issuer for mail among others, and one for any purpose': {
      ca: { extensions: [ext.purposes('1.3.6.1.5.5.7.3.1', MAIL)] },
      root: { extensions: [ext.purposes('2.5.29.37.0')] },
    },
    'P-384 and P-521': { ca: { keys: ecKeys('P-384') }, leaf: { keys: ecKeys('P-521') } },
  }
  for (const [name, shapes] of Object.entries(good)) {
    test(`[R6.4] accepted: ${name}`, async ({ assert }) => {
      assert.equal(await familyVerdict(shapes), 'accepted')
    })
  }

  for (const [name, [shapes, reason]] of Object.entries(ALWAYS)) {
    test(`[R6.4] refused: ${name}`, async ({ assert }) => {
      for (const profile of ['strict', 'relying'] as const) {
        const said = await familyVerdict(shapes, { profile })
        assert.equal(said.split(':')[0], reason, `${profile}: ${said}`)
      }
    })
  }

  for (const [name, shapes] of Object.entries(STRICT)) {
    test(`[R6.4] refused where authorities are judged, too: ${name}`, async ({ assert }) => {
      assert.match(await familyVerdict(shapes), /^chain\.profile: /)
      assert.equal(await familyVerdict(shapes, { profile: 'relying' }), 'accepted')
    })
  }

  test('[R6.4] whole seconds: the last one counts to its end', async ({ assert }) => {
    const shapes: Shapes = { leaf: { notBefore: days(0), notAfter: days(0) } }
    const at = (ms: number) =>
      familyVerdict(shapes, { at: new Date(days(0).getTime() + ms).toISOString() })
    assert.equal(await at(-1), 'validity.not_yet_valid')
    assert.equal(await at(999), 'accepted')
    assert.equal(await at(1000), 'validity.expired')
  })

  test('[R6.4] no purpose asked: any will do, and an authority may stand at the end', async ({
    assert,
  }) => {
    const any = { purpose: null }
    assert.equal(
      await familyVerdict({ leaf: { extensions: [without('2.5.29.37')] } }, any),
      'accepted'
    )
    assert.equal(await familyVerdict({ leaf: { ca: true } }, any), 'accepted')
    assert.match(
      await familyVerdict({ leaf: { ca: true, extensions: [ext.keyUsage(KU.sign)] } }, any),
      /^chain\.profile: 4\.2\.1\.3/
    )
    // The issuer is for mail, the leaf for servers: nothing is left that it could be used for.
    const shapes: Shapes = {
      ca: { extensions: [ext.purposes(MAIL)] },
      leaf: { extensions: [ext.purposes('1.3.6.1.5.5.7.3.1')] },
    }
    assert.equal(await familyVerdict(shapes, any), 'purpose.issuer_extended_key_usage')
  })

  test('[R6.4] an authority that names the issuer’s certificate must name the right one', async ({
    assert,
  }) => {
    const naming = (serial: Buffer): Shapes => {
      const keys = ecKeys()
      return {
        ca: { keys, serial: hex('4242') },
        leaf: {
          extensions: [
            {
              oid: AKI,
              value: seq(
                tlv(0x80, keyId(keys)),
                tlv(0xa1, general.directory(dn('CN=Root'))),
                tlv(0x82, serial)
              ),
            },
          ],
        },
      }
    }
    assert.equal(await familyVerdict(naming(hex('4242'))), 'accepted')
    assert.match(await familyVerdict(naming(hex('4243'))), /^chain\.profile: 4\.2\.1\.1/)
  })
})

test.group('pki / one encoding only', () => {
  const { root, ca, leaf } = family()
  const body = contentOf(leaf.der)
  const length = (...size: number[]) => Buffer.concat([Buffer.from([0x30, ...size]), body])
  const [high, low] = [body.length >> 8, body.length & 255]
  const encodings: Record<string, Buffer> = {
    'a length with a needless zero': length(0x83, 0, high, low),
    'an indefinite length': Buffer.concat([length(0x80), Buffer.from([0, 0])]),
    'a length beyond the end': length(0x82, high, low + 1),
    'a length before the end': length(0x82, high, low - 1),
    'a tag in long form': Buffer.concat([Buffer.from([0x3f, 0x10, 0x82, high, low]), body]),
    'nothing': Buffer.alloc(0),
  }
  for (const [name, der] of Object.entries(encodings)) {
    test(`[R6.4] refused: a certificate with ${name}`, async ({ assert }) => {
      assert.equal(await verdict({ trust: [root], chain: [leaf, ca] }), 'accepted')
      const said = await verdict({ trust: [root], chain: [der, ca] })
      assert.match(said, /^chain\.malformed/)
      // Nor is it one when it lies in the pool or among the anchors.
      const other = certificate({ issuer: ca })
      assert.equal(await verdict({ trust: [root, der], chain: [other, der, ca] }), 'accepted')
    })
  }
})

test.group('pki / keys and signatures', () => {
  const rsa = (modulusLength: number, publicExponent = 65537): Keys =>
    generateKeyPairSync('rsa', { modulusLength, publicExponent })
  const pssParameters = (hash: string, salt?: number) => {
    const id = seq(oid(hash), nil)
    return seq(
      oid('1.2.840.113549.1.1.10'),
      seq(
        tlv(0xa0, id),
        tlv(0xa1, seq(oid('1.2.840.113549.1.1.8'), id)),
        ...(salt === undefined ? [] : [tlv(0xa2, integer(salt))])
      )
    )
  }
  const SHA256 = '2.16.840.1.101.3.4.2.1'
  /** The leaf, signed in some way by an RSA authority. */
  const signed = async (shape: CertificateShape, keys = rsa(2048)) =>
    familyVerdict({ ca: { keys }, leaf: shape })

  test('[R6.4] accepted: RSA with PKCS #1 v1.5 and with PSS', async ({ assert }) => {
    assert.equal(await signed({}), 'accepted')
    const pss = signWith(pssParameters(SHA256, 32), 'sha256', { ...PSS, saltLength: 32 })
    assert.equal(await signed({ signature: pss }), 'accepted')
  })

  const refused: Record<string, [() => Promise<string>, string]> = {
    'SHA-1 with RSA': [
      () => signed({ signature: signWith(seq(oid('1.2.840.113549.1.1.5'), nil), 'sha1') }),
      'chain.algorithm',
    ],
    'SHA-1 with ECDSA': [
      () => familyVerdict({ leaf: { signature: signWith(seq(oid('1.2.840.10045.4.1')), 'sha1') } }),
      'chain.algorithm',
    ],
    'MD5 with RSA': [
      () => signed({ signature: signWith(seq(oid('1.2.840.113549.1.1.4'), nil), 'md5') }),
      'chain.algorithm',
    ],
    'PSS with its defaults, which are SHA-1': [
      () =>
        signed({
          signature: signWith(seq(oid('1.2.840.113549.1.1.10'), seq()), 'sha1', {
            ...PSS,
            saltLength: 20,
          }),
        }),
      'chain.algorithm',
    ],
    'PSS with another salt than it says': [
      () =>
        signed({
          signature: signWith(pssParameters(SHA256, 20), 'sha256', { ...PSS, saltLength: 32 }),
        }),
      'chain.signature',
    ],
    'ECDSA with parameters': [
      () =>
        familyVerdict({
          leaf: { signature: signWith(seq(oid('1.2.840.10045.4.3.2'), nil), 'sha256') },
        }),
      'chain.algorithm',
    ],
    'RSA with parameters that are not NULL': [
      () => signed({ signature: signWith(seq(oid('1.2.840.113549.1.1.11'), seq()), 'sha256') }),
      'chain.algorithm',
    ],
    'an RSA signature called ECDSA': [
      () => signed({ signature: signWith(seq(oid('1.2.840.10045.4.3.2')), 'sha256') }),
      'chain.signature',
    ],
    'an empty signature': [
      () =>
        familyVerdict({
          leaf: {
            signature: { algorithm: seq(oid('1.2.840.10045.4.3.2')), sign: () => Buffer.alloc(0) },
          },
        }),
      'chain.signature',
    ],
    'an ECDSA signature of zeros (CVE-2022-21449)': [
      () =>
        familyVerdict({
          leaf: {
            signature: {
              algorithm: seq(oid('1.2.840.10045.4.3.2')),
              sign: () => seq(integer(0), integer(0)),
            },
          },
        }),
      'chain.signature',
    ],
    'an ECDSA signature with something behind it': [
      () =>
        familyVerdict({
          leaf: {
            signature: {
              ...RSA,
              algorithm: seq(oid('1.2.840.10045.4.3.2')),
              sign: (tbs, keys) => Buffer.concat([RSA.sign(tbs, keys), nil]),
            },
          },
        }),
      'chain.signature',
    ],
    'an RSA key of 1024 bits at the end': [
      () => familyVerdict({ leaf: { keys: rsa(1024) } }),
      'chain.algorithm',
    ],
    'an RSA key of 1024 bits of an issuer': [() => signed({}, rsa(1024)), 'chain.algorithm'],
    'Ed25519': [
      () =>
        familyVerdict({
          ca: { keys: generateKeyPairSync('ed25519') },
          leaf: { signature: signWith(seq(oid('1.3.101.112')), null) },
        }),
      'chain.algorithm',
    ],
    'P-192 at the end': [
      () => familyVerdict({ leaf: { keys: ecKeys('prime192v1') } }),
      'chain.algorithm',
    ],
    'secp256k1 of an issuer': [
      () => familyVerdict({ ca: { keys: ecKeys('secp256k1') } }),
      'chain.algorithm',
    ],
    'a curve by its parameters (CVE-2020-0601)': [
      () => familyVerdict({ leaf: { keys: explicitCurve() } }),
      'chain.algorithm',
    ],
    'a point that is not on its curve': [
      () => {
        const keys = ecKeys()
        const spki = Buffer.from(keys.publicKey.export({ type: 'spki', format: 'der' }))
        spki[spki.length - 1]! ^= 1
        return familyVerdict({ leaf: { keys, spki } })
      },
      'chain.algorithm',
    ],
    'a point in the hybrid form': [
      () => {
        const keys = ecKeys()
        const spki = Buffer.from(keys.publicKey.export({ type: 'spki', format: 'der' }))
        spki[spki.length - 65] = 6 + (spki.at(-1)! & 1)
        return familyVerdict({ leaf: { keys, spki } })
      },
      'chain.algorithm',
    ],
    'no key where an RSA key should be': [
      () =>
        familyVerdict({
          leaf: { spki: seq(seq(oid('1.2.840.113549.1.1.1'), nil), tlv(3, hex('00'))) },
        }),
      'chain.algorithm',
    ],
  }
  for (const [name, [make, reason]] of Object.entries(refused)) {
    test(`[R6.4] refused: ${name}`, async ({ assert }) => {
      assert.equal(await make(), reason)
    }).timeout(20_000)
  }

  function explicitCurve(): Keys {
    return generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' })
  }
})

test.group('pki / what is trusted', () => {
  test('[R6.4] an authority that another one issued ends a path, when it is trusted', async ({
    assert,
  }) => {
    const { root, ca, leaf } = family()
    assert.equal(await verdict({ trust: [ca], chain: [leaf] }), 'accepted')
    assert.equal(await verdict({ trust: [ca], chain: [leaf, root] }), 'accepted')
    assert.equal(await verdict({ trust: [root], chain: [leaf] }), 'chain.incomplete')
  })

  test('[R6.4] a leaf that is trusted needs no path, but its own virtues', async ({ assert }) => {
    const { root, leaf } = family()
    assert.equal(await verdict({ trust: [root, leaf], chain: [leaf] }), 'accepted')
    assert.equal(await verdict({ trust: [leaf], chain: [leaf], crls: [] }), 'accepted')
    const at = days(400).toISOString()
    assert.equal(await verdict({ trust: [leaf], chain: [leaf], at }), 'validity.expired')
    const server = certificate({ extensions: [ext.purposes('1.3.6.1.5.5.7.3.1')] })
    assert.equal(await verdict({ trust: [server], chain: [server] }), 'purpose.extended_key_usage')
    const odd = certificate({ extensions: [ext.unknown(true)] })
    assert.equal(await verdict({ trust: [odd], chain: [odd] }), 'chain.unknown_critical')
    const negative = certificate({ serial: hex('80') })
    assert.match(
      await verdict({ trust: [negative], chain: [negative] }),
      /^chain\.profile: 4\.1\.2\.2/
    )
  })

  test('[R6.4] a leaf that is trusted is no authority over others', async ({ assert }) => {
    const trusted = certificate({ name: 'CN=Partner' })
    const leaf = certificate({ issuer: trusted })
    assert.equal(await verdict({ trust: [trusted], chain: [leaf] }), 'chain.not_ca')
  })

  test('[R6.4] nothing trusted, a stranger’s root in the chain, a namesake of the root', async ({
    assert,
  }) => {
    const { root, ca, leaf } = family()
    assert.equal(await verdict({ trust: [], chain: [leaf, ca, root] }), 'chain.untrusted')
    const namesake = authority({ name: 'CN=Root' })
    assert.equal(await verdict({ trust: [namesake], chain: [leaf, ca, root] }), 'chain.untrusted')
    assert.equal(await verdict({ trust: [namesake], chain: [leaf, ca] }), 'chain.signature')
    const self = certificate()
    assert.equal(await verdict({ trust: [root], chain: [self] }), 'chain.self_signed')
  })

  test('[R6.4] an anchor that cannot be read is none', async ({ assert }) => {
    const { root, ca, leaf } = family()
    const { accepted } = await judged({ trust: [root.der.subarray(1)], chain: [leaf, ca] })
    assert.isFalse(accepted)
    const extra: Extension = { oid: '2.5.29.15', critical: true, value: bits(KU.certificates) }
    assert.equal(
      await familyVerdict({ root: { extensions: [extra] } }, { purpose: null }),
      'accepted'
    )
  })
})
