import type { SandboxTransaction, Status } from '#sandboxes/midtrans/server'

export const STYLESHEET = `
body{font:16px/1.55 system-ui,sans-serif;margin:0;color:#15202f;background:#f8f7f4}
header{background:#efb938;color:#2a1c03;padding:12px 24px;font-weight:700;border-bottom:4px double #2a1c03}
main{max-width:1100px;margin:0 auto;padding:24px}h1{font-size:24px}
.wrap{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:14px}
th,td{text-align:left;padding:8px;border-bottom:1px solid #e4e1da;vertical-align:top}
td form{display:inline}button{min-height:36px;padding:0 12px;border:1px solid #1b3f6b;background:#fff;color:#1b3f6b;border-radius:12px 3px;font:inherit;cursor:pointer}
`.trim()

const BUTTONS: Partial<Record<Status, [action: string, label: string][]>> = {
  pending: [
    ['pay', 'Pelanggan membayar'],
    ['deny', 'Ditolak'],
    ['expire', 'Kedaluwarsa'],
  ],
  settlement: [['chargeback', 'Dana ditarik kembali']],
  expire: [['pay_late', 'Dibayar terlambat']],
  cancel: [['pay_late', 'Dibayar terlambat']],
}

/** The sandbox as people see it: what waits for a payment, and what may befall it. */
export function page(transactions: SandboxTransaction[]): string {
  const rows = transactions
    .toReversed()
    .slice(0, 100)
    .map(
      (one) =>
        `<tr><td>${esc(one.orderId)}</td><td>${esc(one.bank ?? 'qris')}<br>${esc(one.account ?? '')}</td><td>Rp ${one.amount.toLocaleString('id-ID')}</td><td>${one.status}</td><td>${buttons(one)}</td></tr>`
    )
  return `<!doctype html>
<html lang="id">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Kotak pasir Midtrans</title><link rel="stylesheet" href="/gaya.css"></head>
<body>
<header>Kotak pasir. Uang di sini tidak nyata; ini bukan Midtrans.</header>
<main><h1>QRIS dan virtual account tiruan</h1>
<div class="wrap"><table><thead><tr><th scope="col">order_id</th><th scope="col">Cara</th><th scope="col">Jumlah</th><th scope="col">Status</th><th scope="col">Tindakan</th></tr></thead><tbody>${rows.join('') || '<tr><td colspan="5">Belum ada transaksi.</td></tr>'}</tbody></table></div>
</main></body></html>
`
}

function buttons({ orderId, status }: SandboxTransaction): string {
  const base = `/_sandbox/transactions/${encodeURIComponent(orderId)}`
  return (BUTTONS[status] ?? [])
    .map(
      ([action, label]) =>
        `<form method="post" action="${esc(base)}/${action}"><button>${label}</button></form>`
    )
    .join(' ')
}

function esc(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
