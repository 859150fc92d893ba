import type { ReceivedCall } from '#sandboxes/partner_site/records'

export const STYLESHEET = `
:root{color-scheme:light dark}
body{margin:0;font:16px/1.55 system-ui,sans-serif;background:light-dark(#f3f6f1,#121a15);color:light-dark(#16241b,#e6efe8)}
header,footer{padding:14px 24px;background:#2f6b4c;color:#fff}
header nav{display:flex;gap:20px;flex-wrap:wrap}
header a,footer a{color:#fff}
main{max-width:860px;margin:0 auto;padding:24px}
h1{font-size:clamp(24px,5vw,34px);line-height:1.2}
.uji{margin:0;background:#efb938;color:#2a1c03;padding:8px 24px;font-weight:700}
.isi{padding:20px;border-radius:6px;border:1px solid light-dark(#c3d6c9,#33483b);background:light-dark(#fff,#1a261f)}
.layar{aspect-ratio:16/9;display:grid;place-items:center;background:#163a28;color:#e5f1e2;font-size:clamp(18px,5vw,30px);border-radius:4px;text-align:center;padding:12px}
.wrap{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:14px}
th,td{text-align:left;padding:8px 10px;border-bottom:1px solid light-dark(#c3d6c9,#33483b);vertical-align:top}
code{font-family:ui-monospace,monospace;font-size:.9em;overflow-wrap:anywhere}
a.tombol{display:inline-block;padding:10px 18px;background:#2f6b4c;color:#fff;border-radius:12px 3px;text-decoration:none}
`.trim()

/** The page behind the purchase: what only paying customers see. */
export function contentPage(env: string, contentId: string, orderNo: string): string {
  return layout(
    'Konten berbayar',
    `<h1>Ini adalah halaman konten Mitra untuk diakses pelanggan berbayar</h1>
<p>Terima kasih, pembelian Anda sudah kami terima dari toko.</p>
<div class="isi"><div class="layar">Konten Anda terbuka</div>
<p>Konten <code>${esc(contentId)}</code></p>
<p>Nomor pemesanan <strong>${esc(orderNo)}</strong>. Selamat menikmati.</p></div>`,
    env
  )
}

/** The customer is here before the store's call is: nobody gets in on a redirect alone. */
export function waitingPage(env: string, orderNo: string): string {
  return layout(
    'Sedang diproses',
    `<h1>Pembelian Anda sedang diproses</h1>
<p>Kami belum menerima pemberitahuan dari toko untuk pesanan <strong>${esc(orderNo)}</strong>.
Anda tidak ditagih dua kali. Muat ulang halaman ini sebentar lagi, atau buka konten dari riwayat pesanan Anda di toko.</p>`,
    env
  )
}

export function refusedPage(problem: string): string {
  return layout(
    'Tautan tidak berlaku',
    `<h1>Tautan ini tidak berlaku</h1>
<p>Sebab: ${esc(problem)}. Tautan dari toko berlaku lima menit.
Buka konten sekali lagi lewat <em>Buka konten</em> di riwayat pesanan Anda.</p>`
  )
}

export function demoPage(): string {
  return layout(
    'Demo',
    `<h1>Coba dulu, gratis</h1>
<div class="isi"><div class="layar">Cuplikan demo</div>
<p>Halaman ini terbuka bagi siapa saja. Versi lengkapnya Anda dapatkan di toko.</p></div>`
  )
}

/** What a partner's engineer looks at: the calls that arrived, newest first. */
export function homePage(calls: ReceivedCall[], keyIds: string[]): string {
  const rows = calls
    .toReversed()
    .slice(0, 100)
    .map((call) => {
      const cells = [
        new Date(call.at).toLocaleString('id-ID', { timeZone: 'Asia/Jakarta' }),
        `${esc(call.env)}<br>${esc(call.event)}`,
        `${esc(call.orderNo)}<br><code>${esc(call.trxId)}</code>`,
        `<code>${esc(call.contentId)}</code>`,
        esc(call.attempt),
        `${esc(call.answered)}${call.ref ? `<br><code>${esc(call.ref)}</code>` : ''}`,
      ]
      return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
    })
    .join('')
  const heads = ['Waktu', 'Toko, peristiwa', 'Pesanan, transaksi', 'Konten', 'Percobaan', 'Jawaban']
  return layout(
    'Contoh situs Mitra',
    `<h1>Contoh situs Mitra</h1>
<p>Situs ini menerima panggilan penerusan di <code>/terima</code>, menyambut pelanggan di <code>/masuk</code>,
dan menyediakan demo di <a href="/demo">/demo</a>.</p>
<p>Kunci yang dikenal: ${keyIds.map((kid) => `<code>${esc(kid)}</code>`).join(', ') || 'belum ada'}.</p>
<h2>Panggilan yang diterima</h2>
${
  rows
    ? `<div class="wrap"><table><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead><tbody>${rows}</tbody></table></div>`
    : '<p>Belum ada panggilan.</p>'
}`
  )
}

function layout(title: string, body: string, env?: string): string {
  return `<!doctype html>
<html lang="id">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${esc(title)} - Website Mitra</title><link rel="stylesheet" href="/gaya.css"></head>
<body>
<header><strong>Website Mitra</strong><nav><a href="/">Beranda</a><a href="/demo">Demo</a></nav></header>
${env === 'development' ? '<p class="uji">Pembelian uji coba: tidak ada uang sungguhan.</p>' : ''}
<main>
${body}
</main>
<footer>Contoh situs Mitra untuk integrasi dengan toko</footer>
</body>
</html>
`
}

function esc(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
