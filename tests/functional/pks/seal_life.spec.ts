import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import type { Assert } from '@japa/assert'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { inspectArchiveCopy } from '#pki/pdf/archive'
import { inspectSealedPdf } from '#pki/pdf/inspect'
import { sealTrust } from '#pki/main'
import { openTimestampAuthority } from '#plugins/pki/http_timestamps/authority'
import { archiveAgreement, askForArchiveCopies } from '#pks/actions/archive_agreement'
import { sealAgreement } from '#pks/actions/seal_agreement'
import { patient } from '#pks/actions/sealing_material'
import { retryHeldSeals, watchSealKey } from '#pks/actions/watch_seal_key'
import type Agreement from '#pks/models/agreement'
import SealKey from '#pks/models/seal_key'
import { archiveCopyBySha256, latestArchiveCopy } from '#pks/queries/archive_copies'
import { sealFingerprints } from '#pks/queries/seal_keys'
import { clock, travelBack, travelTo } from '#shared/clock'
import { drainOutbox } from '#shared/outbox/worker'
import { get, put } from '#storage/main'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { makeAuthority, StampServer, type Authority } from '#tests/support/pki/authority'
import { has } from '#tests/support/pki/openssl'
import { Operator } from '#tests/support/pki/operator'
import { countMails, createApprovedVersion, lastMail, request } from '#tests/support/pks'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

const MISFIT = 'the key gave a signature that does not fit its certificate'

/** A PKS that is asked for; nothing has sealed it yet. */
async function requested(): Promise<Agreement> {
  const agreement = await request(await createApprovedVersion(await createPartner()))
  // The worker's row: each test seals by itself.
  await db.from('outbox').where('kind', 'pks.seal').delete()
  return agreement
}

async function sealed(): Promise<{ agreement: Agreement; pdf: Buffer }> {
  const agreement = await requested()
  await sealAgreement({ agreementId: agreement.id })
  await agreement.refresh()
  return { agreement, pdf: (await get(agreement.documentKey!))! }
}

const keyOf = (agreement: Agreement) => SealKey.findOrFail(agreement.sealKeyId!)
async function auditsOf(type: string, subject: string) {
  const events = db.from('audit_events').where('type', type).where('subject_id', subject)
  return (await events.orderBy('id')).map(({ data }) => JSON.parse(data))
}

