import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { developmentCa } from '#pki/main'
import { askForJudgement } from '#pks/actions/ask_for_judgement'
import { receiveReply } from '#pks/actions/receive_reply'
import type PksReply from '#pks/models/pks_reply'
import PksVerdict from '#pks/models/pks_verdict'
import SealKey from '#pks/models/seal_key'
import { clock } from '#shared/clock'
import { drainOutbox } from '#shared/outbox/worker'
import { createPartner, createStaff } from '#tests/support/accounts'
import { ace, aceHere } from '#tests/support/commands'
import { certificateFor, issue, signedReply } from '#tests/support/pks'
import { ownCertificate, pemOf, pinned, uploadedPin } from '#tests/support/trust'

/* What these commands say where there is no database: `./commands.spec.ts`. */

test.group('commands of the PKS', (group) => {
  let folder: string
  group.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'pks-commands-'))
    return () => rmSync(folder, { recursive: true })
  })

  test('[R6.4] pks:judge gives the same verdict, with and without a database', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { agreement, pdf } = await issue(partner)
    const certificate = await certificateFor(partner.email)
    const make = (name: string, content: Buffer) => {
      writeFileSync(join(folder, name), content)
      return join(folder, name)
    }
    const mail = { from: partner.email, subject: `Re: ${agreement.subject}`, certificate }
    const good = make(
      'good.eml',
      signedReply({ ...mail, attachments: [{ filename: 'pks.pdf', content: pdf }] })
    )
    const bad = make('bad.eml', signedReply(mail))
    const { trust, sealTrust, crls } = (await developmentCa())!.paths
    const sha256 = createHash('sha256').update(pdf).digest('hex')
    const alone = [
      ...['--trust', trust, '--seal-trust', sealTrust, '--crl', crls],
      ...['--expect-email', partner.email, '--expect-code', agreement.code],
      ...['--expect-sha256', sha256],
    ]
    const accepted = await ace(['pks:judge', good, '--json', ...alone])
    assert.equal(accepted.code, 0, accepted.err + accepted.out)
    assert.isTrue(JSON.parse(accepted.out).accepted)
    const here = await ace(['pks:judge', good, '--json'], { database: true })
    assert.equal(here.code, 0, here.err + here.out)
    const known = await ace(['pks:judge', bad, '--json'], { database: true })
    assert.equal(known.code, 1, known.err)
    assert.deepInclude(JSON.parse(known.out).checks, { name: 'code', status: 'passed' })
  })

  test('[R6.2] pks:inspect knows the seals of this machine', async ({ assert }) => {
    const { plainPdf } = await import('#tests/support/pki/world')
    const [input, output] = [join(folder, 'in.pdf'), join(folder, 'out.pdf')]
    writeFileSync(input, await plainPdf('PKS'))
    const { sealKeystore } = (await developmentCa())!.paths
    const secret = ['--p12', sealKeystore, '--password', process.env.KEYSTORE_PASSWORD!]
    const sealed = await aceHere(['pks:seal', input, output, ...secret])
    assert.equal(sealed.code, 0, sealed.err)
    const here = await ace(['pks:inspect', output, '--json'], { database: true })
    assert.equal(here.code, 0, here.out + here.err)
  })
})

