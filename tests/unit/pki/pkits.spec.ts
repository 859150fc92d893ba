/** NIST PKITS through our path validator: no bad path accepted, and each good one refused for a reason that is meant. */
import { test } from '@japa/runner'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MalformedAsn1 } from '#pki/asn1/der'
import { crlsFrom } from '#pki/folder_revocation'
import { buildPath } from '#pki/path/build'
import { checkPathRevocation } from '#pki/path/revocation'
import { parseCertificate } from '#pki/x509/certificate'

interface PkitsCase {
  readonly test_number: string
  readonly name: string
  readonly certs: readonly string[]
  readonly crls: readonly string[]
  readonly should_validate: boolean
  readonly SetInitialPolicySet?: string
  readonly SetInitialExplicitPolicy?: string
  readonly SetInitialPolicyMappingInhibit?: string
  readonly SetInitialInhibitAnyPolicy?: string
}

const folder =
  process.env.PKITS_DIR ?? new URL('../../../../shared/corpora/pkits', import.meta.url).pathname
const present = existsSync(join(folder, 'tests.json'))

/** Good paths that we refuse on purpose. */
const REFUSED: Record<string, string> = {
  '4.1.4': 'DSA',
  '4.1.5': 'DSA',
  '4.14.22': 'indirect CRL',
  '4.14.24': 'indirect CRL',
  '4.14.25': 'indirect CRL',
  '4.14.28': 'indirect CRL',
  '4.14.29': 'indirect CRL',
  '4.14.30': 'indirect CRL',
  '4.14.33': 'indirect CRL',
}

function refusedAsMalformed(error: unknown): false {
  if (error instanceof MalformedAsn1) return false
  throw error
}

async function validates(item: PkitsCase): Promise<boolean> {
  const read = (kind: string, name: string) => readFile(join(folder, kind, name))
  const certificates = await Promise.all(
    item.certs.map(async (name) => parseCertificate(await read('certs', `${name}.crt`)))
  )
  const crls = await Promise.all(item.crls.map((name) => read('crls', `${name}.crl`)))
  const policies = (item.SetInitialPolicySet ?? '').replaceAll('"', '').split(',').filter(Boolean)
  const at = new Date('2020-01-01T00:00:00Z')
  const [anchor, ...rest] = certificates
  const leaf = rest.pop()!
  const built = buildPath(leaf, rest, [anchor!], {
    at,
    purpose: { allowCa: true },
    initialPolicies: policies.map((name) => `2.16.840.1.101.3.2.1.48.${name.split('-').at(-1)}`),
    explicitPolicy: item.SetInitialExplicitPolicy === 'true',
    inhibitPolicyMapping: item.SetInitialPolicyMappingInhibit === 'true',
    inhibitAnyPolicy: item.SetInitialInhibitAnyPolicy === 'true',
  })
  if (built.findings.length > 0 || !built.anchor) return false
  const options = { now: at, source: crlsFrom(crls), pool: rest }
  return (await checkPathRevocation(built.path, built.anchor, options)).status === 'good'
}

test.group('pki / NIST PKITS', () => {
  test('[R6.4] no bad path is accepted, good ones are refused only where meant', async ({
    assert,
  }) => {
    const cases = JSON.parse(await readFile(join(folder, 'tests.json'), 'utf8')) as PkitsCase[]
    const accepted: string[] = []
    const refused: string[] = []
    for (const item of cases) {
      const valid = await validates(item).catch(refusedAsMalformed)
      if (valid && !item.should_validate) accepted.push(`${item.test_number} ${item.name}`)
      if (!valid && item.should_validate) refused.push(item.test_number)
    }
    assert.lengthOf(cases, 249)
    assert.deepEqual(accepted, [])
    assert.deepEqual(refused.toSorted(), Object.keys(REFUSED).toSorted())
  }).skip(!present, 'the PKITS corpus is not here: set PKITS_DIR to its folder')
})