test.group('the sealing key', (group) => {
  let operator: Operator
  group.each.setup(async () => {
    operator = await Operator.open()
    return () => operator.close()
  })

  /** It waits for `because`, unsealed and unsent. */
  async function assertHeld(
    assert: Assert,
    agreement: Agreement,
    because: string,
    cause: string | null
  ) {
    await agreement.refresh()
    assert.equal(agreement.status, 'requested')
    assert.equal(agreement.sealHeldBecause, because)
    assert.isNull(agreement.documentKey)
    assert.isNull(agreement.issuedAt)
    assert.isAbove(agreement.sealRetryAt!.toMillis(), clock.now().toMillis())
    assert.deepEqual(await auditsOf('pks.seal_held', agreement.publicId), [{ because, cause }])
  }

  /** Its time comes, and it is sealed without anybody's doing. */
  async function assertSealedLater(assert: Assert, agreement: Agreement) {
    travelTo(clock.now().plus({ minutes: 6 }))
    try {
      await retryHeldSeals()
      await drainOutbox()
    } finally {
      travelBack()
    }
    await agreement.refresh()
    assert.equal(agreement.status, 'sent')
    assert.isNull(agreement.sealHeldBecause)
    assert.isNull(agreement.sealRetryAt)
  }

  test('[R6.2] seals with what proves its certificates; the row says which key', async ({
    assert,
  }) => {
    const { agreement, pdf } = await sealed()
    assert.equal(agreement.sealLevel, 'B-B')
    const key = await keyOf(agreement)
    assert.equal(key.status, 'good')
    // Other files have sealed with it, too.
    assert.isAtMost(key.firstUsedAt!.toMillis(), agreement.sentAt!.toMillis())
    assert.isAtLeast(key.lastUsedAt!.toMillis(), agreement.sentAt!.toMillis())
    assert.include(await sealFingerprints(), key.fingerprint)
    assert.lengthOf(key.chain, 3)
    assert.include(pdf.toString('latin1'), '/DSS')
    assert.lengthOf(await auditsOf('pks.seal_key_seen', key.publicId), 1)
    const { valid } = await inspectSealedPdf(pdf, {
      trust: await sealTrust(),
      at: agreement.issuedAt!.toJSDate(),
      signers: await sealFingerprints(),
    })
    assert.isTrue(valid)
  })

  test('[R6.2] replaced: the next document has the new one, those of the old one stay valid', async ({
    assert,
  }) => {
    const before = await sealed()
    const waiting = await requested()
    await operator.rotate()
    await sealAgreement({ agreementId: waiting.id })
    await waiting.refresh()
    const after = { agreement: waiting, pdf: (await get(waiting.documentKey!))! }
    const [old, young] = [await keyOf(before.agreement), await keyOf(after.agreement)]
    assert.notEqual(old.fingerprint, young.fingerprint)
    for (const { agreement, pdf } of [before, after]) {
      const report = await inspectSealedPdf(pdf, {
        trust: await sealTrust(),
        at: agreement.issuedAt!.toJSDate(),
        signers: await sealFingerprints(),
      })
      assert.isTrue(report.valid, JSON.stringify(report.checks))
      assert.equal(report.signer!.fingerprint, (await keyOf(agreement)).fingerprint)
    }
  })

  test('[R6.2] expired: stops sealing, tells administrators once a day, goes on with a new one', async ({
    assert,
    cleanup,
  }) => {
    const staff = await createStaff('administrator')
    const [agreement, another] = [await requested(), await requested()]
    const late = clock.now().plus({ days: 731 })
    travelTo(late)
    cleanup(travelBack)
    await sealAgreement({ agreementId: agreement.id })
    await sealAgreement({ agreementId: another.id })
    await assertHeld(assert, agreement, 'key_expired', 'validity.expired')
    await drainOutbox()
    assert.equal(await countMails(staff.email), 1)
    const mail = await lastMail(staff.email)
    assert.equal(mail!.subject, 'PKS tidak dapat disegel')
    assert.include(mail!.text, 'validity.expired')
    assert.include(mail!.text, 'Sertifikat kunci segel telah berakhir')

    await operator.rotate()
    travelTo(late.plus({ minutes: 6 }))
    await retryHeldSeals()
    await drainOutbox()
    for (const item of [agreement, another]) {
      await item.refresh()
      assert.equal(item.status, 'sent')
      assert.isAtLeast(item.issuedAt!.toMillis(), late.toMillis())
    }
    const states = await SealKey.query().where('status', 'expired')
    assert.isNotEmpty(states)
  })

  test('[R6.2] revoked: stops sealing, and the change is on record', async ({ assert }) => {
    const { agreement: earlier } = await sealed()
    const key = await keyOf(earlier)
    const now = clock.now().toJSDate()
    await operator.ca.revoke({ serial: key.serial, now, authority: 'seal_ca' })
    const agreement = await requested()
    await sealAgreement({ agreementId: agreement.id })
    await assertHeld(assert, agreement, 'key_revoked', 'revocation.revoked')
    assert.deepEqual((await auditsOf('pks.seal_key_state', key.publicId)).at(-1), {
      from: 'good',
      to: 'revoked',
      reason: 'revocation.revoked',
    })
    await operator.rotate()
    await assertSealedLater(assert, agreement)
  })

  test('[R6.2] its revocation cannot be learned: waits, and goes on when it can', async ({
    assert,
  }) => {
    operator.offline = true
    const agreement = await requested()
    await sealAgreement({ agreementId: agreement.id })
    await assertHeld(assert, agreement, 'key_unknown', 'revocation.unavailable')
    operator.offline = false
    await assertSealedLater(assert, agreement)
  })

  test('[R6.2] the file is damaged: waits for a whole one', async ({ assert }) => {
    const agreement = await requested()
    await writeFile(operator.keystore, 'half a fi')
    await sealAgreement({ agreementId: agreement.id })
    await assertHeld(assert, agreement, 'key_unusable', 'unreadable')
    await operator.rotate()
    await assertSealedLater(assert, agreement)
  })

  test('[R6.2] it refuses, or signs with another key than its certificate’s: nothing leaves', async ({
    assert,
  }) => {
    const refusing = await requested()
    operator.tamper = (signer) => ({ ...signer, sign: () => Promise.reject(new Error('locked')) })
    await sealAgreement({ agreementId: refusing.id })
    await assertHeld(assert, refusing, 'key_failed', 'locked')
    const wrong = await requested()
    operator.tamper = (signer) => ({ ...signer, sign: async () => Buffer.alloc(384, 1) })
    await sealAgreement({ agreementId: wrong.id })
    await assertHeld(assert, wrong, 'key_failed', MISFIT)
    operator.tamper = (signer) => signer
    await assertSealedLater(assert, refusing)
  })

  test('[R6.2] a certificate that is not for documents seals nothing', async ({ assert }) => {
    operator.tamper = (signer) => ({ ...signer, chain: signer.chain.slice(1) })
    const agreement = await requested()
    await sealAgreement({ agreementId: agreement.id })
    await assertHeld(assert, agreement, 'key_untrusted', 'purpose.ca_certificate')
  })

  test('[R6.2] a key that gives no answer is not waited for', async ({ assert }) => {
    const silent = patient(
      {
        chain: [],
        notAfter: new Date(),
        isDevelopment: true,
        algorithm: 'rsa-sha256',
        signatureLength: 1,
        sign: () => new Promise(() => {}),
      },
      20
    )
    await assert.rejects(() => silent.sign(Buffer.alloc(1)), /gives no answer/)
  })

  test('[R6.2] staff see the key, its state and what hinders it; looking changes nothing', async ({
    assert,
  }) => {
    await db.from('agreements').where('status', 'requested').update({ status: 'lapsed' })
    await sealed()
    const before = await db.from('seal_keys').orderBy('id')
    const legal = await signIn(await createStaff('legal'))
    const good = await legal.get('/seal')
    assert.equal(good.status, 200)
    assert.include(good.text, 'Siap menyegel')
    assert.include(good.text, 'PAdES B-B')
    assert.isAbove(good.$('table tbody tr').length, 0)
    operator.offline = true
    assert.include(
      (await legal.get('/en/seal')).text,
      'Whether the sealing key is revoked cannot be checked'
    )
    operator.offline = false
    await writeFile(operator.keystore, 'nothing')
    assert.include((await legal.get('/seal')).text, 'Kunci segel tidak dapat dibuka')
    assert.deepEqual(await db.from('seal_keys').orderBy('id'), before)
    await operator.rotate()
    const waiting = await requested()
    operator.tamper = (signer) => ({ ...signer, sign: () => Promise.reject(new Error('locked')) })
    await sealAgreement({ agreementId: waiting.id })
    const hindered = await legal.get('/seal')
    assert.include(hindered.text, 'Kunci segel tidak menandatangani')
    assert.include(hindered.text, 'PKS menunggu disegel')
    const page = await legal.get(`/agreements/${waiting.publicId}`)
    assert.include(page.$('.notice').text(), 'Kunci segel tidak menandatangani')
    const finance = await signIn(await createStaff('finance'))
    assert.equal((await finance.get('/seal')).status, 403)
  })

  test('[R6.2] administrators are told 30, 7 and 1 days before it ends, once each', async ({
    assert,
    cleanup,
  }) => {
    const staff = await createStaff('administrator')
    const legal = await createStaff('legal')
    cleanup(travelBack)
    const ends = clock.now().plus({ days: 730 })
    const told: number[] = []
    for (const days of [40, 31, 29, 28, 8, 6, 5, 2, 0.5]) {
      travelTo(ends.minus({ days }))
      await operator.ca.renewCrls(clock.now().toJSDate())
      const before = await countMails(staff.email)
      await watchSealKey()
      await watchSealKey()
      await drainOutbox()
      if ((await countMails(staff.email)) > before) told.push(days)
    }
    assert.deepEqual(told, [29, 6, 0.5])
    const mail = await lastMail(staff.email)
    assert.equal(mail!.subject, 'Sertifikat kunci segel berakhir hari ini')
    assert.equal(await countMails(legal.email), 0)
  })
})

