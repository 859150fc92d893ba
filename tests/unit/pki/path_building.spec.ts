/** Finding the path (RFC 4158): the good branch among bad ones, with bounded work. Path length and policies (RFC 5280 §6.1). */
import { test } from '@japa/runner'
import {
  authority,
  certificate,
  days,
  ecKeys,
  ext,
  familyVerdict,
  KU,
  verdict,
  type CertificateShape,
  type Party,
} from '#tests/support/pki/paths'

/** What is wrong with a branch. */
const BAD: Record<string, CertificateShape> = {
  'expired': { notAfter: days(-1) },
  'not yet valid': { notBefore: days(1) },
  'no authority': { extensions: [{ oid: '2.5.29.19', value: null }, ext.keyUsage(KU.sign)] },
  'without the right to sign': { extensions: [ext.keyUsage(KU.lists)] },
  'critical and unknown': { extensions: [ext.unknown(true)] },
  'for servers': { extensions: [ext.purposes('1.3.6.1.5.5.7.3.1')] },
}

test.group('pki / building a path', () => {
  for (const [name, shape] of Object.entries(BAD)) {
    test(`[R6.4] the good branch is found beside one that is ${name}, whichever comes first`, async ({
      assert,
    }) => {
      const keys = ecKeys()
      const [root, other] = [authority({ name: 'CN=Root' }), authority({ name: 'CN=Other' })]
      const good = authority({ name: 'CN=Authority', keys, issuer: root })
      const bad = authority({ name: 'CN=Authority', keys, issuer: other, ...shape })
      const leaf = certificate({ issuer: good })
      const trust = [other, root]
      assert.equal(await verdict({ trust, chain: [leaf, bad, good] }), 'accepted')
      assert.equal(await verdict({ trust, chain: [leaf, good, bad] }), 'accepted')
      assert.notEqual(await verdict({ trust, chain: [leaf, bad] }), 'accepted')
      // The good one’s root is not trusted: the bad one stays bad.
      assert.notEqual(await verdict({ trust: [other], chain: [leaf, good, bad] }), 'accepted')
    })
  }

  test('[R6.4] a root that lives on under an expired cross-certificate (AddTrust, 2020)', async ({
    assert,
  }) => {
    const root = authority({ name: 'CN=Root' })
    const old = authority({ name: 'CN=Old root' })
    const cross = authority({
      ...{ name: 'CN=Root', keys: root.keys, issuer: old },
      notAfter: days(-1),
    })
    const leaf = certificate({ issuer: root })
    assert.equal(await verdict({ trust: [root, old], chain: [leaf, cross] }), 'accepted')
    assert.equal(await verdict({ trust: [old], chain: [leaf, cross] }), 'validity.issuer_expired')
  })

  test('[R6.4] many namesakes with other keys, and no key identifiers to tell them apart', async ({
    assert,
  }) => {
    const plain = {
      extensions: [
        { oid: '2.5.29.14', value: null },
        { oid: '2.5.29.35', value: null },
      ],
    }
    const root = authority({ name: 'CN=Root' })
    const namesakes = Array.from({ length: 60 }, () =>
      authority({ name: 'CN=Authority', issuer: root, ...plain })
    )
    const leaf = certificate({ issuer: namesakes.at(-1)!, ...plain })
    const profile = 'relying'
    assert.equal(await verdict({ trust: [root], chain: [leaf, ...namesakes], profile }), 'accepted')
  })

  test('[R6.4] three authorities that certify each other, one of them trusted (CVE-2024-0567)', async ({
    assert,
  }) => {
    const names = ['A', 'B', 'C']
    const keys = Object.fromEntries(names.map((name) => [name, ecKeys()]))
    const root = authority({ name: 'CN=A', keys: keys.A! })
    const cross = names.flatMap((by) =>
      names
        .filter((of) => of !== by)
        .map((of) =>
          authority({
            name: `CN=${of}`,
            keys: keys[of]!,
            issuer: authority({ name: `CN=${by}`, keys: keys[by]! }),
          })
        )
    )
    const below = authority({ name: 'CN=A1', issuer: root })
    const leaf = certificate({ issuer: below })
    assert.equal(await verdict({ trust: [root], chain: [leaf, below, ...cross] }), 'accepted')
    const stranger = authority({ name: 'CN=Stranger' })
    assert.notEqual(
      await verdict({ trust: [stranger], chain: [leaf, below, ...cross] }),
      'accepted'
    )
  })

  test('[R6.4] two authorities that certify each other lead nowhere', async ({ assert }) => {
    const [a, b] = [ecKeys(), ecKeys()]
    const selfA = authority({ name: 'CN=A', keys: a })
    const byB = authority({ name: 'CN=A', keys: a, issuer: authority({ name: 'CN=B', keys: b }) })
    const byA = authority({ name: 'CN=B', keys: b, issuer: selfA })
    const leaf = certificate({ issuer: selfA })
    const root = authority({ name: 'CN=Root' })
    assert.equal(await verdict({ trust: [root], chain: [leaf, byB, byA] }), 'chain.incomplete')
    const same = [
      authority({ name: 'CN=A', keys: a, issuer: { ...selfA, keys: b } }),
      authority({ name: 'CN=A', keys: b, issuer: selfA }),
    ]
    assert.notEqual(await verdict({ trust: [root], chain: [leaf, ...same] }), 'accepted')
  })

  test('[R6.4] a chain of eight authorities; one of eleven is too long', async ({ assert }) => {
    const root = authority({ name: 'CN=Root' })
    const chain = (length: number) => {
      const all: Party[] = []
      for (let i = 0; i < length; i++) {
        all.push(authority({ name: `CN=Authority ${i}`, issuer: all.at(-1) ?? root }))
      }
      return [certificate({ issuer: all.at(-1)! }), ...all]
    }
    assert.equal(await verdict({ trust: [root], chain: chain(8) }), 'accepted')
    assert.notEqual(await verdict({ trust: [root], chain: chain(11) }), 'accepted')
  })

  test('[R6.5] ten thousand hostile cross-certificates of one name end as too complex', async ({
    assert,
  }) => {
    const root = authority({ name: 'CN=Root' })
    const keys = ecKeys()
    const issuer: Party = { name: authority({ name: 'CN=Mesh' }).name, keys, der: Buffer.alloc(0) }
    // All of the one name and of keys of their own, which did not sign the leaf.
    const wrong = Array.from({ length: 200 }, () => ecKeys())
    const pool = Array.from({ length: 10_000 }, (_, index) =>
      authority({ name: 'CN=Mesh', keys: wrong[index % 200]!, issuer: root })
    )
    const leaf = certificate({ issuer })
    const said = await verdict({ trust: [root], chain: [leaf, ...pool], profile: 'relying' })
    assert.equal(said, 'chain.too_complex')
  }).timeout(120_000)

  test('[R6.5] a mesh in which everybody certified everybody ends, with the way out and without', async ({
    assert,
  }) => {
    const size = 30
    const names = Array.from({ length: size }, (_, index) => `CN=Node ${index}`)
    const nodes = names.map((name) => authority({ name }))
    const mesh = nodes.flatMap((by) =>
      nodes.flatMap((of) =>
        of === by ? [] : [authority({ name: of.name, keys: of.keys, issuer: by })]
      )
    )
    const leaf = certificate({ issuer: nodes[0]! })
    const root = authority({ name: 'CN=Root' })
    const out = authority({
      name: nodes[size - 1]!.name,
      keys: nodes[size - 1]!.keys,
      issuer: root,
    })
    assert.equal(await verdict({ trust: [root], chain: [leaf, ...mesh, out] }), 'accepted')
    assert.notEqual(await verdict({ trust: [root], chain: [leaf, ...mesh] }), 'accepted')
    const nearly = authority({
      ...{ name: out.name, keys: out.keys, issuer: root },
      notAfter: days(-1),
    })
    assert.notEqual(await verdict({ trust: [root], chain: [leaf, ...mesh, nearly] }), 'accepted')
  }).timeout(60_000)
})

