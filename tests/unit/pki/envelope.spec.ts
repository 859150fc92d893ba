import { test } from '@japa/runner'
import fc from 'fast-check'
import { isDeceptive, parseMailbox, sameAddress } from '#pki/mime/address'
import { extractCode, isAutomaticReply, readEnvelope } from '#pki/mime/envelope'
import { judge } from '#tests/support/pki/world'

const mail = (...lines: string[]) => Buffer.from(`${lines.join('\r\n')}\r\n\r\nbody`)

test.group('pki / envelope', () => {
  test('[R6.1] finds address, subject, message id and code', ({ assert }) => {
    const raw = mail(
      'From: Budi <budi@mitra.example>',
      'Subject: Re: PKS TE5XluKjb531wzjt',
      'Message-ID: <1@x>'
    )
    assert.deepEqual(readEnvelope(raw), {
      from: 'budi@mitra.example',
      subject: 'Re: PKS TE5XluKjb531wzjt',
      messageId: '<1@x>',
      code: 'TE5XluKjb531wzjt',
      codes: ['TE5XluKjb531wzjt'],
      automatic: false,
    })
  })

  test('[R6.1] finds a code that a mail program folded or encoded, and prefers one with digits', ({
    assert,
  }) => {
    assert.equal(
      extractCode(mail('Subject: =?utf-8?Q?Re=3A_TE5XluKj?=', ' =?utf-8?Q?b531wzjt?=')),
      'TE5XluKjb531wzjt'
    )
    assert.equal(
      extractCode(mail('Subject: Perjanjiankerja1 x Balasanbalasanku')),
      'Perjanjiankerja1'
    )
    assert.equal(
      extractCode(Buffer.from('Subject: Re: TE5XluKjb531wzjt\nFrom: x@y\n\nbody')),
      'TE5XluKjb531wzjt'
    )
    assert.isNull(extractCode(mail('Subject: Re: xTE5XluKjb531wzjt')))
    assert.isNull(extractCode(Buffer.from([0, 255, 3])))
  })

  const automatic: Record<string, string[]> = {
    'an out-of-office note': ['Auto-Submitted: auto-replied'],
    'a generated message': ['auto-submitted: auto-generated (rejected)'],
    'a bounce': ['From: MAILER-DAEMON@mx.example'],
    'a report': ['Content-Type: multipart/report; boundary=x'],
    'an empty return path': ['Return-Path: <>'],
    'an older auto-reply': ['Precedence: auto_reply'],
  }
  for (const [name, lines] of Object.entries(automatic)) {
    test(`[R6.5] ignored: ${name}`, ({ assert }) => {
      assert.isTrue(isAutomaticReply(mail(...lines)))
    })
  }

  test('[R6.5] not ignored: what a person sent', ({ assert }) => {
    assert.isFalse(isAutomaticReply(mail('Auto-Submitted: no', 'From: budi@mitra.example')))
    assert.isFalse(isAutomaticReply(mail('From: budi@mitra.example')))
  })

  test('[R6.4] addresses are the same but for ASCII case and the form of the domain', ({
    assert,
  }) => {
    assert.isTrue(sameAddress('Budi@Mitra.Example', 'budi@mitra.example'))
    assert.isTrue(sameAddress('budi@b\u00fccher.example', 'budi@xn--bcher-kva.example'))
    assert.isFalse(sameAddress('budi@mitra.example', 'budi@mitra.example.evil'))
    assert.isFalse(sameAddress('b\u0443di@mitra.example', 'budi@mitra.example'))
    assert.isFalse(sameAddress('budi @mitra.example', 'budi@mitra.example'))
    assert.isFalse(sameAddress('', ''))
  })

  test('[R6.4] a mailbox has one reading or none', ({ assert }) => {
    assert.equal(parseMailbox('"a \\"b\\"" <x@y.example>')?.display, 'a "b"')
    assert.isFalse(isDeceptive(parseMailbox('"x@y.example" <X@Y.example>')!))
    const wide = Buffer.from('"z\uff20y.example" <x@y.example>').toString('latin1')
    assert.isTrue(isDeceptive(parseMailbox(wide)!))
    for (const bad of [
      '',
      '<>',
      'x',
      'x@',
      '@y',
      'x@y z',
      'a@b, c@d',
      'g:;',
      'x@[127.0.0.1]',
      'x..y@z',
      '<x@y>>',
    ]) {
      assert.isNull(parseMailbox(bad), bad)
    }
  })

  test('[R6.4] whatever the bytes are, a verdict comes and none is accepted', async ({
    assert,
  }) => {
    const line = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.constantFrom(
        'From: budi@mitra.example',
        'Content-Type: multipart/signed; boundary=b',
        'Content-Type: application/pkcs7-mime',
        'Content-Transfer-Encoding: base64',
        '--b',
        '--b--',
        '',
        'MIAGCSqGSIb3DQEHAqCAMIACAQExDzANBglghkgBZQMEAgEFADCABgkqhkiG9w0BBwEAAA=='
      )
    )
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 20 }), async (lines) => {
        const verdict = await judge(Buffer.from(lines.join('\r\n')))
        assert.isFalse(verdict.accepted)
        assert.lengthOf(verdict.checks, 11)
        const failed = verdict.checks.some(({ status }) => status === 'failed')
        assert.isTrue(failed || verdict.checks.every(({ status }) => status !== 'skipped'))
      }),
      { numRuns: 300 }
    )
  })
})
