/** RFC 5280 §5 and §6.3: revocation lists, direct, indirect and delta; who may sign them, what they speak about, how fresh they are. */
import { test } from '@japa/runner'
import { sign } from 'node:crypto'
import type { RevocationSource } from '#pki/contract'
import { checkPathRevocation } from '#pki/path/revocation'
import { parseCertificate } from '#pki/x509/certificate'
import { children, nil, oid, seq, tlv } from '#tests/support/pki/der'
import {
  authority,
  certificate,
  days,
  ecKeys,
  ext,
  family,
  general,
  integer,
  KU,
  list,
  listExt,
  NOW,
  point,
  serialOf,
  verdict,
  type CaseShape,
  type CertificateShape,
  type ListShape,
  type Party,
} from '#tests/support/pki/paths'

type Family = ReturnType<typeof family>

/** Verdicts on the leaf of a family, its root's list in order, with these lists of its issuer. */
function withLists(
  { root, ca, leaf }: Family,
  lists: readonly Buffer[],
  more: Partial<CaseShape> = {}
): Promise<string> {
  return verdict({ trust: [root], chain: [leaf, ca], crls: [list(root), ...lists], ...more })
}

const read = ({ der }: Party) => parseCertificate(der)

const revoked = (party: Party, extensions: ListShape['entries'] = []) => [
  { serial: serialOf(party) },
  ...extensions,
]