test.group('pki / RFC 5280 section 6.1: path length', () => {
  /** Authorities with these path lengths under a root, and an end entity. */
  async function lengths(...values: (number | undefined)[]) {
    const root = authority({ name: 'CN=Root', extensions: [ext.ca(values[0])] })
    const all: Party[] = []
    for (const value of values.slice(1)) {
      all.push(authority({ issuer: all.at(-1) ?? root, extensions: [ext.ca(value)] }))
    }
    return verdict({ trust: [root], chain: [certificate({ issuer: all.at(-1) ?? root }), ...all] })
  }

  test('[R6.4] refused: more authorities below than one allows', async ({ assert }) => {
    assert.equal(await lengths(undefined, 0, undefined), 'chain.path_length')
    assert.equal(await lengths(0, undefined), 'chain.path_length')
    assert.equal(await lengths(undefined, 1, 0, 0), 'chain.path_length')
    assert.equal(await lengths(1, 5, 5), 'chain.path_length')
  })

  test('[R6.4] accepted: as many as each allows, the end entity not counted', async ({
    assert,
  }) => {
    assert.equal(await lengths(undefined, 0), 'accepted')
    assert.equal(await lengths(0), 'accepted')
    assert.equal(await lengths(undefined, 1, 2), 'accepted')
    assert.equal(await lengths(2, 5, 5), 'accepted')
  })

  test('[R6.4] self-issued authorities are not counted; an authority at the end is not either', async ({
    assert,
  }) => {
    const root = authority({ name: 'CN=Root' })
    const first = authority({ name: 'CN=A', issuer: root, extensions: [ext.ca(0)] })
    const rollover = authority({ name: 'CN=A', issuer: first, extensions: [ext.ca(0)] })
    const leaf = certificate({ issuer: rollover })
    assert.equal(await verdict({ trust: [root], chain: [leaf, first, rollover] }), 'accepted')
    const last = authority({ issuer: first })
    assert.equal(await verdict({ trust: [root], chain: [last, first], purpose: null }), 'accepted')
  })
})

