import { createHash } from 'node:crypto'
import { test } from '@japa/runner'
import { parseCertificate } from '#pki/x509/certificate'
import { parseCrl } from '#pki/x509/crl'
import { receiveReply } from '#pks/actions/receive_reply'
import PksVerdict from '#pks/models/pks_verdict'
import { drainOutbox } from '#shared/outbox/worker'
import { createPartner, createStaff, signIn } from '#tests/support/accounts'
import { certificateFor, issue, signedReply } from '#tests/support/pks'
import { auditOf } from '#tests/support/trust'

async function judgedReply(attached = true) {
  const partner = await createPartner()
  const { agreement, pdf } = await issue(partner)
  const raw = signedReply({
    from: partner.email,
    subject: `Re: ${agreement.subject}`,
    certificate: await certificateFor(partner.email),
    attachments: attached ? [{ filename: agreement.fileName, content: pdf }] : [],
  })
  const reply = await receiveReply(raw, 'file')
  await drainOutbox()
  return { partner, agreement, raw, reply }
}

test.group('PKS replies at the staff’s desk', () => {
  test('[R6.5] [R8.3] verdict, chain, lists with their times, each file as it was kept', async ({
    assert,
  }) => {
    const { reply, agreement } = await judgedReply()
    const desk = await signIn(await createStaff('legal'))
    const here = `/replies/${reply.publicId}`
    const page = await desk.get(here)
    assert.equal(page.$('.checks > .check').length, 11)
    const chain = page.$('.chain > li')
    assert.isAtLeast(chain.length, 2)
    assert.include(chain.first().text(), 'Bagas Wirawan')
    assert.include(chain.first().text(), 'RSA 2048')
    assert.include(chain.first().text(), 'email (S/MIME)')
    assert.include(chain.last().text(), 'Etalase Development Root CA')
    assert.include(page.$('#revocation').text(), 'Etalase Development E-mail CA')
    assert.match(page.$('#revocation').text(), /Berlaku sampai\s+\d+ \p{L}+ \d{4}/u)
    assert.notInclude(page.text, agreement.code, 'the code is the partner’s')
    const verdict = await PksVerdict.findByOrFail('reply_id', reply.id)
    const links = page
      .$('a[href*="/evidence/"]')
      .toArray()
      .map((link) => page.$(link).attr('href')!)
    const { certificates, crls, ocsp } = verdict.evidence!
    assert.lengthOf(links, certificates.length + crls.length + ocsp.length)
    for (const link of links) {
      const file = await desk.get(link)
      assert.equal(file.status, 200)
      assert.equal(createHash('sha256').update(file.body).digest('hex'), link.split('/').at(-1))
      if (file.headers['content-type'] === 'application/pkix-crl') parseCrl(file.body)
      else parseCertificate(file.body)
    }
    assert.include(await auditOf('pks_reply', reply.publicId), 'pks.reply_downloaded')
  })

  test('the list says why a reply failed, and nothing of the sort where it passed', async ({
    assert,
  }) => {
    const [failed, passed] = [await judgedReply(false), await judgedReply()]
    const desk = await signIn(await createStaff('legal'))
    const page = await desk.get('/replies')
    const row = ({ reply }: typeof failed) => page.$(`tr:has(a[href$="/${reply.publicId}"])`)
    assert.include(row(failed).text(), 'PKS tidak terlampir')
    const verdict = await desk.get(`/replies/${failed.reply.publicId}`)
    assert.include(verdict.$('#check-attachment').text(), 'Yang dibaca mitra')
    assert.lengthOf(row(passed).find('.cert-line'), 0)
  })

  test('the raw mail comes byte by byte, and who took it is written down', async ({ assert }) => {
    const { reply, raw } = await judgedReply(false)
    const desk = await signIn(await createStaff('administrator'))
    const file = await desk.get(`/replies/${reply.publicId}/raw`)
    assert.isTrue(file.body.equals(raw))
    assert.include(await auditOf('pks_reply', reply.publicId), 'pks.reply_downloaded')
  })

  test('judging again adds a verdict; every one of them stays and can be read', async ({
    assert,
  }) => {
    const { reply } = await judgedReply(false)
    const legal = await createStaff('legal')
    const desk = await signIn(legal)
    const here = `/replies/${reply.publicId}`
    await desk.get(here)
    const asked = await desk.submit('form[action$="/judgements"]', {})
    assert.include(asked.text, 'Pemeriksaan ulang sudah diminta')
    await drainOutbox()
    const verdicts = await PksVerdict.query().where('reply_id', reply.id).orderBy('id')
    assert.lengthOf(verdicts, 2)
    const page = await desk.get(here)
    assert.lengthOf(page.$('a[href*="/verdicts/"]'), 2)
    assert.include(page.text, `diminta ${legal.name}`)
    assert.include(page.text, 'oleh sistem')
    const first = await desk.get(`${here}/verdicts/${verdicts[0]!.publicId}`)
    assert.include(first.text, 'Sesudahnya ada yang lebih baru')
    assert.equal(first.$('.checks > .check').length, 11)
    const english = await desk.get(`/en${here}/verdicts/${verdicts[0]!.publicId}`)
    assert.include(english.text, 'Chain of certificates')
  })

  test('a verdict or a file of another reply is not there; QA reads nothing', async ({
    assert,
  }) => {
    const [one, two] = [await judgedReply(false), await judgedReply()]
    const verdict = await PksVerdict.findByOrFail('reply_id', two.reply.id)
    const own = verdict.evidence!.certificates.map((key) => key.split('/').at(-1)!.slice(0, 64))
    const desk = await signIn(await createStaff('legal'))
    const other = `/replies/${one.reply.publicId}`
    assert.equal((await desk.get(`${other}/verdicts/${verdict.publicId}`)).status, 404)
    const signer = own.find((sha256) => sha256 === verdict.signer!.fingerprint)!
    assert.equal((await desk.get(`${other}/evidence/${signer}`)).status, 404)
    assert.equal((await desk.get(`${other}/evidence/..%2F..%2Fetc`)).status, 404)
    const qa = await signIn(await createStaff('qa'))
    assert.equal((await qa.get(`/replies/${two.reply.publicId}/evidence/${signer}`)).status, 403)
  })
})