test.group('pki / RFC 5280 section 5: revocation lists', () => {
  test('[R6.4] not listed, listed, an issuer listed', async ({ assert }) => {
    const all = family()
    const { root, ca, leaf } = all
    const other = { serial: Buffer.from([0x11]) }
    assert.equal(await withLists(all, [list(ca)]), 'accepted')
    assert.equal(await withLists(all, [list(ca, { withoutKeyId: true })]), 'accepted')
    assert.equal(await withLists(all, [list(ca, { entries: [other] })]), 'accepted')
    assert.equal(
      await withLists(all, [list(ca, { entries: [other, ...revoked(leaf)] })]),
      'revocation.revoked'
    )
    const crls = [list(root, { entries: revoked(ca) }), list(ca)]
    assert.equal(
      await verdict({ trust: [root], chain: [leaf, ca], crls }),
      'revocation.issuer_revoked'
    )
  })

  test('[R6.4] the date of a revocation, and the reason of a hold, change nothing', async ({
    assert,
  }) => {
    const all = family()
    const serial = serialOf(all.leaf)
    for (const entry of [
      { serial, date: days(30) },
      { serial, date: days(-4000) },
      { serial, extensions: [listExt.reason(6)] },
      { serial, extensions: [listExt.reason(8)] },
      { serial, extensions: [{ ...ext.unknown(false) }] },
    ]) {
      assert.equal(await withLists(all, [list(all.ca, { entries: [entry] })]), 'revocation.revoked')
    }
  })

  test('[R6.4] made after the certificate had ended, a list that does not name it says nothing', async ({
    assert,
  }) => {
    const all = family({ leaf: { notAfter: days(3) } })
    const { root, ca, leaf } = all
    const said = async (shape: ListShape) => {
      const current = { thisUpdate: days(4), nextUpdate: days(11) }
      const crls = [list(root, current), list(ca, { ...current, ...shape })]
      const source: RevocationSource = { crlsFor: async () => crls }
      const [path, anchor] = [[leaf, ca].map(read), read(root)]
      const status = await checkPathRevocation(path, anchor, { now: days(5), source, pool: [] })
      return status.reason ?? status.status
    }
    const keepsSince = (day: number) => ({ extensions: [listExt.keepsExpired(days(day))] })
    assert.equal(await said({}), 'revocation.after_expiry')
    assert.equal(await said({ entries: revoked(leaf) }), 'revocation.revoked')
    assert.equal(await said({ thisUpdate: days(2) }), 'good', 'made before it ended')
    assert.equal(await said(keepsSince(1)), 'good')
    assert.equal(await said(keepsSince(4)), 'revocation.after_expiry')
  })

  const refused: Record<string, [(all: Family) => Buffer, string]> = {
    'of another key under the issuer’s name': [
      ({ ca }) => list(ca, { signer: ecKeys() }),
      'revocation.forged',
    ],
    'of the root under the issuer’s name': [
      ({ ca, root }) => list(root, { issuerName: ca.name }),
      'revocation.forged',
    ],
    'of the leaf under the issuer’s name': [
      ({ ca, leaf }) => list(ca, { signer: leaf.keys }),
      'revocation.forged',
    ],
    'that has ended': [({ ca }) => list(ca, { nextUpdate: days(-0.5) }), 'revocation.stale'],
    'without an end': [({ ca }) => list(ca, { nextUpdate: null }), 'revocation.stale'],
    'of tomorrow': [({ ca }) => list(ca, { thisUpdate: days(1) }), 'revocation.stale'],
    'with an unknown critical extension': [
      ({ ca }) => list(ca, { extensions: [ext.unknown(true)] }),
      'revocation.unsupported',
    ],
    'with an unknown critical extension of somebody’s entry': [
      ({ ca }) =>
        list(ca, {
          entries: [{ serial: Buffer.from([0x11]), extensions: [ext.unknown(true)] }],
        }),
      'revocation.unsupported',
    ],
    'with entries of others’ certificates, though it is not indirect': [
      ({ ca, root }) =>
        list(ca, {
          entries: [{ serial: Buffer.from([0x11]), extensions: [listExt.issuerOf(root)] }],
        }),
      'revocation.unsupported',
    ],
    'for authorities only': [
      ({ ca }) => list(ca, { extensions: [listExt.point(tlv(0x82, Buffer.from([0xff])))] }),
      'revocation.scope',
    ],
    'for attribute certificates only': [
      ({ ca }) => list(ca, { extensions: [listExt.point(tlv(0x85, Buffer.from([0xff])))] }),
      'revocation.scope',
    ],
    'for one reason only': [
      ({ ca }) => list(ca, { extensions: [listExt.point(tlv(0x83, Buffer.from([6, 0x40])))] }),
      'revocation.scope',
    ],
    'of another distribution point': [
      ({ ca }) =>
        list(ca, {
          extensions: [listExt.point(tlv(0xa0, tlv(0xa0, general.uri('http://crl.example/b'))))],
        }),
      'revocation.scope',
    ],
    'that speaks of changes only': [
      ({ ca }) => list(ca, { extensions: [listExt.deltaOf(1)] }),
      'revocation.scope',
    ],
  }
  for (const [name, [make, reason]] of Object.entries(refused)) {
    test(`[R6.4] not enough: a list ${name}`, async ({ assert }) => {
      const all = family({
        leaf: { extensions: [ext.points(point(general.uri('http://crl.example/a')))] },
      })
      assert.equal(await withLists(all, [make(all)]), reason)
      assert.equal(await withLists(all, [make(all)], { revocation: 'if_present' }), reason)
      assert.equal(await withLists(all, [make(all)], { profile: 'relying' }), reason)
      // Beside a good one it does no harm.
      assert.equal(await withLists(all, [make(all), list(all.ca)]), 'accepted')
    })
  }

  const unreadable: Record<string, (all: Family) => Buffer> = {
    'of version 3': ({ ca }) => list(ca, { version: 2 }),
    'of version 1 spelled out': ({ ca }) => list(ca, { version: 0 }),
    'without a version, but with extensions': ({ ca }) => list(ca, { version: null }),
    'for users only and for authorities only': ({ ca }) =>
      list(ca, {
        extensions: [listExt.point(tlv(0x81, Buffer.from([0xff])), tlv(0x82, Buffer.from([0xff])))],
      }),
    'with something behind it': ({ ca }) => Buffer.concat([list(ca), nil]),
  }
  for (const [name, make] of Object.entries(unreadable)) {
    test(`[R6.4] cannot be read: a list ${name}`, async ({ assert }) => {
      const all = family()
      assert.equal(await withLists(all, [make(all)]), 'revocation.no_source')
      assert.equal(
        await withLists(all, [make(all)], { revocation: 'if_present' }),
        'revocation.unreadable'
      )
    })
  }

  const strict: Record<string, ListShape> = {
    '§5.2.3 no number': { number: null },
    '§5.2.3 a critical number': {
      number: null,
      extensions: [{ oid: '2.5.29.20', critical: true, value: integer(1) }],
    },
    '§5.2.5 a point that is not critical': {
      extensions: [{ oid: '2.5.29.28', value: seq(tlv(0x81, Buffer.from([0xff]))) }],
    },
    'one certificate twice': {
      entries: [{ serial: Buffer.from([0x11]) }, { serial: Buffer.from([0x11]) }],
    },
  }
  for (const [name, shape] of Object.entries(strict)) {
    test(`[R6.4] not enough where authorities are judged, too: ${name}`, async ({ assert }) => {
      const all = family()
      assert.equal(await withLists(all, [list(all.ca, shape)]), 'revocation.unsupported')
      assert.equal(
        await withLists(all, [list(all.ca, shape)], {
          profile: 'relying',
          crls: [list(all.root), list(all.ca, shape)],
        }),
        'accepted'
      )
    })
  }

  test('[R6.4] an authority whose key may not sign lists signs none', async ({ assert }) => {
    const all = family({ ca: { extensions: [ext.keyUsage(KU.certificates)] } })
    const any = { purpose: null, profile: 'relying' } as const
    assert.equal(await withLists(all, [list(all.ca)], any), 'revocation.forged')
    const silent = family({ ca: { extensions: [{ oid: '2.5.29.15', value: null }] } })
    assert.equal(await withLists(silent, [list(silent.ca)], any), 'accepted')
  })

  test('[R6.4] who is listed is revoked, whatever else the entry says; nothing is thrown', async ({
    assert,
  }) => {
    const all = family()
    const serial = serialOf(all.leaf)
    const crl = (...rest: Buffer[]) => {
      const entries = seq(seq(tlv(0x02, serial), ...rest))
      const [tbs, algorithm] = children(list(all.ca, { entries: [{ serial }] }))
      const changed = seq(...children(tbs!).map((field, place) => (place === 5 ? entries : field)))
      const signature = sign('sha256', changed, all.ca.keys.privateKey)
      return seq(changed, algorithm!, tlv(0x03, Buffer.from([0]), signature))
    }
    const never = tlv(0x17, Buffer.from('269931030000Z'))
    assert.equal(await withLists(all, [crl(never)]), 'revocation.revoked')
    const reason = seq(seq(oid('2.5.29.21'), tlv(0x04, tlv(0x02, Buffer.from([1])))))
    assert.equal(await withLists(all, [crl(never, reason)]), 'revocation.no_source')
  })

  test('[R6.4] who is listed anywhere is revoked, also in a list of another scope', async ({
    assert,
  }) => {
    const all = family()
    const other = list(all.ca, {
      entries: revoked(all.leaf),
      extensions: [listExt.point(tlv(0xa0, tlv(0xa0, general.uri('http://crl.example/b'))))],
    })
    assert.equal(await withLists(all, [list(all.ca), other]), 'revocation.revoked')
  })

  test('[R6.4] lists for some reasons each add up to all', async ({ assert }) => {
    const all = family()
    const some = (bits: number[], entries: ListShape['entries'] = []) =>
      list(all.ca, { entries, extensions: [listExt.point(tlv(0x83, Buffer.from(bits)))] })
    const [first, rest] = [some([6, 0x40]), some([7, 0x3f, 0x80])]
    assert.equal(await withLists(all, [first]), 'revocation.scope')
    assert.equal(await withLists(all, [first, rest]), 'accepted')
    assert.equal(
      await withLists(all, [first, some([7, 0x3f, 0x80], revoked(all.leaf))]),
      'revocation.revoked'
    )
  })

  test('[R6.4] a list of ten thousand', async ({ assert }) => {
    const all = family()
    const entries = Array.from({ length: 10_000 }, (_, index) => ({
      serial: Buffer.from([0x22, index >> 8, index & 255]),
    }))
    assert.equal(await withLists(all, [list(all.ca, { entries })]), 'accepted')
    assert.equal(
      await withLists(all, [list(all.ca, { entries: [...entries, ...revoked(all.leaf)] })]),
      'revocation.revoked'
    )
  })
})

