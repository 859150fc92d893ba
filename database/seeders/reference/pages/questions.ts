import type { ShippedText } from '../pages.js'

/** FAQ (R4.1). The first three stand on the home page. */
export const QUESTIONS: ShippedText[] = [
  {
    slug: 'pay-with-speedy',
    title: {
      id: 'Bagaimana cara membayar dengan nomor Speedy?',
      en: 'How do I pay with my Speedy number?',
    },
    body: {
      id: `Daftarkan nomor Speedy Anda satu kali di [Akun](/account), lalu masukkan kode verifikasi yang kami kirim. Setelah itu pilih **Speedy** di kotak pembelian. Harga konten masuk ke tagihan Speedy bulan berjalan, jadi tidak ada yang dibayar saat itu juga.

Nomor Anda selalu kami tampilkan tersamar, misalnya •••• 4417.`,
      en: `Register your Speedy number once in your [account](/en/account) and type the verification code that we send. After that choose **Speedy** in the purchase box. The price is put on the Speedy bill of the running month, so nothing is paid on the spot.

We always show your number masked, such as •••• 4417.`,
    },
  },
  {
    slug: 'stop-subscription',
    title: { id: 'Cara berhenti berlangganan', en: 'How to end a subscription' },
    body: {
      id: `1. Buka [Pesanan saya](/orders) dan pilih langganannya.
2. Tekan **Berhenti berlangganan**, lalu tekan sekali lagi untuk memastikan.

Akses tetap terbuka sampai akhir bulan yang sudah dibayar. Sesudah itu tidak ada tagihan lagi.`,
      en: `1. Open [My orders](/en/orders) and choose the subscription.
2. Press **Stop subscription**, then press once more to confirm.

Access stays open until the end of the month that you have paid for. After that nothing more is billed.`,
    },
  },
  {
    slug: 'paid-but-closed',
    title: {
      id: 'Konten sudah dibayar tetapi belum terbuka',
      en: 'I have paid but the content does not open',
    },
    body: {
      id: `Buka [Pesanan saya](/orders). Bila statusnya *sedang diproses*, mitra belum menjawab kami; kami mencobanya lagi sendiri dan Anda tidak akan ditagih dua kali. Bila statusnya sudah selesai, tekan **Buka konten**.

Kalau mitra tetap tidak menjawab, pesanan dibatalkan dan uang Anda dikembalikan.`,
      en: `Open [My orders](/en/orders). While it says *in progress*, the partner has not answered us yet; we try again by ourselves and you are never charged twice. Once it says completed, press **Open content**.

If the partner goes on not answering, the order is cancelled and your money is returned.`,
    },
  },
  {
    slug: 'methods',
    title: { id: 'Apa saja cara pembayarannya?', en: 'Which ways of paying are there?' },
    body: {
      id: `- **Speedy** dan **Flexi pascabayar**: masuk ke tagihan bulanan.
- **Flexi prabayar**: langsung dipotong dari pulsa.
- **Delima**: bayar di loket atau agen dengan kode bayar.
- **Instant Payment Service**: langsung dari rekening.
- **Telkom voucher**: masukkan 16 angka pada kartu.`,
      en: `- **Speedy** and **Flexi postpaid**: put on the monthly bill.
- **Flexi prepaid**: taken from your credit at once.
- **Delima**: paid at a counter or an agent with a payment code.
- **Instant Payment Service**: straight from a bank account.
- **Telkom voucher**: type the 16 digits on the card.`,
    },
  },
  {
    slug: 'once-or-subscription',
    title: {
      id: 'Apa beda Sekali Bayar dan Berlangganan?',
      en: 'What is the difference between paying once and a subscription?',
    },
    body: {
      id: `**Sekali Bayar** dibayar satu kali saat membeli. **Berlangganan** ditagih setiap bulan sampai Anda berhenti. Harga langganan yang sedang berjalan tidak berubah tanpa persetujuan Anda.`,
      en: `**Pay once** is paid a single time when you buy. A **subscription** is billed every month until you stop it. The price of a running subscription does not change without your consent.`,
    },
  },
  {
    slug: 'activation-mail',
    title: { id: 'Email aktivasi saya belum datang', en: 'My activation mail has not come' },
    body: {
      id: `Periksa dulu folder spam. Bila tidak ada, minta kirim ulang dari halaman [Login](/login). Tautan aktivasi hanya dapat dipakai satu kali dan ada batas waktunya.`,
      en: `Look into the spam folder first. If it is not there, ask for another one on the [sign-in page](/en/login). An activation link works once and for a limited time.`,
    },
  },
  {
    slug: 'rating',
    title: { id: 'Siapa yang dapat memberi rating?', en: 'Who can rate a content?' },
    body: {
      id: `Hanya pembeli yang pesanannya sudah selesai diproses. Satu pembeli satu penilaian, dan dapat diubah kapan saja. Mitra dapat menjawab komentar Anda.`,
      en: `Only buyers whose order has been completed. One buyer has one rating and may change it at any time. The partner may answer your comment.`,
    },
  },
  {
    slug: 'trial-store',
    title: { id: 'Apa itu toko uji coba?', en: 'What is the trial store?' },
    body: {
      id: `Toko tempat mitra mencoba membeli kontennya sendiri sebelum dijual. Ciri-cirinya: pita kuning bergaris hitam dan tulisan *uang uji*. Uang di sana tidak nyata dan tidak ada yang ditagih. Akun di toko uji coba terpisah dari akun di toko ini.`,
      en: `The store in which partners try out buying their own contents before they are sold. You know it by the striped yellow bar and the words *test money*. Money there is not real and nothing is billed. Accounts of the trial store are separate from those of this store.`,
    },
  },
]