test.group('pki / RFC 5280 section 6.1: policies', () => {
  const [P1, P2] = ['1.2.3.1', '1.2.3.2']
  const ANY = '2.5.29.32.0'
  const policies = (root: string[], leaf: string[], more: CertificateShape['extensions'] = []) => ({
    ca: { extensions: [...(root.length > 0 ? [ext.policies(...root)] : []), ...more] },
    leaf: { extensions: leaf.length > 0 ? [ext.policies(...leaf)] : [] },
  })
  const explicit = { require_explicit: true }

  test('[R6.4] without a demand, no policy is needed', async ({ assert }) => {
    assert.equal(await familyVerdict({}, { policies: {} }), 'accepted')
    assert.equal(await familyVerdict({}, { policies: { initial: [P1] } }), 'accepted')
  })

  test('[R6.4] with a demand, one policy must run through the path, and be acceptable', async ({
    assert,
  }) => {
    const said = (root: string[], leaf: string[], initial: string[]) =>
      familyVerdict(policies(root, leaf), { policies: { ...explicit, initial } })
    assert.equal(await said([P1], [P1], []), 'accepted')
    assert.equal(await said([P1], [P1], [ANY]), 'accepted')
    assert.equal(await said([P1], [P1], [P1, P2]), 'accepted')
    assert.equal(await said([ANY], [P1], [P1]), 'accepted')
    assert.equal(await said([P1], [ANY], [P1]), 'accepted')
    assert.equal(await said([P1], [P1], [P2]), 'chain.policy')
    assert.equal(await said([P1], [P2], []), 'chain.policy')
    assert.equal(await said([P1], [], []), 'chain.policy')
    assert.equal(await said([], [P1], []), 'chain.policy')
  })

  test('[R6.4] mappings, and their inhibition', async ({ assert }) => {
    const shapes = policies([P1], [P2], [ext.mappings([P1, P2])])
    const said = (more: object) =>
      familyVerdict(shapes, { policies: { ...explicit, initial: [P1], ...more } })
    assert.equal(await said({}), 'accepted')
    assert.equal(await said({ inhibit_mapping: true }), 'chain.policy')
    assert.equal(await said({ initial: [P2] }), 'chain.policy')
  })

  test('[R6.4] any policy, and its inhibition', async ({ assert }) => {
    const said = (more: object) =>
      familyVerdict(policies([ANY], [P1]), { policies: { ...explicit, ...more } })
    assert.equal(await said({}), 'accepted')
    assert.equal(await said({ inhibit_any: true }), 'chain.policy')
  })

  test('[R6.4] an authority may demand a policy itself', async ({ assert }) => {
    const demand = { oid: '2.5.29.36', critical: true, value: Buffer.from('3003800100', 'hex') }
    assert.equal(await familyVerdict(policies([P1], [P1], [demand])), 'accepted')
    assert.equal(await familyVerdict(policies([P1], [], [demand])), 'chain.policy')
  })

  test('[R6.5] a tree of policies that grows without bound is cut (CVE-2023-0464)', async ({
    assert,
  }) => {
    const root = authority({ name: 'CN=Root' })
    const some = Array.from({ length: 60 }, (_, index) => `1.2.3.${index + 1}`)
    const all: Party[] = []
    for (let depth = 0; depth < 8; depth++) {
      const mappings = some.flatMap((from, index) => [
        [from, some[(index + 1) % 60]!] as [string, string],
        [from, some[(index + 2) % 60]!] as [string, string],
      ])
      const extensions = [ext.policies(...some), ext.mappings(...mappings)]
      all.push(authority({ issuer: all.at(-1) ?? root, extensions }))
    }
    const leaf = certificate({ issuer: all.at(-1)!, extensions: [ext.policies(...some)] })
    const said = await verdict({ trust: [root], chain: [leaf, ...all], policies: explicit })
    assert.equal(said, 'chain.too_complex')
  })
})
