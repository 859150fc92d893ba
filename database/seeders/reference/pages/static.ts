import type { ShippedText } from '../pages.js'

/** Petunjuk Penggunaan, Contact Us, Term of Service, Disclaimer (R4.1). */
export const STATIC_TEXTS: ShippedText[] = [
  {
    slug: 'guide',
    title: { id: 'Petunjuk Penggunaan', en: 'How to use this store' },
    body: {
      id: `Dari mendaftar sampai membuka konten, cukup lima langkah.

## 1. Mendaftar
Tekan [Register](/register), isi email, nama lengkap, dan sandi. Sandi sedikitnya 6 karakter dengan 2 huruf, 2 angka, dan 2 tanda dari @ $ * & ?. Kami mengirim tautan aktivasi ke email Anda; buka tautannya, lalu tekan tombol aktivasi.

## 2. Mendaftarkan nomor pembayaran
Untuk membayar lewat Speedy atau Flexi, daftarkan nomornya di [Akun](/account). Nomor diverifikasi satu kali dengan kode. Cara lain, seperti Delima dan voucher, tidak memerlukan nomor.

## 3. Memilih konten
Lihat [Produk Terbaru](/products), buka salah satu kategori, atau pakai kotak pencarian di atas. Belum tahu mau yang mana? [Product Assistant](/assistant) membantu dengan tiga pertanyaan. Hampir semua konten dapat dicoba dulu lewat **Coba demo**.

## 4. Membeli
Di halaman produk pilih metode pembayaran, periksa jumlah yang dibayar hari ini dan setiap bulan, lalu tekan **Beli**. Menekan dua kali tidak membuat pesanan ganda.

## 5. Membuka dan berhenti
Setelah diproses, Anda diantar ke situs mitra. Lain kali buka lagi dari [Pesanan saya](/orders) dengan **Buka konten**. Langganan dapat dihentikan di halaman yang sama, kapan saja.

Masih ada pertanyaan? Lihat [FAQ](/faq) atau [hubungi kami](/contact).`,
      en: `From registering to opening a content takes five steps.

## 1. Register
Press [Register](/en/register) and fill in e-mail, full name and password. The password has at least 6 characters with 2 letters, 2 digits and 2 of @ $ * & ?. We send an activation link to your e-mail address; open it, then press the button.

## 2. Register a number to pay with
To pay by Speedy or Flexi, register the number in your [account](/en/account). It is verified once by a code. Other ways, such as Delima and vouchers, need no number.

## 3. Choose a content
See the [new products](/en/products), open a category, or use the search box above. Not sure what you want? The [Product Assistant](/en/assistant) helps with three questions. Almost every content can be tried first with **Try the demo**.

## 4. Buy
On the product page choose how to pay, check what is paid today and each month, then press **Buy**. Pressing twice does not make two orders.

## 5. Open and stop
Once it is processed, you are taken to the partner's site. Later you open it again from [My orders](/en/orders) with **Open content**. A subscription can be stopped on the same page at any time.

Any questions left? See the [FAQ](/en/faq) or [contact us](/en/contact).`,
    },
  },
  {
    slug: 'contact',
    title: { id: 'Contact Us', en: 'Contact us' },
    body: {
      id: `## Soal isi atau akses sebuah konten
Hubungi mitranya lebih dulu. Nomor telepon dan email bantuan 24 jam ada di halaman setiap produk, di bagian **Spesifikasi dan bantuan**.

## Soal pesanan, tagihan, dan akun
- Telepon: [147](tel:147), setiap hari 24 jam
- Email: [bantuan@webstore.example](mailto:bantuan@webstore.example)

Siapkan **Nomor Pemesanan** dari [Pesanan saya](/orders), supaya kami cepat menemukannya. Kami tidak pernah menanyakan sandi atau kode verifikasi Anda.

## Ingin menjual konten
Baca tahapannya di situs mitra, lewat tautan **Jual konten di sini** di bawah.`,
      en: `## About a content or access to it
Please contact its partner first. The 24-hour telephone number and e-mail address are on each product's page, under **Specification and support**.

## About orders, bills and accounts
- Telephone: [147](tel:147), all day and night
- E-mail: [bantuan@webstore.example](mailto:bantuan@webstore.example)

Have the **order number** from [My orders](/en/orders) at hand, so that we find it quickly. We never ask for your password or a verification code.

## Would you like to sell contents?
Read about the steps on the partners' site, linked below as **Sell contents here**.`,
    },
  },
  {
    slug: 'terms',
    title: { id: 'Term of Service', en: 'Terms of service' },
    body: {
      id: `Dengan membuat akun atau membeli di sini Anda menyetujui ketentuan berikut.

## 1. Akun
Satu akun untuk satu orang. Anda menjaga kerahasiaan sandi dan bertanggung jawab atas pembelian dengan akun itu. Bila akun dipakai orang lain tanpa izin, segera [hubungi kami](/contact).

## 2. Konten dan mitra
Konten dibuat dan disediakan oleh mitra yang namanya tertera di halaman produk. Kami memeriksa setiap konten sebelum dijual: mutunya, ketersediaannya, dan layanan bantuannya. Konten yang mengandung pornografi atau menyinggung SARA tidak dijual.

## 3. Harga dan pembayaran
Harga sudah termasuk PPN. Yang ditagih adalah harga saat Anda menekan **Beli**. Konten *Sekali Bayar* ditagih satu kali; konten *Berlangganan* ditagih setiap bulan sampai Anda berhenti.

## 4. Berhenti berlangganan
Anda dapat berhenti kapan saja di [Pesanan saya](/orders). Akses tetap terbuka sampai akhir bulan yang sudah dibayar.

## 5. Bila mitra tidak dapat memenuhi
Bila konten yang sudah dibayar tidak dapat dibuka karena mitra tidak menjawab atau menolak, pesanan dibatalkan dan uang Anda dikembalikan.

## 6. Penilaian
Rating dan komentar hanya dari pembeli. Komentar yang menghina, mengiklankan hal lain, atau memuat data pribadi orang lain kami sembunyikan.

## 7. Data pribadi
Kami menyimpan data yang diperlukan untuk akun, pesanan, dan tagihan. Mitra tidak menerima email atau nomor telepon Anda, melainkan sebuah nama samaran yang tetap.

## 8. Perubahan
Perubahan ketentuan diumumkan di halaman ini. Untuk langganan yang sedang berjalan, kenaikan harga baru berlaku setelah Anda setuju.`,
      en: `By making an account or buying here you agree to these terms.

## 1. Account
One account is for one person. You keep the password secret and answer for what is bought with the account. If somebody uses it without your leave, [contact us](/en/contact) at once.

## 2. Contents and partners
Contents are made and provided by the partner named on the product page. We review every content before it is sold: its quality, its availability and its customer care. Contents that are pornographic or offend ethnicity, religion, race or groups are not sold.

## 3. Prices and payment
Prices include VAT. What is charged is the price at the moment at which you press **Buy**. *Pay once* is charged a single time; a *subscription* every month until you stop.

## 4. Ending a subscription
You can stop at any time under [My orders](/en/orders). Access stays open until the end of the month that is paid for.

## 5. If the partner cannot deliver
If a content that you paid for cannot be opened because the partner does not answer or refuses, the order is cancelled and your money is returned.

## 6. Ratings
Ratings and comments come from buyers only. We hide comments that insult, advertise something else, or carry personal data of others.

## 7. Personal data
We keep what accounts, orders and bills need. Partners do not receive your e-mail address or telephone number but a lasting pseudonym.

## 8. Changes
Changes of these terms are announced on this page. For a running subscription a higher price applies only after you have agreed to it.`,
    },
  },
  {
    slug: 'disclaimer',
    title: { id: 'Disclaimer', en: 'Disclaimer' },
    body: {
      id: `Nama, gambar, dan keterangan produk berasal dari mitra. Kami memeriksanya sebelum tayang, tetapi mitra yang bertanggung jawab atas kebenaran dan kelengkapannya.

Setelah pembelian, Anda dilayani di situs mitra. Isi situs tersebut, termasuk tautan keluar dari sana, di luar kendali kami.

Layanan ini dapat terhenti sementara karena pemeliharaan atau gangguan jaringan. Pesanan yang tertunda karenanya diproses kembali dengan sendirinya dan tidak ditagih dua kali.

Informasi kesehatan, keuangan, atau hukum di dalam konten bersifat umum dan tidak menggantikan nasihat ahli.

Merek dan logo adalah milik pemegang haknya masing-masing.`,
      en: `Names, pictures and descriptions of products come from the partners. We check them before they are shown, but the partner answers for their being true and complete.

After a purchase you are served on the partner's site. What is there, links leading out of it included, is beyond our control.

This service may be interrupted for maintenance or by trouble in the network. Orders that are delayed by it are processed by themselves afterwards and are not charged twice.

Information about health, money or law within contents is general and does not replace the advice of an expert.

Trade marks and logos belong to their owners.`,
    },
  },
]
