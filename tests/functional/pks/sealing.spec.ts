import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import env from '#start/env'
import storage from '#config/storage'
import { refuseUnsafeProduction } from '#core/safety'
import { developmentCa } from '#pki/main'
import { sealAgreement } from '#pks/actions/seal_agreement'
import Agreement from '#pks/models/agreement'
import { drainOutbox } from '#shared/outbox/worker'
import { FileStorage } from '#storage/file_storage'
import { bindStorage } from '#storage/main'
import { createPartner } from '#tests/support/accounts'
import { countMails, createApprovedVersion, request } from '#tests/support/pks'

test.group('sealing', () => {
  test('[R6.1] killed after the file and run again: the same document, one mail', async ({
    assert,
    cleanup,
  }) => {
    const partner = await createPartner()
    const agreement = await request(await createApprovedVersion(partner))
    const files = new FileStorage(storage.directory)
    const keys: string[] = []
    const undo = bindStorage({
      put: async (key, bytes) => {
        await files.put(key, bytes)
        keys.push(key)
        throw new Error('killed')
      },
      get: (key) => files.get(key),
      exists: (key) => files.exists(key),
      remove: (key) => files.remove(key),
      room: () => files.room(),
    })
    cleanup(undo)
    await assert.rejects(() => sealAgreement({ agreementId: agreement.id }), /killed/)
    await assert.rejects(() => sealAgreement({ agreementId: agreement.id }), /killed/)
    undo()
    await agreement.refresh()
    assert.equal(agreement.status, 'requested')
    await sealAgreement({ agreementId: agreement.id })
    await sealAgreement({ agreementId: agreement.id })
    await agreement.refresh()
    assert.equal(agreement.status, 'sent')
    assert.deepEqual([...new Set(keys)], [agreement.documentKey])
    await drainOutbox()
    assert.equal(await countMails(partner.email), 1)
  })

  test('two workers at once: one document, one mail', async ({ assert }) => {
    const partner = await createPartner()
    const { id } = await request(await createApprovedVersion(partner))
    await Promise.all([sealAgreement({ agreementId: id }), sealAgreement({ agreementId: id })])
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