test.group('pki / RFC 5280 section 6.3.3: who signs a list', () => {
  const signs: CertificateShape['extensions'] = [
    { oid: '2.5.29.19', value: null },
    ext.keyUsage(KU.lists),
    { oid: '2.5.29.37', value: null },
  ]

  test('[R6.4] another key of the issuer, certified by who certified the issuer', async ({
    assert,
  }) => {
    const all = family()
    const signer = certificate({ name: all.ca.name, issuer: all.root, extensions: signs })
    const lists = [list(all.ca, { signer: signer.keys })]
    const chain = [all.leaf, all.ca, signer]
    assert.equal(await withLists(all, lists), 'revocation.forged')
    assert.equal(await withLists(all, lists, { chain }), 'accepted')
    const expired = certificate({
      ...{ name: all.ca.name, issuer: all.root, keys: signer.keys, extensions: signs },
      notAfter: days(-1),
    })
    assert.equal(
      await withLists(all, lists, { chain: [all.leaf, all.ca, expired] }),
      'revocation.forged'
    )
  })

  test('[R6.4] such a signer that is revoked, or vouches for itself, signs nothing', async ({
    assert,
  }) => {
    const all = family()
    const { root, ca, leaf } = all
    const signer = certificate({ name: ca.name, issuer: root, extensions: signs })
    const chain = [leaf, ca, signer]
    const lists = list(ca, { signer: signer.keys })
    const crls = [list(root, { entries: revoked(signer) }), lists]
    assert.equal(await verdict({ trust: [root], chain, crls }), 'revocation.forged')
    const own = certificate({ name: ca.name, issuer: ca, extensions: signs })
    const alone = [list(root), list(ca, { signer: own.keys })]
    assert.equal(
      await verdict({ trust: [root], chain: [leaf, ca, own], crls: alone }),
      'revocation.forged'
    )
  })

  test('[R6.4] a namesake of the issuer from another branch under the same root signs nothing', async ({
    assert,
  }) => {
    const all = family()
    const { root, ca, leaf } = all
    const branch = authority({ name: 'CN=Another branch', issuer: root })
    const namesake = authority({ name: ca.name, issuer: branch })
    const crls = [list(root), list(branch), list(ca, { signer: namesake.keys })]
    assert.equal(
      await verdict({ trust: [root], chain: [leaf, ca, branch, namesake], crls }),
      'revocation.forged'
    )
  })

  test('[R6.4] a namesake under another root signs nothing, though that root is trusted', async ({
    assert,
  }) => {
    const all = family()
    const { root, ca, leaf } = all
    const other = authority({ name: 'CN=Other root' })
    const namesake = authority({ name: ca.name, issuer: other })
    const crls = [list(root), list(other), list(ca, { signer: namesake.keys })]
    assert.equal(
      await verdict({ trust: [root, other], chain: [leaf, ca, namesake], crls }),
      'revocation.forged'
    )
  })
})

