import { test } from '@japa/runner'
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  Hindered,
  openFolders,
  parseInstant,
  runInspect,
  runJudge,
  runPath,
  runSeal,
  UsageError,
} from '#pki/command_line'
import type { SignerFacts } from '#pki/contract'
import { crlsFrom } from '#pki/folder_revocation'
import { AT } from '#tests/support/pki/certificates'
import { CODE } from '#tests/support/pki/mail'
import { EMAIL_ADDRESS, plainPdf, reply, sealing, sha256, world } from '#tests/support/pki/world'

async function scene() {
  const { root, ca, partner, crls, pdf, signer } = await world()
  const folder = await mkdtemp(join(tmpdir(), 'etalase-commands-'))
  const place = (name: string) => join(folder, name)
  await Promise.all([mkdir(place('trust')), mkdir(place('crl'))])
  await writeFile(place('trust/root.pem'), root.certificate.toString('pem'))
  await writeFile(place('crl/root.crl'), crls[0]!)
  await writeFile(place('crl/ca.crl'), crls[1]!)
  await writeFile(place('good.eml'), await reply())
  await writeFile(place('bad.eml'), await reply({ cms: { attributes: 'none' } }))
  await writeFile(place('sealed.pdf'), pdf)
  await writeFile(place('plain.pdf'), await plainPdf('PKS'))
  const chain = [partner, ca].map(({ certificate }) => `${certificate.toString('pem')}\n`).join('')
  await writeFile(place('chain.pem'), chain)
  const stores = await openFolders({
    trust: place('trust'),
    sealTrust: place('trust'),
    crl: place('crl'),
  })
  const expected = { email: EMAIL_ADDRESS, code: CODE, documentSha256: sha256(pdf) }
  const lines: string[] = []
  const basis = { ...stores, expected }
  const options = { ...basis, basisFor: () => basis, at: AT, json: true }
  return { place, options, lines, signer, write: (line: string) => void lines.push(line) }
}

test.group('pki / commands', () => {
  test('[R6.4] a good reply is 0, a bad one 1, a doubt 2, several the worst', async ({
    assert,
  }) => {
    const { place, options, lines, write } = await scene()
    const blind = { ...options, basisFor: () => ({ ...options, revocation: crlsFrom([]) }) }
    assert.equal(await runJudge([place('good.eml')], options, write), 0)
    assert.equal(await runJudge([place('good.eml')], blind, write), 2)
    assert.equal(await runJudge([place('good.eml'), place('bad.eml')], options, write), 1)
    assert.equal(await runJudge([place('good.eml'), place('bad.eml')], blind, write), 1)
    const verdicts = lines.map(
      (line) => JSON.parse(line) as { accepted: boolean; file?: string; checks: unknown[] }
    )
    assert.deepEqual(
      verdicts.map(({ accepted }) => accepted),
      [true, false, true, false, false, false]
    )
    assert.isUndefined(verdicts[0]!.file)
    assert.equal(verdicts[3]!.file, place('bad.eml'))
    assert.lengthOf(verdicts[0]!.checks, 11)
  })

  test('[R6.4] nothing given, nothing trusted', async ({ assert }) => {
    const { place, options, write } = await scene()
    const nothing = { email: null, code: null, documentSha256: null }
    const stores = await openFolders({})
    const good = [place('good.eml')]
    const by = (changes: object) => ({ ...options, basisFor: () => ({ ...options, ...changes }) })
    assert.equal(await runJudge(good, by(stores), write), 1)
    assert.equal(await runJudge(good, by({ expected: nothing }), write), 1)
  })

  test('[R6.4] wrong usage is told apart from a verdict', async ({ assert }) => {
    const { place, options, write } = await scene()
    const isUsage = (task: Promise<unknown>) =>
      task.then(
        () => false,
        (error) => error instanceof UsageError
      )
    assert.isTrue(await isUsage(runJudge([], options, write)))
    const missing = await runJudge([place('none.eml')], options, write).catch((error) => error)
    assert.instanceOf(missing, Hindered)
    assert.equal((missing as Hindered).because, 'noInput')
    assert.isTrue(await isUsage(openFolders({ trust: place('nowhere') })))
    assert.throws(() => parseInstant('yesterday'), UsageError)
    assert.throws(() => parseInstant('2026-11-01'), UsageError)
    assert.equal(parseInstant('2026-11-01T10:00:00+07:00').getTime(), AT.getTime())
    assert.equal(parseInstant(String(AT.getTime() / 1000)).getTime(), AT.getTime())
  })

  test('[R6.2] a file is sealed and inspected', async ({ assert }) => {
    const { place, options, lines, signer, write } = await scene()
    assert.equal(
      await runSeal(place('plain.pdf'), place('out.pdf'), { ...sealing(signer), now: AT }),
      0
    )
    assert.equal(await runInspect(place('out.pdf'), options, write), 0)
    assert.equal(await runInspect(place('plain.pdf'), options, write), 1)
    const issued = sha256(await readFile(place('sealed.pdf')))
    const sealed = { ...options, issuedSha256: issued }
    assert.equal(await runInspect(place('sealed.pdf'), sealed, write), 0)
    assert.equal(await runInspect(place('out.pdf'), sealed, write), 1)
    assert.equal(await runInspect(place('out.pdf'), { ...options, signers: ['0'] }, write), 1)
    const said = () => JSON.parse(lines.at(-1)!) as { ours: boolean | null; signer: SignerFacts }
    assert.isFalse(said().ours)
    const { fingerprint } = said().signer
    assert.equal(
      await runInspect(place('out.pdf'), { ...options, signers: [fingerprint] }, write),
      0
    )
    assert.isTrue(said().ours)
    assert.equal(await runInspect(place('out.pdf'), options, write), 0)
    assert.isNull(said().ours)
    await runInspect(place('out.pdf'), { ...options, json: false }, write)
    assert.include(lines.at(-1), 'not known as ours')
    assert.equal(
      (JSON.parse(lines[0]!) as { sha256: string }).sha256,
      sha256(await readFile(place('out.pdf')))
    )
  })

  test('[R6.4] a path is judged', async ({ assert }) => {
    const { place, options, lines, write } = await scene()
    assert.equal(await runPath(place('chain.pem'), options, write), 0)
    assert.equal(
      await runPath(place('chain.pem'), { ...options, revocation: crlsFrom([]) }, write),
      2
    )
    assert.equal(
      await runPath(place('chain.pem'), { ...options, ...(await openFolders({})) }, write),
      1
    )
    assert.isTrue((JSON.parse(lines[0]!) as { valid: boolean }).valid)
    assert.equal(await runPath(place('chain.pem'), { ...options, json: false }, write), 0)
  })
})
