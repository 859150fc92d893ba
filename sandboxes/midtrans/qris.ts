/** A field of an EMV QR code: two digits of its tag, two of its length, its value. */
const field = (tag: string, value: string) =>
  `${tag}${String(value.length).padStart(2, '0')}${value}`

/**
 * What a dynamic QRIS code says (EMVCo, *QR Code Specification for Payment Systems*, merchant-presented): made of nobody's merchant, so
 * that no real app pays it.
 */
export function qrisText(orderId: string, amount: number): string {
  const text = [
    field('00', '01'),
    field('01', '12'),
    field('26', field('00', 'ID.CO.CONTOH.WWW') + field('01', '936000000000000000')),
    field('52', '5816'),
    field('53', '360'),
    field('54', String(amount)),
    field('58', 'ID'),
    field('59', 'KOTAK PASIR'),
    field('60', 'BANDUNG'),
    field('62', field('05', orderId.slice(-25))),
    '6304',
  ].join('')
  return text + crc16(text)
}

/** CRC-16/CCITT-FALSE, as four hexadecimal digits. */
function crc16(text: string): string {
  let crc = 0xffff
  for (const byte of Buffer.from(text)) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1
    crc &= 0xffff
  }
  return crc.toString(16).toUpperCase().padStart(4, '0')
}