test.group('pki / RFC 5280 sections 5.2.5, 5.3.3: indirect lists', () => {
  const indirect = (...fields: Buffer[]) => listExt.point(...fields, listExt.indirect)

  /** A leaf whose authority has its lists issued by another one below the same root. */
  function scene(leafPoint?: (issuer: Party) => Buffer) {
    const root = authority({ name: 'CN=Root' })
    const issuer = authority({ name: 'CN=List issuer', issuer: root })
    const ca = authority({ name: 'CN=Authority', issuer: root })
    const where = leafPoint ?? ((by: Party) => point(null, by.name))
    const leaf = certificate({ issuer: ca, extensions: [ext.points(where(issuer))] })
    const said = (crl: Buffer, more: Partial<CaseShape> = {}) =>
      verdict({
        trust: [root],
        chain: [leaf, ca, issuer],
        crls: [list(root), crl],
        ...more,
      })
    return { root, issuer, ca, leaf, said }
  }

  test('[R6.4] of the issuer that the certificate names', async ({ assert }) => {
    const { issuer, ca, leaf, said } = scene()
    const listed = (...entries: NonNullable<ListShape['entries']>) =>
      said(list(issuer, { extensions: [indirect()], entries }))
    const serial = serialOf(leaf)
    const other = { serial: Buffer.from([0x11]), extensions: [listExt.issuerOf(ca)] }
    assert.equal(await listed(), 'accepted')
    // The same serial number of the list's own issuer is another certificate.
    assert.equal(await listed({ serial }), 'accepted')
    assert.equal(await listed({ serial, extensions: [listExt.issuerOf(ca)] }), 'revocation.revoked')
    // An entry that names no issuer goes on with the one before it.
    assert.equal(await listed(other, { serial }), 'revocation.revoked')
    assert.equal(
      await listed(
        other,
        { serial: Buffer.from([0x12]), extensions: [listExt.issuerOf(issuer)] },
        { serial }
      ),
      'accepted'
    )
  })

  test('[R6.4] refused: not marked as indirect, of a namesake, or of nobody whom the path knows', async ({
    assert,
  }) => {
    const { root, issuer, ca, leaf, said } = scene()
    assert.equal(await said(list(issuer)), 'revocation.scope')
    assert.equal(
      await said(list(issuer, { extensions: [indirect()], signer: ecKeys() })),
      'revocation.forged'
    )
    const branch = authority({ name: 'CN=Another branch', issuer: root })
    const namesake = authority({ name: issuer.name, issuer: branch })
    const crl = list(namesake, { extensions: [indirect()] })
    assert.equal(
      await verdict({
        trust: [root],
        chain: [leaf, ca, branch, namesake],
        crls: [list(root), list(branch), crl],
      }),
      'revocation.forged'
    )
    assert.equal(await said(list(ca)), 'revocation.scope')
  })

  test('[R6.4] refused: a certificate issuer that is no name, or two', async ({ assert }) => {
    const { issuer, ca, said } = scene()
    for (const names of [
      [general.uri('http://ca.example/')],
      [general.directory(ca.name), general.directory(issuer.name)],
    ]) {
      const extension = { oid: '2.5.29.29', critical: true, value: seq(...names) }
      const entries = [{ serial: Buffer.from([0x11]), extensions: [extension] }]
      const crl = list(issuer, { extensions: [indirect()], entries })
      assert.notEqual(await said(crl), 'accepted')
    }
  })

  test('[R6.4] its point must be the certificate’s, also relative to the list’s issuer', async ({
    assert,
  }) => {
    const rdn = tlv(0x31, seq(oid('2.5.4.3'), tlv(0x0c, Buffer.from('part'))))
    const relative = tlv(0xa0, tlv(0xa1, rdn.subarray(2)))
    const { issuer, said } = scene((by) => seq(relative, tlv(0xa2, general.directory(by.name))))
    const whole = seq(issuer.name.subarray(2), rdn)
    const at = (name: Buffer) =>
      list(issuer, { extensions: [indirect(tlv(0xa0, tlv(0xa0, general.directory(name))))] })
    assert.equal(await said(at(whole)), 'accepted')
    assert.equal(await said(at(seq(rdn))), 'revocation.scope')
    assert.equal(await said(list(issuer, { extensions: [indirect(relative)] })), 'accepted')
  })

  test('[R6.4] the list’s issuer must be in good standing itself', async ({ assert }) => {
    const { root, issuer, said } = scene()
    const crl = list(issuer, { extensions: [indirect()] })
    const crls = [list(root, { entries: revoked(issuer) }), crl]
    assert.equal(await said(crl), 'accepted')
    assert.equal(await said(crl, { crls }), 'revocation.forged')
    assert.equal(await said(crl, { crls: [crl] }), 'revocation.no_source')
  })
})

