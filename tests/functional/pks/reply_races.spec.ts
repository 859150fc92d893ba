import { test } from '@japa/runner'
import type { KeyObject } from 'node:crypto'
import storage from '#config/storage'
import { developmentCa } from '#pki/main'
import { lapseAgreements, remindPartners } from '#pks/actions/follow_up'
import { takeBackPin } from '#pks/actions/pin_decide'
import { receiveReply } from '#pks/actions/receive_reply'
import PksReply from '#pks/models/pks_reply'
import PksVerdict from '#pks/models/pks_verdict'
import type Partner from '#partners/models/partner'
import { clock, travelBack, travelTo } from '#shared/clock'
import { drainOutbox } from '#shared/outbox/worker'
import { FileStorage } from '#storage/file_storage'
import { bindStorage } from '#storage/main'
import { createPartner, signIn } from '#tests/support/accounts'
import { certificateFor, countMails, issue, lastMail, signedReply } from '#tests/support/pks'
import { newRoot, ownCertificate, pemOf, pinned, uploadedPin } from '#tests/support/trust'

/** A PKS that is out, and the mail that answers it rightly. */
async function answered(partner: Partner) {
  const issued = await issue(partner)
  const { agreement, pdf } = issued
  const mail = {
    from: partner.email,
    subject: `Re: ${agreement.subject}`,
    certificate: await certificateFor(partner.email),
    attachments: [{ filename: agreement.fileName, content: pdf }],
  }
  return { ...issued, mail, raw: signedReply(mail) }
}

async function upload(partner: Partner, agreementId: string, content: Buffer) {
  const visitor = await signIn(partner)
  await visitor.get(`/agreements/${agreementId}`)
  return visitor.submit('form[enctype]', {
    mail: { filename: 'balasan.eml', content, type: 'message/rfc822' },
  })
}

const renewLists = async () => (await developmentCa())!.renewCrls(clock.now().toJSDate())

