import { test } from '@japa/runner'
import { isDeceptive, parseMailbox } from '#pki/mime/address'
import { decodeBody, fileNames, LIMITS, MalformedMime, parseEntity } from '#pki/mime/entity'
import { isAutomaticReply, readEnvelope } from '#pki/mime/envelope'
import { CODE, detachedMail, makeCms, replyBody } from '#tests/support/pki/mail'
import { certificate } from '#tests/support/pki/paths'
import { edited } from '#tests/support/pki/refusals'
import { EMAIL_ADDRESS, judge, problems, reply, world } from '#tests/support/pki/world'

const latin1 = (text: string) => Buffer.from(text).toString('latin1')
const WOMAN_WITH_LAPTOP = '\u{1f469}\u200d\u{1f4bb}'

const from = async (value: string) =>
  problems(await judge(await reply({ mail: { from: latin1(value) } })))

/** A reply whose document is described so. */
async function described(disposition: string, type = 'application/pdf') {
  const { partner, pdf } = await world()
  const body = replyBody(pdf)
    .replace(/Content-Disposition:[^\r]*/, `Content-Disposition: ${disposition}`)
    .replace(/Content-Type: application\/pdf[^\r]*/, `Content-Type: ${type}`)
  return judge(detachedMail(body, makeCms(Buffer.from(body, 'latin1'), { signer: partner })))
}

