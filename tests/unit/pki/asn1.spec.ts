import { test } from '@japa/runner'
import fc from 'fast-check'
import { readdirSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Certificate as PkijsCertificate } from 'pkijs'
import {
  berToDer,
  MalformedAsn1,
  readBoolean,
  readIntegerBytes,
  readNamedBits,
  readOid,
  readOne,
  readTime,
} from '#pki/asn1/der'
import { integer, oid } from '#pki/asn1/write'
import { parseSignedData } from '#pki/cms/parse'
import { parseCertificate, tryParseCertificate } from '#pki/x509/certificate'
import { parseCrl } from '#pki/x509/crl'
import { octets, seq, streamed, tlv } from '#tests/support/pki/der'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const malformed = (read: () => unknown) => {
  try {
    read()
    return false
  } catch (error) {
    if (error instanceof MalformedAsn1) return true
    throw error
  }
}

test.group('pki / DER', () => {
  const bad: Record<string, [string, (bytes: Buffer) => unknown]> = {
    'an indefinite length': ['3080 0000', (bytes) => readOne(bytes)],
    'a length that is not minimal': ['3081 00', (bytes) => readOne(bytes)],
    'a length beyond the end': ['3005 0500', (bytes) => readOne(bytes)],
    'trailing data': ['0500 00', (bytes) => readOne(bytes)],
    'a long tag': ['3f81 0100', (bytes) => readOne(bytes)],
    'a boolean of 1': ['0101 01', (bytes) => readBoolean(readOne(bytes))],
    'an integer with a needless zero': ['0202 0001', (bytes) => readIntegerBytes(readOne(bytes))],
    'a negative integer with needless ones': [
      '0202 ff80',
      (bytes) => readIntegerBytes(readOne(bytes)),
    ],
    'an empty integer': ['0200', (bytes) => readIntegerBytes(readOne(bytes))],
    'an object identifier with padding': ['0603 2a8001', (bytes) => readOid(readOne(bytes))],
    'unused bits that are set': ['0302 0101', (bytes) => readNamedBits(readOne(bytes))],
    '31 February': ['170d 3236303233313030303030305a', (bytes) => readTime(readOne(bytes))],
    'a time without seconds': ['170b 323631313031303330305a', (bytes) => readTime(readOne(bytes))],
    'a time with a zone': [
      '1711 3236313130313033303030302b30373030',
      (bytes) => readTime(readOne(bytes)),
    ],
  }
  for (const [name, [bytes, read]] of Object.entries(bad)) {
    test(`[R6.4] refused: ${name}`, ({ assert }) => {
      assert.isTrue(malformed(() => read(hex(bytes))))
    })
  }

  test('object identifiers of any size are read exactly', ({ assert }) => {
    const uuid = '2.25.329800735698586629295641978511506172918'
    assert.equal(readOid(readOne(hex('0614 6983f09da7ebcfdee0c7a1a7b2c0948cc8f9d776'))), uuid)
    assert.equal(readOid(readOne(hex('0602 8837'))), '2.999')
    assert.isTrue(
      malformed(() => readOid(readOne(Buffer.concat([hex('0641 2a'), Buffer.alloc(64, 1)]))))
    )
  })

  test('object identifiers and integers survive writing and reading', ({ assert }) => {
    for (const dotted of [
      '2.5.29.37',
      '1.2.840.113549.1.9.16.2.47',

      '0.9.2342.19200300.100.1.25',
    ]) {
      assert.equal(readOid(readOne(oid(dotted))), dotted)
    }
    assert.deepEqual(Buffer.from(integer(128)), hex('02020080'))
    assert.deepEqual(Buffer.from(integer(0)), hex('020100'))
  })

  test('BER becomes the DER of the same value, and DER stays untouched', ({ assert }) => {
    const der = seq(tlv(0xa0, octets(Buffer.from('hello world'))), octets(Buffer.from('!')))
    const pieces = streamed(0x24, octets(Buffer.from('hello ')), octets(Buffer.from('world')))
    const ber = streamed(0x30, streamed(0xa0, pieces), octets(Buffer.from('!')))
    assert.deepEqual(Buffer.from(berToDer(ber)), der)
    assert.equal(berToDer(der).buffer, der.buffer)
  })

  test('depth and number of elements are capped', ({ assert }) => {
    assert.isTrue(malformed(() => berToDer(hex('3080'.repeat(40) + '0000'.repeat(40)))))
    const many = seq(...Array.from({ length: 50 }, () => hex('0500')))
    assert.isTrue(malformed(() => berToDer(many, { depth: 4, elements: 20 })))
  })

  test('whatever the bytes are, reading ends in a value or in one kind of error', ({ assert }) => {
    const readers = [berToDer, parseCertificate, parseCrl, parseSignedData]
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const read of readers) {
          try {
            read(bytes)
          } catch (error) {
            assert.instanceOf(error, MalformedAsn1)
          }
        }
      }),
      { numRuns: 500 }
    )
  })
})

const folder =
  process.env.PKITS_DIR ?? new URL('../../../../shared/corpora/pkits', import.meta.url).pathname

test.group('pki / DER beside pkijs', () => {
  test('what our reader reads in PKITS certificates, pkijs reads too', ({ assert }) => {
    let compared = 0
    for (const name of readdirSync(join(folder, 'certs'))) {
      const der = readFileSync(join(folder, 'certs', name))
      const ours = tryParseCertificate(der)
      if (!ours) continue
      const theirs = PkijsCertificate.fromBER(new Uint8Array(der))
      assert.equal(ours.notAfter.getTime(), theirs.notAfter.value.getTime(), name)
      assert.deepEqual(
        Buffer.from(ours.serial),
        Buffer.from(theirs.serialNumber.valueBlock.valueHexView),
        name
      )
      assert.deepEqual(Buffer.from(ours.tbs), Buffer.from(theirs.tbsView), name)
      compared++
    }
    assert.isAbove(compared, 390)
  }).skip(
    !existsSync(join(folder, 'certs')),
    'the PKITS corpus is not here: set PKITS_DIR to its folder'
  )
})