test.group('replies that meet something on their way', (group) => {
  group.each.teardown(async () => {
    travelBack()
    await renewLists()
  })

  test('[R6.5] a PKS does not lapse over a mail that came in time and is not judged yet', async ({
    assert,
  }) => {
    const { agreement, raw } = await answered(await createPartner())
    const begun = clock.now()
    travelTo(begun.plus({ days: 29, hours: 23, minutes: 50 }))
    await renewLists()
    const reply = await receiveReply(raw, 'smtp')
    travelTo(begun.plus({ days: 30, minutes: 5 }))
    await lapseAgreements()
    await drainOutbox()
    await Promise.all([reply.refresh(), agreement.refresh()])
    assert.deepEqual([agreement.status, reply.status], ['accepted', 'accepted'])
  })

  test('[R6.5] uploaded on the page of another PKS first, it is still judged where it belongs', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const one = await answered(partner)
    const two = await issue(partner)
    await upload(partner, two.agreement.publicId, one.raw)
    await drainOutbox()
    const page = await upload(partner, one.agreement.publicId, one.raw)
    assert.include(page.url, `/agreements/${one.agreement.publicId}/replies/`)
    await drainOutbox()
    await Promise.all([one.agreement.refresh(), two.agreement.refresh()])
    assert.deepEqual([one.agreement.status, two.agreement.status], ['accepted', 'sent'])
  })

  test('[R6.5] what a stranger uploads on a page of its own does not stop the mail itself', async ({
    assert,
  }) => {
    const { agreement, raw } = await answered(await createPartner())
    const stranger = await createPartner()
    const own = await issue(stranger)
    await upload(stranger, own.agreement.publicId, raw)
    await drainOutbox()
    const reply = await receiveReply(raw, 'smtp')
    await drainOutbox()
    await Promise.all([agreement.refresh(), own.agreement.refresh(), reply.refresh()])
    assert.deepEqual([agreement.status, own.agreement.status], ['accepted', 'sent'])
    assert.equal(reply.agreementId, agreement.id)
  })

  test('[R6.4] by mail and by upload, the same bytes for the same PKS are one reply', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { agreement, raw } = await answered(partner)
    const byMail = await receiveReply(raw, 'smtp')
    const page = await upload(partner, agreement.publicId, raw)
    assert.include(page.url, `/replies/${byMail.publicId}`)
    assert.lengthOf(await PksReply.query().where('agreement_id', agreement.id), 1)
  })

  test('[R6.5] a mail that looks automatic is judged when a person uploads it', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const { agreement, raw } = await answered(partner)
    const bulk = Buffer.concat([Buffer.from('Precedence: bulk\r\n'), raw])
    const byMail = await receiveReply(bulk, 'smtp')
    await drainOutbox()
    await byMail.refresh()
    assert.equal(byMail.ignoredBecause, 'automatic')
    const page = await upload(partner, agreement.publicId, bulk)
    assert.match(page.url, /\/replies\//)
    await drainOutbox()
    await agreement.refresh()
    assert.equal(agreement.status, 'accepted')
  })

  test('[R6.3] a pin that is taken back while its mail is judged accepts nothing', async ({
    assert,
    cleanup,
  }) => {
    const partner = await createPartner()
    const identity = await ownCertificate(partner)
    const pin = await pinned(await uploadedPin(partner, identity))
    const { agreement, pdf } = await issue(partner)
    const key = identity.privateKey as KeyObject
    const raw = signedReply({
      from: partner.email,
      subject: `Re: ${agreement.subject}`,
      certificate: {
        ...(await certificateFor(partner.email)),
        certificatePem: pemOf(identity.der),
        privateKeyPem: key.export({ type: 'pkcs8', format: 'pem' }) as string,
        chainPem: pemOf((await newRoot()).der),
      },
      attachments: [{ filename: agreement.fileName, content: pdf }],
    })
    const { id } = await receiveReply(raw, 'smtp')
    const files = new FileStorage(storage.directory)
    let taken = false
    // Judged, and about to be settled.
    const put = async (name: string, bytes: Uint8Array) => {
      if (name.startsWith('pks/evidence') && !taken) {
        taken = (await takeBackPin(partner, pin.publicId, 'kunci hilang')).ok
      }
      await files.put(name, bytes)
    }
    cleanup(
      bindStorage({
        put,
        get: (name) => files.get(name),
        exists: (name) => files.exists(name),
        remove: (name) => files.remove(name),
        room: () => files.room(),
      })
    )
    await drainOutbox().catch(() => {})
    travelTo(clock.now().plus({ minutes: 1 }))
    await drainOutbox()
    await agreement.refresh()
    assert.isTrue(taken)
    assert.equal(agreement.status, 'sent')
    const verdict = await PksVerdict.query().where('reply_id', id).orderBy('id', 'desc').first()
    assert.equal(verdict!.outcome, 'rejected')
  })

  test('[R6.4] two PKS named in a subject: the reply is of the one that still waits', async ({
    assert,
  }) => {
    const partner = await createPartner()
    const [one, two] = [await answered(partner), await answered(partner)]
    const subject = `Re: ${one.agreement.subject} ${two.agreement.subject}`
    for (const { mail } of [one, two]) {
      await receiveReply(signedReply({ ...mail, subject }), 'smtp')
      await drainOutbox()
    }
    await Promise.all([one.agreement.refresh(), two.agreement.refresh()])
    assert.deepEqual([one.agreement.status, two.agreement.status], ['accepted', 'accepted'])
  })

  test('[R6.5] who has heard what became of a reply is not reminded as if none had come', async ({
    assert,
  }) => {
    const [silent, refused] = [await createPartner(), await createPartner()]
    const { agreement: forgotten } = await issue(silent)
    const { mail } = await answered(refused)
    await receiveReply(signedReply({ ...mail, attachments: [] }), 'smtp')
    await drainOutbox()
    const before = await countMails(refused.email)
    travelTo(clock.now().plus({ days: 3, minutes: 1 }))
    await remindPartners()
    await drainOutbox()
    assert.equal(await countMails(refused.email), before)
    assert.include((await lastMail(silent.email))!.text, forgotten.number)
    await forgotten.refresh()
    assert.equal(forgotten.reminders, 1)
  })
})