test.group('pki / RFC 5280 section 5.2.4: delta lists', () => {
  const freshest = { oid: '2.5.29.46', value: seq(point(general.uri('http://crl.example/d'))) }

  function scene() {
    const all = family({ leaf: { extensions: [freshest] } })
    const { ca, leaf } = all
    const base = list(ca, { number: 5 })
    const delta = (number: number, of: number, shape: ListShape = {}) =>
      list(ca, { number, ...shape, extensions: [listExt.deltaOf(of), ...(shape.extensions ?? [])] })
    return { ...all, base, delta, leaf, said: (...lists: Buffer[]) => withLists(all, lists) }
  }

  test('[R6.4] where one is promised, it must be there', async ({ assert }) => {
    const { base, delta, said } = scene()
    assert.equal(await said(base), 'revocation.unavailable')
    assert.equal(await said(base, delta(6, 5)), 'accepted')
  })

  test('[R6.4] it revokes, and takes a hold off', async ({ assert }) => {
    const { base, ca, delta, leaf, said } = scene()
    assert.equal(await said(base, delta(6, 5, { entries: revoked(leaf) })), 'revocation.revoked')
    const serial = serialOf(leaf)
    const held = list(ca, { number: 5, entries: [{ serial, extensions: [listExt.reason(6)] }] })
    assert.equal(await said(held, delta(6, 5)), 'revocation.revoked')
    const off = delta(6, 5, { entries: [{ serial, extensions: [listExt.reason(8)] }] })
    assert.equal(await said(held, off), 'accepted')
    // The newest word counts.
    const again = delta(7, 5, { entries: [{ serial, extensions: [listExt.reason(1)] }] })
    assert.equal(await said(held, off, again), 'revocation.revoked')
  })

  test('[R6.4] it takes off a hold only', async ({ assert }) => {
    const { base, ca, delta, leaf, said } = scene()
    const serial = serialOf(leaf)
    const entry = (reason: number) => [{ serial, extensions: [listExt.reason(reason)] }]
    const off = delta(7, 5, { entries: entry(8) })
    for (const reason of [1, 2, 4, 5]) {
      const complete = list(ca, { number: 5, entries: entry(reason) })
      assert.equal(await said(complete, off), 'revocation.revoked')
      const between = delta(6, 5, { entries: entry(reason) })
      assert.equal(await said(base, between, off), 'revocation.revoked')
      const held = list(ca, { number: 5, entries: entry(6) })
      assert.equal(await said(held, between, off), 'revocation.revoked')
    }
    const unsaid = list(ca, { number: 5, entries: [{ serial }] })
    assert.equal(await said(unsaid, off), 'revocation.revoked')
  })

  test('[R6.4] its word counts without a base, until a complete list is as new', async ({
    assert,
  }) => {
    const all = family()
    const { ca, leaf } = all
    const delta = (number: number, entries: ListShape['entries']) =>
      list(ca, { number, entries, extensions: [listExt.deltaOf(9)] })
    const serial = serialOf(leaf)
    const held = delta(10, [{ serial, extensions: [listExt.reason(6)] }])
    const off = delta(11, [{ serial, extensions: [listExt.reason(8)] }])
    assert.equal(await withLists(all, [list(ca, { number: 5 })]), 'accepted')
    assert.equal(await withLists(all, [list(ca, { number: 5 }), held]), 'revocation.revoked')
    assert.equal(await withLists(all, [list(ca, { number: 5 }), held, off]), 'accepted')
    assert.equal(await withLists(all, [list(ca, { number: 10 }), held]), 'accepted')
    assert.equal(await withLists(all, [list(ca, { number: 12 }), held]), 'accepted')
  })

  test('[R6.4] named by the list alone, it is fetched from there, once the list is proven', async ({
    assert,
  }) => {
    const { root, ca, leaf } = family({
      ca: { extensions: [ext.points(point(general.uri('http://crl.example/root')))] },
      leaf: { extensions: [ext.points(point(general.uri('http://crl.example/a')))] },
    })
    const base = (shape: ListShape = {}) =>
      list(ca, { number: 5, extensions: [freshest], ...shape })
    const delta = (shape: ListShape = {}) =>
      list(ca, { number: 6, extensions: [listExt.deltaOf(5)], ...shape })
    const said = async (files: Record<string, Buffer>) => {
      const asked: string[] = []
      const source: RevocationSource = {
        async crlsFor({ urls, deltaUrls }) {
          const all = [...urls, ...deltaUrls].map((url) => url.replace('http://crl.example/', ''))
          asked.push(...all)
          return all.flatMap((name) => files[name] ?? [])
        },
      }
      const [path, anchor] = [[leaf, ca].map(read), read(root)]
      const status = await checkPathRevocation(path, anchor, { now: NOW, source, pool: [] })
      return { said: status.reason ?? status.status, asked, lists: status.evidence.crls.length }
    }
    const top = { root: list(root) }
    assert.deepEqual(await said({ ...top, a: base(), d: delta() }), {
      said: 'good',
      asked: ['root', 'a', 'd'],
      lists: 3,
    })
    const revoking = delta({ entries: revoked(leaf) })
    assert.equal((await said({ ...top, a: base(), d: revoking })).said, 'revocation.revoked')
    assert.equal((await said({ ...top, a: base() })).said, 'revocation.unavailable')
    const foreign = delta({ signer: ecKeys() })
    assert.equal((await said({ ...top, a: base(), d: foreign })).said, 'revocation.unavailable')
    // A complete list at that address is none of what was promised.
    assert.equal((await said({ ...top, a: base(), d: base() })).said, 'revocation.unavailable')
    // Nobody is called for a list that anybody may have written.
    assert.deepEqual(await said({ ...top, a: base({ signer: ecKeys() }), d: delta() }), {
      said: 'revocation.forged',
      asked: ['root', 'a'],
      lists: 1,
    })
  })

  test('[R6.4] refused: of a later base, older than the base, forged, stale, of another scope', async ({
    assert,
  }) => {
    const { base, delta, said } = scene()
    for (const wrong of [
      delta(9, 7),
      delta(5, 4),
      delta(6, 5, { signer: ecKeys() }),
      delta(6, 5, { nextUpdate: days(-0.5) }),
      delta(6, 5, { extensions: [listExt.point(tlv(0x81, Buffer.from([0xff])))] }),
    ]) {
      assert.equal(await said(base, wrong), 'revocation.unavailable')
    }
  })
})

