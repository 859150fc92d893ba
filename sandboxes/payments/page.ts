import type { Bank, Charge } from '#sandboxes/payments/bank'

const CSS = `
body{font:16px/1.55 system-ui,sans-serif;margin:0;color:#15202f;background:#f8f7f4}
header{background:#efb938;color:#2a1c03;padding:12px 24px;font-weight:700;border-bottom:4px double #2a1c03}
main{max-width:1100px;margin:0 auto;padding:24px}
h1{font-size:24px}h2{font-size:18px;margin-top:32px}
.wrap{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:14px}
th,td{text-align:left;padding:8px;border-bottom:1px solid #e4e1da;vertical-align:top}
td form{display:inline}button{min-height:36px;padding:0 12px;border:1px solid #1b3f6b;background:#fff;color:#1b3f6b;border-radius:12px 3px;font:inherit;cursor:pointer}
code{font-family:ui-monospace,monospace}.code{font-size:20px;letter-spacing:.1em}
`
export const STYLESHEET = CSS.trim()

const STATES: Record<Charge['state'], string> = {
  billed: 'Masuk tagihan',
  collected: 'Terbayar',
  pending: 'Menunggu pelanggan',
  declined: 'Ditolak',
  cancelled: 'Dibatalkan',
  reversed: 'Dikembalikan',
}

const BUTTONS: Partial<Record<Charge['state'], [action: string, label: string][]>> = {
  pending: [
    ['pay', 'Pelanggan membayar'],
    ['expire', 'Kedaluwarsa'],
  ],
  billed: [
    ['collect', 'Tagihan dibayar'],
    ['reverse', 'Kembalikan'],
  ],
  collected: [['reverse', 'Kembalikan']],
}

/** Where the services of the gateways are. */
export function frontPage(methods: readonly string[]): string {
  const items = methods
    .map((method) => `<li><a href="/services/${method}">${esc(method)}</a></li>`)
    .join('')
  return `<!doctype html>
<html lang="id">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Kotak pasir pembayaran</title><link rel="stylesheet" href="/gaya.css"></head>
<body>
<header>Kotak pasir pembayaran. Uang di sini tidak nyata dan tidak ada yang ditagih.</header>
<main><h1>Layanan pembayaran tiruan</h1><p>Setiap metode adalah layanan tersendiri: kode sekali pakai, pembebanan, dan nomor ajaib ada di halamannya.</p><ul>${items}</ul></main>
</body></html>
`
}

/** The sandbox as people see it: codes that an SMS would bring, and charges with what may befall them. */
export function page(bank: Bank, now: number): string {
  const codes = [...bank.codes.values()].filter((code) => code.expiresAt > now).reverse()
  const charges = [...bank.charges.values()].filter((charge) => charge.ref !== '').reverse()
  return `<!doctype html>
<html lang="id">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Kotak pasir pembayaran</title><link rel="stylesheet" href="/gaya.css"></head>
<body>
<header>Kotak pasir pembayaran. Uang di sini tidak nyata dan tidak ada yang ditagih.</header>
<main>
<h1>Layanan pembayaran tiruan</h1>
<h2>Kode sekali pakai (pengganti SMS)</h2>
${
  codes.length === 0
    ? '<p>Belum ada kode yang dikirim.</p>'
    : table(
        ['Nomor', 'Metode', 'Kode'],
        codes.map((one) => [
          esc(one.number),
          esc(one.method),
          `<span class="code">${one.code}</span>`,
        ])
      )
}
<h2>Pembebanan</h2>
${
  charges.length === 0
    ? '<p>Belum ada pembebanan.</p>'
    : table(
        ['Pesanan', 'Metode', 'Jumlah', 'Keadaan', 'Rujukan', 'Tindakan'],
        charges
          .slice(0, 100)
          .map((one) => [
            `${esc(one.orderNo)}<br>${esc(one.description)}`,
            `${esc(one.method)}<br>${esc(one.number ?? one.voucherCode ?? '')}`,
            `Rp ${one.amount.toLocaleString('id-ID')}`,
            `${STATES[one.state]}${one.reason ? `<br><code>${esc(one.reason)}</code>` : ''}`,
            `<code>${esc(one.ref)}</code>`,
            buttons(one),
          ])
      )
}
<h2>Nomor ajaib</h2>
${table(
  ['Nomor berakhiran', 'atau jumlah', 'Akibat'],
  [
    ['99901', '990001', 'Ditolak: saldo tidak cukup'],
    ['99902', '990002', 'Dibebankan, tetapi jawabannya hilang'],
    ['99903', '990003', 'Jawaban sangat lambat, dibebankan belakangan'],
    ['99904', '990004', 'Galat 500, tidak dibebankan'],
    ['99905', '990005', 'Menunggu pelanggan membayar'],
    ['99906', '990006', 'Nomor tidak dikenal'],
  ]
)}
<p>Voucher: <code>UJI-50000-ABCD</code> bernilai Rp 50.000 dan berlaku sekali;
<code>TERPAKAI-…</code> dan <code>KEDALUWARSA-…</code> ditolak.</p>
</main>
</body>
</html>
`
}

function buttons(charge: Charge): string {
  const base = `/_sandbox/charges/${charge.method}/${encodeURIComponent(charge.key)}`
  return (BUTTONS[charge.state] ?? [])
    .map(
      ([action, label]) =>
        `<form method="post" action="${esc(base)}/${action}"><button>${label}</button></form>`
    )
    .join(' ')
}

function table(heads: string[], rows: string[][]): string {
  const head = heads.map((text) => `<th scope="col">${text}</th>`).join('')
  const body = rows
    .map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
    .join('')
  return `<div class="wrap"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`
}

function esc(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