test.group('pks:judge and the machine', (group) => {
  let folder: string
  group.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'pks-machine-'))
    return () => rmSync(folder, { recursive: true })
  })

  /** The verdict of the machine on a mail that came in, and that of the command on the same file. */
  async function both(raw: Buffer, reply: PksReply) {
    await drainOutbox()
    const row = await PksVerdict.query().where('reply_id', reply.id).orderBy('id', 'desc').first()
    const file = join(folder, `${reply.publicId}.eml`)
    writeFileSync(file, raw)
    const ran = await ace(['pks:judge', file, '--json'], { database: true })
    const command = JSON.parse(ran.out) as {
      outcome: string
      checks: { name: string; status: string; reason?: string }[]
    }
    return { machine: { outcome: row!.outcome, checks: row!.checks }, command, code: ran.code }
  }

  test('[R6.4] a mail without a code is judged by the PKS that waits for its sender', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { agreement, pdf } = await issue(partner)
    const raw = signedReply({
      from: partner.email,
      subject: 'Re: PKS',
      certificate: await certificateFor(partner.email),
      attachments: [{ filename: agreement.fileName, content: pdf }],
    })
    const { machine, command, code } = await both(raw, await receiveReply(raw, 'file'))
    assert.equal(code, 1)
    assert.deepEqual({ outcome: command.outcome, checks: command.checks }, machine)
    const failed = command.checks.filter(({ status }) => status !== 'passed')
    assert.deepEqual(
      failed.map(({ name }) => name),
      ['code'],
      'sender and document are those of the PKS'
    )
  })

  test('[R6.3] [R6.4] a pin counts, and the time when the mail came in', async ({ assert }) => {
    const partner = await createPartner()
    const begins = { notBefore: clock.now().minus({ hours: 1 }).toJSDate() }
    const identity = await ownCertificate(partner, begins)
    await pinned(await uploadedPin(partner, identity))
    const { agreement, pdf } = await issue(partner)
    const key = identity.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
    const raw = signedReply({
      from: partner.email,
      subject: `Re: ${agreement.subject}`,
      certificate: {
        ...(await certificateFor(partner.email)),
        certificatePem: pemOf(identity.der),
        privateKeyPem: key,
      },
      attachments: [{ filename: agreement.fileName, content: pdf }],
    })
    const reply = await receiveReply(raw, 'file')
    const now = await both(raw, reply)
    assert.equal(now.code, 0)
    assert.deepEqual({ outcome: now.command.outcome, checks: now.command.checks }, now.machine)
    // Two days ago the certificate was not valid yet.
    await reply.refresh()
    await reply.merge({ receivedAt: clock.now().minus({ days: 2 }) }).save()
    await askForJudgement(reply, await createStaff('legal'))
    const then = await both(raw, reply)
    assert.equal(then.code, 1)
    assert.deepEqual({ outcome: then.command.outcome, checks: then.command.checks }, then.machine)
    assert.equal(then.command.outcome, 'rejected')
  })

  test('[R6.4] an uploaded mail is judged by the PKS on whose page it was uploaded', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { agreement, pdf } = await issue(partner)
    const stranger = 'orang.lain@tempat.example'
    const raw = signedReply({
      from: stranger,
      subject: 'PKS',
      certificate: await certificateFor(stranger),
      attachments: [{ filename: agreement.fileName, content: pdf }],
    })
    const reply = await receiveReply(raw, 'upload', { agreementId: agreement.id })
    const { machine, command } = await both(raw, reply)
    assert.deepEqual({ outcome: command.outcome, checks: command.checks }, machine)
    const unknown = command.checks.filter(({ reason }) => reason?.endsWith('.unknown'))
    assert.isEmpty(unknown, 'its PKS is known')
  })
})

test.group('pks:seal with the key of the operator', (group) => {
  let folder: string
  group.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'pks-by-hand-'))
    return () => rmSync(folder, { recursive: true })
  })

  test('[R6.2] [R8.4] what it seals is on record, and what it does not seal is not', async ({
    assert,
  }) => {
    const { plainPdf } = await import('#tests/support/pki/world')
    const path = (name: string) => join(folder, name)
    writeFileSync(path('in.pdf'), await plainPdf('PKS'))
    writeFileSync(path('x.pdf'), 'no PDF')
    const byHand = () => db.from('audit_events').where('type', 'pks.sealed_by_hand')
    const refused = await ace(['pks:seal', path('x.pdf'), path('never.pdf')], { database: true })
    assert.equal(refused.code, 1, refused.err)
    assert.isEmpty(await byHand())
    const begun = clock.now().toMillis()
    const sealed = await ace(['pks:seal', path('in.pdf'), path('out.pdf')], { database: true })
    assert.equal(sealed.code, 0, sealed.err)
    const sha256 = createHash('sha256')
      .update(readFileSync(path('out.pdf')))
      .digest('hex')
    const [event, ...more] = await byHand()
    assert.isEmpty(more)
    assert.deepEqual(JSON.parse(event.data), { sha256 })
    const key = await SealKey.findByOrFail('public_id', event.subject_id)
    assert.isAtLeast(key.lastUsedAt!.toMillis(), begun)
    assert.equal((await ace(['pks:inspect', path('out.pdf')], { database: true })).code, 0)
  })
})