test.group('pki / revocation that is asked, looked at or left out', () => {
  test('[R6.4] required: each certificate needs good news', async ({ assert }) => {
    const { root, ca, leaf } = family()
    const chain = [leaf, ca]
    const said = (crls: Buffer[]) => verdict({ trust: [root], chain, crls, revocation: 'require' })
    assert.equal(await said([]), 'revocation.no_source')
    assert.equal(await said([list(root)]), 'revocation.no_source')
    assert.equal(await said([list(root), list(ca)]), 'accepted')
  })

  test('[R6.4] if present: none is fine, what is there must settle it', async ({ assert }) => {
    const { root, ca, leaf } = family()
    const chain = [leaf, ca]
    const stranger = authority()
    const said = (...crls: Buffer[]) =>
      verdict({ trust: [root], chain, crls, revocation: 'if_present' })
    assert.equal(await said(), 'accepted')
    assert.equal(await said(list(root)), 'accepted')
    assert.equal(await said(list(stranger)), 'accepted')
    assert.equal(await said(list(ca)), 'accepted')
    assert.equal(await said(list(ca, { entries: revoked(leaf) })), 'revocation.revoked')
    assert.equal(await said(list(ca, { signer: ecKeys() })), 'revocation.forged')
    assert.equal(await said(list(ca, { nextUpdate: days(-0.5) })), 'revocation.stale')
    assert.equal(await said(Buffer.from('no list')), 'revocation.unreadable')
  })

  test('[R6.4] who is trusted is not believed against a list of its issuer', async ({ assert }) => {
    const { root, ca, leaf } = family()
    const of = (issuer: Party, ...gone: Party[]) =>
      list(issuer, { entries: gone.map((party) => ({ serial: serialOf(party) })) })
    for (const revocation of ['require', 'if_present']) {
      const said = (trust: Party[], ...crls: Buffer[]) =>
        verdict({ trust, chain: [leaf, ca], crls, revocation })
      assert.equal(await said([root, leaf], of(root), of(ca)), 'accepted')
      assert.equal(await said([root, leaf], of(ca, leaf)), 'revocation.revoked')
      assert.equal(await said([root, ca], of(root), of(ca)), 'accepted')
      assert.equal(await said([root, ca], of(root, ca), of(ca)), 'revocation.issuer_revoked')
      // Of a namesake with another key: no word of the issuer's.
      const forged = list({ ...ca, keys: ecKeys() }, { entries: [{ serial: serialOf(leaf) }] })
      assert.equal(await said([root, leaf], forged), 'accepted')
    }
    const looked = await verdict({
      trust: [leaf],
      chain: [leaf, ca],
      crls: [of(ca, leaf)],
      revocation: 'off',
    })
    assert.equal(looked, 'accepted')
  })

  test('[R6.4] where authorities are judged: the signer’s own key, a point that says something', async ({
    assert,
  }) => {
    const all = family()
    const other = { oid: '2.5.29.35', value: seq(tlv(0x80, Buffer.alloc(20, 7))) }
    const lists = {
      'revocation.forged': list(all.ca, { withoutKeyId: true, extensions: [other] }),
      'revocation.unsupported': list(all.ca, { extensions: [listExt.point()] }),
    }
    for (const [reason, one] of Object.entries(lists)) {
      const said = (profile: 'strict' | 'relying') =>
        verdict({
          trust: [all.root],
          chain: [all.leaf, all.ca],
          crls: [list(all.root), one],
          profile,
        })
      assert.equal(await said('strict'), reason)
      assert.equal(await said('relying'), 'accepted')
    }
  })

  test('[R6.4] off: not looked at', async ({ assert }) => {
    const { root, ca, leaf } = family()
    const crls = [list(ca, { entries: revoked(leaf) })]
    const chain = [leaf, ca]
    assert.equal(await verdict({ trust: [root], chain, crls, revocation: 'off' }), 'accepted')
  })
})
