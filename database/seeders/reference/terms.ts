import { DateTime } from 'luxon'
import type { Trx } from '#shared/database/main'
import { publicId } from '#shared/public_id'

interface Clause {
  title: { id: string; en: string }
  text: { id: string; en: string }
}

/**
 * *Term of Service* of the partnership as the product ships it (R3.4): a draft that the operator's lawyer must approve
 * before production. A changed text is published as a new number; this one is never edited.
 */
const CLAUSES: Clause[] = [
  {
    title: { id: 'Siapa yang boleh mendaftar', en: 'Who may register' },
    text: {
      id: 'Konten didaftarkan oleh badan usaha yang berdiri sah di Indonesia, melalui orang yang berwenang mewakilinya. Data perusahaan, rekening, dan narahubung harus benar dan segera diperbarui bila berubah.',
      en: 'Contents are registered by a company lawfully established in Indonesia, through a person entitled to act for it. Company, bank and contact data must be true and are updated as soon as they change.',
    },
  },
  {
    title: { id: 'Apa yang boleh dijual', en: 'What may be sold' },
    text: {
      id: 'Konten dan aplikasi berbasis web yang haknya Anda miliki atau Anda pegang izinnya. Tidak boleh memuat pornografi, perjudian, penipuan, perangkat lunak berbahaya, atau hal yang menyinggung suku, agama, ras, dan antargolongan (SARA), dan tidak boleh melanggar hukum Republik Indonesia.',
      en: 'Web-based contents and applications to which you hold the rights or a licence. They hold no pornography, gambling, fraud or malicious software, nothing that offends against an ethnic group, religion, race or social group (SARA), and break no law of the Republic of Indonesia.',
    },
  },
  {
    title: { id: 'Keterangan yang jujur', en: 'An honest description' },
    text: {
      id: 'Nama, deskripsi, gambar, dan harga yang Anda isi tampil di toko. Semuanya menggambarkan konten apa adanya. Harga dipilih dari daftar harga penyelenggara dan sudah termasuk PPN.',
      en: 'The name, descriptions, picture and price that you enter are shown in the store and describe the content as it is. The price is chosen from the operator’s price list and includes PPN.',
    },
  },
  {
    title: { id: 'Integrasi dan penyampaian', en: 'Integration and delivery' },
    text: {
      id: 'Portal Anda menerima panggilan toko melalui URL Forwarding, memeriksa tanda tangannya, menjawab dalam 10 detik, dan menyampaikan konten kepada pelanggan. Panggilan ulang dengan nomor transaksi yang sama adalah transaksi yang sama. Kunci integrasi adalah rahasia Anda.',
      en: 'Your portal takes the store’s calls at the forwarding URL, checks their signature, answers within 10 seconds, and delivers the content to the customer. A repeated call with the same transaction number is the same transaction. The integration keys are yours to keep secret.',
    },
  },
  {
    title: { id: 'Uji pembelian dan pemeriksaan', en: 'Test purchase and approval' },
    text: {
      id: 'Sebelum tayang, Anda membeli konten sendiri di toko uji coba sampai berhasil. Legal memeriksa data perusahaan dan konsep PKS; Quality Assurance memeriksa isi, layanan pelanggan, dan integrasi. Pemeriksaan selesai dalam 14 hari kalender, tidak termasuk waktu ketika menunggu Anda. Penolakan oleh Legal mengakhiri permintaan untuk konten tersebut.',
      en: 'Before it goes live you buy your own content in the development store until that succeeds. Legal examines the company data and the draft PKS; Quality Assurance examines the content, customer care and integration. Approval takes at most 14 calendar days, not counting the time in which we wait for you. A refusal by Legal ends the request for that content.',
    },
  },
  {
    title: { id: 'Perjanjian Kerja Sama (PKS)', en: 'The agreement (PKS)' },
    text: {
      id: 'Setiap konten mempunyai satu PKS. Dokumen bersegel dikirim ke email terdaftar Anda dan berlaku setelah Anda membalasnya dari alamat itu dengan tanda tangan S/MIME. PKS yang tidak dibalas dalam 30 hari gugur dan dapat diterbitkan lagi.',
      en: 'Each content has one PKS. The sealed document is mailed to your registered address and takes effect when you reply from that address with an S/MIME signature. A PKS unanswered for 30 days lapses and can be issued again.',
    },
  },
  {
    title: { id: 'Bagi hasil', en: 'Revenue share' },
    text: {
      id: 'Bagian Anda 65% dan bagian penyelenggara 35% dari pendapatan tertagih, yaitu uang dari tagihan yang sudah dibayar pelanggan, sesudah dikurangi PPN. Tagihan yang belum dibayar belum dibagi. Uang yang dikembalikan kepada pelanggan diperhitungkan pada penyelesaian berikutnya.',
      en: 'Your share is 65% and the operator’s 35% of collected revenue: money from bills that customers have paid, net of PPN. What has not been paid is not yet shared. Money returned to customers is carried into the next settlement.',
    },
  },
  {
    title: { id: 'Layanan pelanggan', en: 'Customer care' },
    text: {
      id: 'Telepon dan email layanan pelanggan yang Anda cantumkan dapat dihubungi 24 jam sehari, 7 hari seminggu. Quality Assurance menghubunginya tanpa pemberitahuan.',
      en: 'The customer care telephone and e-mail that you state can be reached 24 hours a day, 7 days a week. Quality Assurance contacts them without notice.',
    },
  },
  {
    title: { id: 'Data pelanggan', en: 'Customer data' },
    text: {
      id: 'Anda menerima nama samaran pelanggan, bukan email atau nomor teleponnya. Data yang Anda terima hanya dipakai untuk menyampaikan konten dan tidak diteruskan kepada pihak lain.',
      en: 'You receive a pseudonym of the customer, neither e-mail nor telephone number. What you receive serves to deliver the content only and is passed on to nobody.',
    },
  },
  {
    title: { id: 'Penangguhan dan pengakhiran', en: 'Suspension and end' },
    text: {
      id: 'Konten yang melanggar ketentuan ini atau berulang kali gagal disampaikan dapat ditangguhkan. Anda dapat menarik konten kapan saja; pelanggan yang sudah membayar tetap dilayani sampai haknya habis atau uangnya dikembalikan.',
      en: 'A content that breaks these terms or repeatedly fails to be delivered may be suspended. You may withdraw a content at any time; customers who have paid are served until their entitlement ends or their money is returned.',
    },
  },
]

/** Publishes the first *Term of Service*; run again it changes nothing. */
export async function seedTerms(trx: Trx): Promise<void> {
  const published = DateTime.utc(2026, 11, 1).toMillis()
  const body = (language: 'id' | 'en') =>
    JSON.stringify(
      CLAUSES.map(({ title, text }) => ({ title: title[language], text: text[language] }))
    )
  await trx
    .knexQuery()
    .insert({
      public_id: publicId(),
      number: 1,
      body_id: body('id'),
      body_en: body('en'),
      published_at: published,
      created_at: published,
      updated_at: published,
    })
    .into('terms_versions')
    .onConflict('number')
    .ignore()
}