test.group('pki / what honest programs write', () => {
  const names = [
    `"Toko Kue @Bandung" <${EMAIL_ADDRESS}>`,
    `=?utf-8?Q?Budi_=40_PT_Mitra?= <${EMAIL_ADDRESS}>`,
    `"${WOMAN_WITH_LAPTOP} Budi" <${EMAIL_ADDRESS}>`,
    `Budi [PT Mitra] <${EMAIL_ADDRESS}>`,
    `'${EMAIL_ADDRESS}' <${EMAIL_ADDRESS}>`,
    `${EMAIL_ADDRESS} <${EMAIL_ADDRESS}>`,
    `"${EMAIL_ADDRESS}, Budi." <${EMAIL_ADDRESS}>`,
  ]
  for (const value of names) {
    test(`[R6.4] accepted: From: ${value}`, async ({ assert }) => {
      assert.deepEqual(await from(value), [])
    })
  }

  const deceptive = [
    'boss@telkom.example',
    'Budi via boss@telkom.example.',
    '(boss@telkom.example)',
    '[boss@telkom.example]',
    'boss\uff20telkom.example',
    'boss@telkom\u3002example',
    `${EMAIL_ADDRESS}@telkom.example`,
    'Bu\u200ddi',
    `\u200d${WOMAN_WITH_LAPTOP}`,
    `${WOMAN_WITH_LAPTOP}\u202e`,
    'a'.repeat(257),
    '\ufdfa'.repeat(20),
  ]
  for (const display of deceptive) {
    test(`[R6.4] deceptive: ${JSON.stringify(display.slice(0, 40))}`, ({ assert }) => {
      assert.isTrue(isDeceptive({ address: EMAIL_ADDRESS, display }))
    })
  }

  test('[R6.4] still no mailbox: comments, and names that are another address', ({ assert }) => {
    for (const value of [
      `Budi (PT Mitra) <${EMAIL_ADDRESS}>`,
      `${EMAIL_ADDRESS} (Budi)`,
      `x@evil.example <${EMAIL_ADDRESS}>`,
      `'x@evil.example' <${EMAIL_ADDRESS}>`,
      `Budi [x@evil.example] <${EMAIL_ADDRESS}>`,
    ]) {
      assert.isNull(parseMailbox(value), value)
    }
  })

  const saved: Record<string, (mail: string) => string> = {
    'the line of a mailbox file': (mail) => `From - Mon Nov 23 10:00:00 2026\r\n${mail}`,
    'a mark of byte order': (mail) => `${latin1('\ufeff')}${mail}`,
    'both, and line ends without CR': (mail) =>
      `${latin1('\ufeff')}From budi@mitra.example Mon Nov 23 10:00:00 2026\n${mail.replaceAll('\r\n', '\n')}`,
    'a folded line of blanks in its header': (mail) => `X-Scan: a\r\n \r\n${mail}`,
    'a comment behind micalg': (mail) => mail.replace(/micalg="?[^;\r"]*"?/, '$& (SHA-2)'),
  }
  for (const [name, change] of Object.entries(saved)) {
    test(`[R6.4] accepted: ${name}`, async ({ assert }) => {
      assert.deepEqual(problems(await edited(change)), [])
    })

    test(`[R6.1] found by its code: ${name}`, async ({ assert }) => {
      const raw = Buffer.from(change((await reply()).toString('latin1')), 'latin1')
      assert.include(readEnvelope(raw), { code: CODE, from: EMAIL_ADDRESS })
    })
  }

  test('[R6.4] no comment beside what decides, no blank fold in a signed header', async ({
    assert,
  }) => {
    const comment = await edited((mail) => mail.replace(/boundary="=_outer"/, '$& (x)'))
    assert.deepInclude(problems(comment), 'structure.malformed')
    assert.throws(() => parseEntity(Buffer.from('X: a\r\n \r\nY: b\r\n\r\n')), MalformedMime)
  })

  const dispositions: [disposition: string, type?: string][] = [
    ['attachment; filename=PKS 2026.pdf'],
    ['attachment; filename=PKS(1).pdf; size=10'],
    ['attachment;; filename="a.pdf";'],
    ['attachment', 'application/pdf; name=PKS (1) 2026.pdf'],
  ]
  for (const [disposition, type] of dispositions) {
    test(`[R6.4] accepted: ${disposition} ${type ?? ''}`, async ({ assert }) => {
      assert.deepEqual(problems(await described(disposition, type)), [])
    })
  }

  test('[R6.4] a loose name counts whole, and hides no second one', ({ assert }) => {
    const namesOf = (...lines: string[]) =>
      fileNames(parseEntity(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')))
    assert.deepEqual(namesOf('Content-Disposition: attachment; filename=a b.pdf'), ['a b.pdf'])
    assert.deepEqual(namesOf('Content-Disposition: attachment; filename=a;; name*=x'), ['a'])
    for (const value of ['filename=a.txt; filename=b c.pdf', 'filename=a"b.pdf"', 'file=a b.pdf']) {
      assert.throws(() => namesOf(`Content-Disposition: attachment; ${value}`), MalformedMime)
    }
    assert.throws(
      () => namesOf('Content-Type: multipart/mixed; name=a b; boundary=x'),
      MalformedMime
    )
    assert.throws(() => namesOf('Content-Type: text/plain; charset=a b'), MalformedMime)
  })

  test('[R6.4] a decoded part has a largest size', ({ assert }) => {
    const part = (encoding: string, body: string) =>
      decodeBody(parseEntity(Buffer.from(`Content-Transfer-Encoding: ${encoding}\r\n\r\n${body}`)))
    assert.lengthOf(part('7bit', 'a'.repeat(LIMITS.partBytes)), LIMITS.partBytes)
    for (const encoding of ['7bit', 'quoted-printable']) {
      assert.throws(() => part(encoding, 'a'.repeat(LIMITS.partBytes + 1)), 'part too large')
    }
  })

  test('[R6.5] a mark that says "no" is no automatic answer', ({ assert }) => {
    const mail = (line: string) => Buffer.from(`${line}\r\nFrom: ${EMAIL_ADDRESS}\r\n\r\n`)
    assert.isFalse(isAutomaticReply(mail('X-Autoreply: no')))
    assert.isTrue(isAutomaticReply(mail('X-Autoreply: yes')))
    assert.isTrue(isAutomaticReply(mail('X-Autorespond: Di luar kantor')))
  })

  test('[R6.6] the evidence names the certificates that the verdict rests on, no others', async ({
    assert,
  }) => {
    const { partner, ca } = await world()
    const stranger = certificate({ name: 'CN=Stranger' }).der
    const verdict = await judge(
      await reply({ cms: { certificates: [stranger, partner.der, ca.der] } })
    )
    assert.isTrue(verdict.accepted)
    const kept = verdict.evidence.certificates.map((der) => Buffer.from(der).toString('hex'))
    assert.includeMembers(kept, [Buffer.from(partner.der).toString('hex')])
    assert.notInclude(kept, Buffer.from(stranger).toString('hex'))
  })
})
