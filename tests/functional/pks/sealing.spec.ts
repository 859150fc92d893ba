import { createHash } from 'node:crypto'
import { appendFile, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import env from '#start/env'
import storage from '#config/storage'
import { refuseUnsafeProduction } from '#core/safety'
import { developmentCa } from '#pki/main'
import { sealAgreement } from '#pks/actions/seal_agreement'
import Agreement, { AgreementMoved } from '#pks/models/agreement'
import { clock, travelTo } from '#shared/clock'
import { drainOutbox } from '#shared/outbox/worker'
import { FileStorage } from '#storage/file_storage'
import { bindStorage, get } from '#storage/main'
import { createPartner } from '#tests/support/accounts'
import { countMails, createApprovedVersion, request } from '#tests/support/pks'

/** The disk of a machine that is killed just before, or just after, it has the next file. */
function killedAtPut(moment: 'before' | 'after') {
  const files = new FileStorage(storage.directory)
  const keys: string[] = []
  const undo = bindStorage({
    put: async (key, bytes) => {
      if (moment === 'after') {
        await files.put(key, bytes)
        keys.push(key)
      }
      throw new Error('killed')
    },
    get: (key) => files.get(key),
    exists: (key) => files.exists(key),
    remove: (key) => files.remove(key),
    room: () => files.room(),
  })
  return { keys, undo }
}

const filesOf = ({ publicId }: Agreement) =>
  readdir(join(storage.directory, 'pks/documents', publicId.toLowerCase())).catch(() => [])

test.group('sealing', () => {
  for (const moment of ['before', 'after'] as const) {
    test(`[R6.1] killed ${moment} the file and run again: one document, one mail`, async ({
      assert,
      cleanup,
    }) => {
      const partner = await createPartner()
      const agreement = await request(await createApprovedVersion(partner))
      const { keys, undo } = killedAtPut(moment)
      cleanup(undo)
      await assert.rejects(() => sealAgreement({ agreementId: agreement.id }), /killed/)
      if (moment === 'before') {
        await assert.rejects(() => sealAgreement({ agreementId: agreement.id }), /killed/)
      }
      undo()
      await agreement.refresh()
      assert.equal(agreement.status, 'requested')
      const first = agreement.sealed!.issuedAt
      const resumed = clock.now().plus({ hours: 5 })
      travelTo(resumed)
      await sealAgreement({ agreementId: agreement.id })
      await sealAgreement({ agreementId: agreement.id })
      await agreement.refresh()
      assert.equal(agreement.status, 'sent')
      assert.isNull(agreement.sealed)
      // A document says when it was sealed, not when sealing was first tried.
      const issued = agreement.issuedAt!.toMillis()
      if (moment === 'after') assert.equal(issued, first)
      else assert.isAtLeast(issued, resumed.toMillis())
      assert.deepEqual(await filesOf(agreement), [basename(agreement.documentKey!)])
      if (moment === 'after') assert.deepEqual(keys, [agreement.documentKey])
      await drainOutbox()
      assert.equal(await countMails(partner.email), 1)
    })
  }

  test('[R6.1] what a killed attempt left altered, or under another key, is never sent', async ({
    assert,
    cleanup,
  }) => {
    const spoils: ((agreement: Agreement) => Promise<unknown>)[] = [
      ({ sealed }) => appendFile(join(storage.directory, sealed!.key), 'x'),
      // As where the key was changed between the two attempts.
      (agreement) => agreement.merge({ sealed: { ...agreement.sealed!, sealKeyId: 0 } }).save(),
    ]
    for (const spoil of spoils) {
      const agreement = await request(await createApprovedVersion(await createPartner()))
      const { keys, undo } = killedAtPut('after')
      cleanup(undo)
      await assert.rejects(() => sealAgreement({ agreementId: agreement.id }), /killed/)
      undo()
      await agreement.refresh()
      await spoil(agreement)
      await sealAgreement({ agreementId: agreement.id })
      await agreement.refresh()
      assert.equal(agreement.status, 'sent')
      const pdf = (await get(agreement.documentKey!))!
      assert.equal(createHash('sha256').update(pdf).digest('hex'), agreement.documentSha256)
      assert.deepEqual(await filesOf(agreement), [basename(agreement.documentKey!)])
      assert.lengthOf(keys, 1)
    }
  })

  test('two workers at once: one document, one mail', async ({ assert }) => {
    const partner = await createPartner()
    const { id } = await request(await createApprovedVersion(partner))
    const runs = await Promise.allSettled([1, 2].map(() => sealAgreement({ agreementId: id })))
    for (const run of runs) {
      if (run.status === 'rejected') assert.instanceOf(run.reason, AgreementMoved)
    }
    await drainOutbox()
    const agreement = await Agreement.findOrFail(id)
    assert.equal(agreement.status, 'sent')
    assert.equal(await countMails(partner.email), 1)
    assert.lengthOf(
      await db
        .from('audit_events')
        .where('type', 'pks.issued')
        .where('subject_id', agreement.publicId),
      1
    )
  })
})

test.group('the sealing key of a production', () => {
  test('is asked for, and a development key or authority is refused', async ({
    assert,
    cleanup,
  }) => {
    const reasons = () =>
      refuseUnsafeProduction().then(
        () => '',
        (error: Error) => error.message
      )
    const none = await reasons()
    assert.include(none, 'KEYSTORE_FILE must name')
    assert.include(none, 'holds a development CA')
    env.set('KEYSTORE_FILE', (await developmentCa())!.paths.sealKeystore)
    cleanup(() => env.set('KEYSTORE_FILE', undefined as never))
    assert.include(await reasons(), 'KEYSTORE_FILE is the key of a development CA')
  })
})