test.group('time stamps and archive copies', (group) => {
  let operator: Operator
  let authority: Authority
  let server: StampServer
  group.setup(async () => {
    authority = await makeAuthority()
    server = await new StampServer(authority).open()
    return () => server.close()
  })
  group.each.setup(async () => {
    server.fault = {}
    operator = await Operator.open()
    operator.timestamp = openTimestampAuthority({
      url: server.url,
      trust: async () => authority.trust,
      revocation: async () => authority.revocation,
      now: () => clock.now().toJSDate(),
    })
    return () => operator.close()
  })
  const skipped = !has('openssl')
  const why = 'openssl is not installed'

  /** As if it had been sent days ago; the authority's clock cannot be moved. */
  async function age(agreement: Agreement, days = 3): Promise<void> {
    const sent = clock.now().minus({ days }).toMillis()
    await db.from('agreements').where('id', agreement.id).update({ sent_at: sent })
  }

  test('[R6.2] with an authority a document is B-LT', async ({ assert }) => {
    const { agreement, pdf } = await sealed()
    assert.equal(agreement.sealLevel, 'B-LT')
    const text = pdf.toString('latin1')
    assert.match(text, /\/Certs \[( \d+ 0 R){5} \]/)
    assert.match(text, /\/CRLs \[( \d+ 0 R){3} \]/)
    assert.equal(text.split('%%EOF').length, 2)
  }).skip(skipped, why)

  test('[R6.2] without a stamp nothing is sealed; it is sealed, and dated, when there is one', async ({
    assert,
  }) => {
    server.fault = { instead: (response) => response.writeHead(503).end() }
    const agreement = await requested()
    await sealAgreement({ agreementId: agreement.id })
    await agreement.refresh()
    assert.equal(agreement.status, 'requested')
    assert.equal(agreement.sealHeldBecause, 'no_timestamp')
    assert.isNull(agreement.issuedAt)
    assert.deepEqual(await auditsOf('pks.seal_held', agreement.publicId), [
      { because: 'no_timestamp', cause: 'timestamp.unavailable (status 503)' },
    ])
    const held = clock.now()
    server.fault = {}
    await sealAgreement({ agreementId: agreement.id })
    await agreement.refresh()
    assert.equal(agreement.sealLevel, 'B-LT')
    assert.isAtLeast(agreement.issuedAt!.toMillis(), held.toMillis())
  }).skip(skipped, why)

  test('[R6.2] the authority fails between its first answer and the document’s stamp', async ({
    assert,
  }) => {
    await sealed()
    server.fault = { answer: () => Buffer.from('3003020102', 'hex') }
    const agreement = await requested()
    await sealAgreement({ agreementId: agreement.id })
    await agreement.refresh()
    assert.equal(agreement.sealHeldBecause, 'no_timestamp')
    assert.isNull(agreement.documentKey)
  }).skip(skipped, why)

  test('[R8.3] an archive copy is made some days later, once, and found by its hash', async ({
    assert,
  }) => {
    const { agreement, pdf } = await sealed()
    await askForArchiveCopies()
    await drainOutbox()
    assert.isNull(await latestArchiveCopy(agreement.id))
    await age(agreement)
    await askForArchiveCopies()
    await askForArchiveCopies()
    await drainOutbox()
    await archiveAgreement({ agreementId: agreement.id, number: 1 })
    const copy = (await latestArchiveCopy(agreement.id))!
    assert.equal(copy.number, 1)
    assert.include(copy.authority, 'Test Time Stamp Authority')
    const file = (await get(copy.documentKey))!
    assert.equal(sha256(file), copy.sha256)
    assert.equal((await archiveCopyBySha256(copy.sha256.toUpperCase()))!.id, copy.id)
    await agreement.refresh()
    assert.equal(sha256(pdf), agreement.documentSha256)
    const original = { length: pdf.length, sha256: agreement.documentSha256! }
    const { trust } = authority
    assert.isObject((await inspectArchiveCopy(file, original, { trust })).result)
    assert.deepEqual(await auditsOf('pks.archived', agreement.publicId), [
      { number: 1, sha256: copy.sha256 },
    ])
  }).skip(skipped, why)

  test('[R8.3] it is renewed before the stamp’s certificate ends, on top of the former one', async ({
    assert,
  }) => {
    const { agreement } = await sealed()
    await archiveAgreement({ agreementId: agreement.id, number: 1 })
    const first = (await latestArchiveCopy(agreement.id))!
    const end = DateTime.fromJSDate(authority.identity.certificate.notAfter)
    assert.closeTo(first.renewAt.toMillis(), end.minus({ days: 90 }).toMillis(), 1000)
    await askForArchiveCopies()
    await drainOutbox()
    assert.equal((await latestArchiveCopy(agreement.id))!.number, 1)
    await first.merge({ renewAt: clock.now() }).save()
    await askForArchiveCopies()
    await drainOutbox()
    const second = (await latestArchiveCopy(agreement.id))!
    assert.equal(second.number, 2)
    const [before, after] = [await get(first.documentKey), await get(second.documentKey)]
    assert.isTrue(after!.subarray(0, before!.length).equals(before!))
  }).skip(skipped, why)

  /** No copy is there, the cause is on record, and it is tried again at these hours from now. */
  async function assertWaits(assert: Assert, agreement: Agreement, cause: string, hours: number) {
    assert.isNull(await latestArchiveCopy(agreement.id))
    await agreement.refresh()
    const wait = agreement.archiveRetryAt!.diff(clock.now(), 'hours').hours
    assert.isTrue(wait <= hours && wait > hours / 2, `${wait} hours`)
    assert.deepEqual(await auditsOf('pks.archive_held', agreement.publicId), [{ cause }])
  }

  test('[R8.3] a document that was altered on the disk is never stamped', async ({ assert }) => {
    const { agreement, pdf } = await sealed()
    const archive = () => archiveAgreement({ agreementId: agreement.id, number: 1 })
    await put(agreement.documentKey!, Buffer.concat([pdf, Buffer.from('\n')]))
    await archive()
    await assertWaits(assert, agreement, 'file_altered', 1)
    await put(agreement.documentKey!, pdf)
    server.fault = { instead: (response) => response.writeHead(500).end() }
    for (const hours of [2, 4, 8, 16, 24, 24]) {
      await archive()
      await assertWaits(assert, agreement, 'file_altered', hours)
    }
    server.fault = {}
    await archive()
    assert.equal((await latestArchiveCopy(agreement.id))!.number, 1)
    await agreement.refresh()
    assert.equal(agreement.archiveFailures, 0)
    assert.isNull(agreement.archiveRetryAt)
  }).skip(skipped, why)

  test('[R8.3] a copy whose stamp is about something else is not kept', async ({ assert }) => {
    const { agreement } = await sealed()
    const honest = operator.timestamp!
    operator.timestamp = { timestamp: () => honest.timestamp(Buffer.alloc(32, 1)) }
    await archiveAgreement({ agreementId: agreement.id, number: 1 })
    await assertWaits(assert, agreement, 'timestamp.imprint', 1)
  }).skip(skipped, why)

  test('[R8.3] what fails stands in nobody’s way: not asked for while it waits, and then last', async ({
    assert,
    cleanup,
  }) => {
    const asked = async () => {
      await db.from('outbox').where('kind', 'pks.archive').delete()
      await askForArchiveCopies()
      const rows = await db.from('outbox').where('kind', 'pks.archive').orderBy('id')
      return rows.map(({ payload }) => JSON.parse(payload).agreementId as number)
    }
    const [failing, later, fresh] = [await sealed(), await sealed(), await sealed()].map(
      ({ agreement }) => agreement
    )
    for (const agreement of [failing!, later!, fresh!]) await age(agreement)
    const ours = async () => {
      const known = [failing!, later!, fresh!].map(({ id }) => id)
      return (await asked()).filter((id) => known.includes(id))
    }
    assert.deepEqual(await ours(), [failing!.id, later!.id, fresh!.id])
    server.fault = { instead: (response) => response.writeHead(500).end() }
    for (const agreement of [later!, failing!]) {
      // An authority that was asked lately is not asked again for its certificates.
      await archiveAgreement({ agreementId: agreement.id, number: 1 })
    }
    assert.deepEqual(await ours(), [fresh!.id])
    assert.lengthOf(await db.from('outbox').where('kind', 'pks.archive').where('status', 'dead'), 0)
    travelTo(clock.now().plus({ minutes: 61 }))
    cleanup(travelBack)
    assert.deepEqual(await ours(), [fresh!.id, later!.id, failing!.id])
    await askForArchiveCopies()
    assert.lengthOf(
      await db
        .from('outbox')
        .where('kind', 'pks.archive')
        .whereLike('dedupe_key', `%${failing!.publicId}%`),
      1
    )
  }).skip(skipped, why)
})
