import { test } from '@japa/runner'
import { randomBytes } from 'node:crypto'
import { berToDer, BER_LIMITS, MalformedAsn1, readOne } from '#pki/asn1/der'
import { parseSignedData, type SignedData } from '#pki/cms/parse'
import { findSigner } from '#pki/cms/verify'
import { parseCertificate } from '#pki/x509/certificate'
import { parseName } from '#pki/x509/name'
import { certificate } from '#tests/support/pki/paths'
import { int, octets, oid, seq, set, tlv } from '#tests/support/pki/der'

const SHA256 = seq(oid('2.16.840.1.101.3.4.2.1'))
const DATA = seq(oid('1.2.840.113549.1.7.1'))

/** SignedData in BER (its outermost length is left open) with these certificates and signers. */
function berMessage(certificates: readonly Buffer[], signers: readonly Buffer[] = []): Buffer {
  const signed = seq(int(1), set(SHA256), DATA, tlv(0xa0, ...certificates), tlv(0x31, ...signers))
  const type = oid('1.2.840.113549.1.7.2')
  return Buffer.concat([Buffer.from([0x30, 0x80]), type, tlv(0xa0, signed), Buffer.from([0, 0])])
}

/** Milliseconds of this process's own processor time. */
function costOf(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** What is made to be slow costs no more than the like of it that is not, give or take the machine's own noise. */
const allowance = (honest: number) => 20 * honest + 500

test.group('pki / what a reply may cost', () => {
  test('[R6.4] certificates that look like one another are not searched for', ({ assert }) => {
    const odd = (fill: Buffer) => seq(octets(fill))
    const parse = (fill: (size: number) => Buffer) => {
      const message = berMessage([odd(fill(400_000)), odd(fill(60_000))])
      return costOf(() => assert.throws(() => parseSignedData(message), MalformedAsn1))
    }
    const honest = parse((size) => randomBytes(size))
    assert.isBelow(
      parse((size) => Buffer.alloc(size, 0x30)),
      allowance(honest)
    )
  })

  test('[R6.4] a certificate in BER is refused in the pass that reads it', ({ assert }) => {
    const open = Buffer.from([0x30, 0x80, 0x04, 0x01, 0x00, 0x00, 0x00])
    const closed = seq(octets(Buffer.from([0])))
    const isList = (tag: number, depth: number) => depth === 3 && tag === 0xa0
    assert.throws(() => berToDer(berMessage([open]), BER_LIMITS, isList), 'ASN.1: not DER')
    assert.throws(() => berToDer(berMessage([closed, open]), BER_LIMITS, isList), 'ASN.1: not DER')
    assert.include(berToDer(berMessage([closed]), BER_LIMITS, isList).toString(), closed.toString())
  })

  test('[R6.4] a certificate of a size that none has is refused', ({ assert }) => {
    const value = Buffer.alloc(70_000, 2)
    const large = certificate({ name: 'CN=y', onlyExtensions: [{ oid: '1.2.3.4', value }] })
    assert.throws(() => parseSignedData(berMessage([large.der])), 'ASN.1: certificate too large')
  })

  test('[R6.4] a serial number of a length that none has is refused', ({ assert }) => {
    const signer = (serial: Buffer) =>
      seq(
        int(1),
        seq(certificate({ name: 'CN=x' }).name, tlv(2, serial)),
        SHA256,
        seq(oid('1.2.840.10045.4.3.2')),
        octets(Buffer.from('x'))
      )
    const message = (size: number) => berMessage([], [signer(Buffer.alloc(size, 2))])
    assert.lengthOf(parseSignedData(message(64)).signers, 1)
    assert.throws(() => parseSignedData(message(65)), 'ASN.1: serial number too long')
  })

  test('[R6.4] the number of the signer is looked for by its end, however long it is', ({
    assert,
  }) => {
    const made = parseCertificate(certificate({ name: 'CN=x' }).der)
    const keyId = Buffer.alloc(20, 7)
    const unit = tlv(2, Buffer.alloc(30_000)).subarray(0, 4)
    const find = (serial: Buffer) => {
      const signer = { ...made, serial, extensions: { subjectKeyId: keyId } }
      const data = {
        signers: [{ identifier: { kind: 'key', keyId } }],
        readable: [signer],
        unreadable: Array.from({ length: 31 }, () => Buffer.alloc(60_000, unit)),
      } as unknown as SignedData
      return costOf(() => void findSigner(data))
    }
    // Alike from both ends, as searches compare them, but for a byte in the middle.
    const slow = Buffer.alloc(30_000, unit).fill(0xff, 15_000, 15_001)
    assert.isBelow(find(slow), allowance(find(randomBytes(30_000))))
  })

  test('[R6.4] a heap of marks in a name is not put in order', ({ assert }) => {
    // Two classes of combining marks in turn, as BMPString: sorting them takes the square of their number.
    const named = (text: string, tag = 0x1e) => {
      const value = tag === 0x1e ? Buffer.from(text, 'utf16le').swap16() : Buffer.from(text, 'utf8')
      return seq(tlv(0x31, seq(oid('2.5.4.3'), tlv(tag, value))))
    }
    const read = (name: Buffer) => parseName(readOne(name))
    for (const marks of ['\u0345\u0316', '\uff9e\u0316', '\u0301\uff9f']) {
      assert.throws(() => read(named(`a${marks.repeat(16)}`)), 'ASN.1: a heap of marks')
      assert.throws(() => read(named(`a${marks.repeat(20_000)}`)), 'ASN.1: name is too long')
    }
    assert.throws(() => read(named('\ufdfa'.repeat(6_000), 0x0c)), 'ASN.1: name is too long')
    assert.equal(read(named('Ame\u0301lie')).key, read(named('AM\u00c9LIE', 0x0c)).key)
  })
})
