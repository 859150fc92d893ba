import { DateTime } from 'luxon'
import type { DocumentKind } from '#pks/models/pks_template'
import type { Trx } from '#shared/database/main'
import { publicId } from '#shared/public_id'

interface BilingualPoint {
  title: { id: string; en: string }
  paragraphs: { id: string; en: string }[]
}

/**
 * The text of a PKS as the product ships it: a draft that the operator's lawyer must approve before production. Words in
 * braces are filled by `#pks/document/facts`. Staff publish a changed text as a new number; this one is never edited.
 */
const POINTS: BilingualPoint[] = [
  {
    title: { id: 'Para Pihak dan penanda tangan', en: 'The Parties and who signs' },
    paragraphs: [
      {
        id: '{{operator}}, penyelenggara toko daring {{brand}}, dalam perjanjian ini bertindak melalui pejabat yang berwenang dengan segel elektronik “{{seal}}”, selanjutnya disebut “Penyelenggara”.',
        en: '{{operator}}, which runs the online store {{brand}}, acts in this agreement through its authorised officer under the electronic seal “{{seal}}” and is called the “Operator”.',
      },
      {
        id: '{{company}}, beralamat di {{company_address}}, didirikan dengan Akta Nomor {{deed_number}} tanggal {{deed_date}} yang disahkan dengan Keputusan Nomor {{decree_number}}, NPWP {{company_npwp}}, diwakili oleh {{director}} selaku Direktur, selanjutnya disebut “Mitra”.',
        en: '{{company}}, of {{company_address}}, established by Deed Number {{deed_number}} of {{deed_date}} as ratified by Decree Number {{decree_number}}, taxpayer number {{company_npwp}}, represented by {{director}} as Director, is called the “Partner”.',
      },
      {
        id: 'Mitra menyatakan bahwa pemegang alamat email {{email}}, yaitu {{contact_name}}, diberi kuasa oleh Direktur untuk menandatangani perjanjian ini secara elektronik atas nama Mitra, dan bahwa kuasa itu sah selama perjanjian berlaku.',
        en: 'The Partner declares that the holder of the e-mail address {{email}}, {{contact_name}}, is authorised by the Director to sign this agreement electronically on behalf of the Partner, and that this authority stands while the agreement is in force.',
      },
    ],
  },
  {
    title: { id: 'Definisi', en: 'Definitions' },
    paragraphs: [
      {
        id: '“Konten” adalah konten atau aplikasi berbasis web milik Mitra yang diuraikan dalam Lampiran A. “Toko” adalah {{brand}}. “Pelanggan” adalah orang yang membeli Konten melalui Toko.',
        en: '“Content” means the web-based content or application of the Partner described in Annex A. “Store” means {{brand}}. “Customer” means a person who buys the Content through the Store.',
      },
      {
        id: '“Pendapatan Tertagih” adalah uang yang benar-benar telah dibayar Pelanggan atas penjualan Konten, setelah dikurangi Pajak Pertambahan Nilai (PPN) dan pengembalian dana. Tagihan yang belum dibayar bukan Pendapatan Tertagih.',
        en: '“Collected Revenue” means money that Customers have actually paid for the Content, less value added tax (PPN) and refunds. A bill that has not been paid is not Collected Revenue.',
      },
      {
        id: '“Periode” adalah satu bulan kalender menurut Waktu Indonesia Barat. “Hari Kerja” adalah hari selain Sabtu, Minggu, dan hari libur nasional Indonesia.',
        en: '“Period” means one calendar month in Western Indonesian Time. “Working Day” means a day other than Saturday, Sunday and an Indonesian public holiday.',
      },
    ],
  },
  {
    title: { id: 'Ruang lingkup', en: 'Scope' },
    paragraphs: [
      {
        id: 'Mitra menunjuk Penyelenggara untuk menawarkan dan menjual Konten kepada Pelanggan melalui Toko, menagih pembayarannya, dan membagikan hasilnya. Mitra sendiri yang menyampaikan Konten kepada Pelanggan melalui portal Mitra.',
        en: 'The Partner appoints the Operator to offer and sell the Content to Customers through the Store, to collect the payments and to share the proceeds. The Partner itself delivers the Content to Customers through its own portal.',
      },
      {
        id: 'Penunjukan ini tidak eksklusif. Tidak ada hubungan kerja, keagenan umum, usaha patungan, ataupun waralaba di antara Para Pihak.',
        en: 'The appointment is not exclusive. It makes the Parties neither employer and employee, nor general agents, joint venturers or franchisees of each other.',
      },
    ],
  },
  {
    title: { id: 'Konten dan lampirannya', en: 'The Content and its annex' },
    paragraphs: [
      {
        id: 'Perjanjian ini berlaku untuk satu Konten, yaitu “{{content}}”, kategori {{category}}, dengan cara pembayaran {{kind}} dan harga {{price}} termasuk PPN. Rinciannya tercantum dalam Lampiran A.',
        en: 'This agreement covers one Content, “{{content}}”, category {{category}}, sold as {{kind}} at a price of {{price}} including PPN. The details are set out in Annex A.',
      },
      {
        id: 'Perubahan harga, cara pembayaran, atau bagi hasil hanya berlaku melalui adendum yang ditandatangani dengan cara yang sama dengan perjanjian ini. Langganan yang sedang berjalan tetap memakai harga lama sampai Pelanggan menyetujui harga baru.',
        en: 'A change to the price, the kind of payment or the share takes effect only by an addendum signed in the same way as this agreement. Running subscriptions keep their former price until the Customer agrees to the new one.',
      },
    ],
  },
  {
    title: { id: 'Kewajiban Mitra', en: 'Duties of the Partner' },
    paragraphs: [
      {
        id: 'Mitra menyampaikan Konten segera setelah menerima pemberitahuan pembelian dari Toko, menjaga agar Konten dapat dipakai 24 jam sehari dan 7 hari seminggu, dan mengabarkan pemeliharaan terencana sedikitnya 2 Hari Kerja sebelumnya.',
        en: 'The Partner delivers the Content as soon as it receives the notice of purchase from the Store, keeps the Content available 24 hours a day and 7 days a week, and announces planned maintenance at least 2 Working Days ahead.',
      },
      {
        id: 'Mitra menyediakan layanan pelanggan yang dapat dihubungi 24 jam sehari dan 7 hari seminggu melalui telepon {{care_phone}} dan email {{care_email}}, dan menanggapi setiap keluhan paling lambat 1 × 24 jam.',
        en: 'The Partner provides customer care that can be reached 24 hours a day and 7 days a week by telephone {{care_phone}} and e-mail {{care_email}}, and answers every complaint within 24 hours.',
      },
      {
        id: 'Mitra menjamin bahwa Konten tidak memuat pornografi, tidak menyinggung suku, agama, ras, dan antargolongan (SARA), tidak memuat perjudian, penipuan, atau perangkat lunak berbahaya, dan tidak melanggar peraturan perundang-undangan.',
        en: 'The Partner warrants that the Content holds no pornography, offends against no ethnic group, religion, race or social group (SARA), holds no gambling, fraud or malicious software, and breaks no law or regulation.',
      },
      {
        id: 'Mitra menjaga kerahasiaan kunci integrasi yang diberikan Penyelenggara, memeriksa tanda tangan setiap panggilan dari Toko, dan memperlakukan panggilan ulang dengan nomor transaksi yang sama sebagai satu transaksi.',
        en: 'The Partner keeps secret the integration keys that the Operator issues, checks the signature of each call from the Store, and treats a repeated call with the same transaction number as one transaction.',
      },
    ],
  },
  {
    title: { id: 'Kewajiban Penyelenggara', en: 'Duties of the Operator' },
    paragraphs: [
      {
        id: 'Penyelenggara menampilkan Konten di Toko setelah perjanjian ini ditandatangani balik secara sah, menyediakan cara pembayaran, menagih Pelanggan, dan meneruskan pemberitahuan pembelian, perpanjangan, serta penghentian kepada Mitra.',
        en: 'The Operator shows the Content in the Store once this agreement has validly been signed back, provides means of payment, bills Customers, and forwards notices of purchase, renewal and stop to the Partner.',
      },
      {
        id: 'Penyelenggara menyediakan laporan transaksi, tagihan, dan pembayaran yang terbuka dan mutakhir bagi Mitra, sampai ke setiap pesanan.',
        en: 'The Operator gives the Partner open and current reports of transactions, invoices and settlements, down to each order.',
      },
    ],
  },
  {
    title: { id: 'Bagi hasil', en: 'Revenue share' },
    paragraphs: [
      {
        id: 'Pendapatan Tertagih dibagi {{partner_share}} untuk Mitra dan {{operator_share}} untuk Penyelenggara, dihitung untuk setiap pembayaran yang tertagih. Bagian Mitra dibulatkan ke bawah menjadi rupiah penuh, sisanya menjadi bagian Penyelenggara.',
        en: 'Collected Revenue is shared {{partner_share}} to the Partner and {{operator_share}} to the Operator, reckoned for each payment collected. The Partner’s part is rounded down to whole rupiah and the rest is the Operator’s.',
      },
      {
        id: 'Contoh: Pelanggan membayar {{price}}. PPN sebesar {{example_ppn}} ({{ppn_rate}}) dikeluarkan lebih dahulu, sehingga dasar pembagian adalah {{example_base}}. Bagian Mitra {{example_partner}} dan bagian Penyelenggara {{example_operator}}, sebelum pajak yang dipotong menurut Pasal 8.',
        en: 'Example: a Customer pays {{price}}. PPN of {{example_ppn}} ({{ppn_rate}}) is taken out first, which leaves a base of {{example_base}}. The Partner’s part is {{example_partner}} and the Operator’s part {{example_operator}}, before the tax withheld under Article 8.',
      },
      {
        id: 'Tagihan yang tidak tertagih tidak dibagi. Pengembalian dana dan penarikan pembayaran yang terjadi setelah dibagikan diperhitungkan pada Periode berikutnya.',
        en: 'Bills that are not collected are not shared. Refunds and charge-backs that occur after sharing are carried into the next Period.',
      },
    ],
  },
  {
    title: { id: 'Pajak', en: 'Tax' },
    paragraphs: [
      {
        id: 'Penyelenggara memungut, menyetor, dan melaporkan PPN atas penjualan kepada Pelanggan. Mitra yang merupakan Pengusaha Kena Pajak menerbitkan faktur pajak kepada Penyelenggara atas bagian Mitra.',
        en: 'The Operator charges, remits and reports PPN on sales to Customers. A Partner that is a taxable entrepreneur issues a tax invoice to the Operator for the Partner’s part.',
      },
      {
        id: 'Penyelenggara memotong Pajak Penghasilan (PPh) Pasal 23 sebesar {{pph23_rate}} dari bagian Mitra pada saat pembayaran, menyetorkannya, dan menyerahkan bukti potong kepada Mitra. Tarif mengikuti peraturan yang berlaku pada saat pembayaran.',
        en: 'The Operator withholds income tax under Article 23 (PPh 23) of {{pph23_rate}} from the Partner’s part at payment, remits it, and hands the Partner the withholding slip. The rate follows the rules in force when payment is made.',
      },
      {
        id: 'Pajak lain menjadi tanggungan Pihak yang menurut peraturan merupakan wajib pajaknya.',
        en: 'Every other tax is borne by the Party whom the law makes liable for it.',
      },
    ],
  },
  {
    title: { id: 'Perhitungan dan pembayaran', en: 'Settlement and payment' },
    paragraphs: [
      {
        id: 'Paling lambat tanggal 10 setelah akhir Periode, Penyelenggara menerbitkan perhitungan bagi hasil atas Pendapatan Tertagih Periode itu. Mitra dapat menyanggahnya dengan alasan tertulis dalam 14 hari; setelah lewat, perhitungan dianggap disetujui.',
        en: 'By the 10th day after the end of a Period the Operator issues the settlement of that Period’s Collected Revenue. The Partner may dispute it in writing with reasons within 14 days; after that it counts as agreed.',
      },
      {
        id: 'Bagian Mitra dibayarkan paling lambat tanggal 25 bulan yang sama ke rekening {{bank_account}} pada {{bank_name}}, cabang {{bank_branch}}, atas nama {{bank_holder}}. Perubahan rekening berlaku setelah dikonfirmasi melalui email terdaftar dan diperiksa oleh dua petugas Penyelenggara.',
        en: 'The Partner’s part is paid by the 25th of the same month into account {{bank_account}} at {{bank_name}}, branch {{bank_branch}}, in the name of {{bank_holder}}. A change of account takes effect once confirmed through the registered e-mail address and checked by two officers of the Operator.',
      },
      {
        id: 'Bagian yang disanggah ditahan sampai selesai; bagian yang tidak disanggah tetap dibayarkan pada waktunya.',
        en: 'A disputed part is held until resolved; what is not disputed is paid in time.',
      },
    ],
  },
  {
    title: { id: 'Kekayaan intelektual', en: 'Intellectual property' },
    paragraphs: [
      {
        id: 'Hak atas Konten tetap milik Mitra atau pemberi lisensinya. Mitra memberi Penyelenggara lisensi tidak eksklusif, tanpa royalti, selama perjanjian berlaku, untuk menampilkan nama, gambar, dan uraian Konten guna menjual dan mempromosikannya.',
        en: 'Rights in the Content stay with the Partner or its licensors. The Partner grants the Operator a non-exclusive, royalty-free licence, for the life of this agreement, to show the name, pictures and descriptions of the Content in order to sell and promote it.',
      },
      {
        id: 'Mitra menjamin bahwa ia berhak menjual Konten, dan membebaskan Penyelenggara dari tuntutan pihak ketiga atas pelanggaran hak kekayaan intelektual oleh Konten.',
        en: 'The Partner warrants that it may sell the Content and holds the Operator harmless against claims of third parties that the Content infringes their intellectual property.',
      },
    ],
  },
  {
    title: { id: 'Pelindungan data pribadi', en: 'Personal data' },
    paragraphs: [
      {
        id: 'Setiap Pihak memproses data pribadi Pelanggan hanya untuk melaksanakan perjanjian ini, sesuai dengan Undang-Undang Nomor 27 Tahun 2022 tentang Pelindungan Data Pribadi. Penyelenggara hanya meneruskan data yang diperlukan untuk menyampaikan Konten.',
        en: 'Each Party processes personal data of Customers only to perform this agreement and in line with Law Number 27 of 2022 on Personal Data Protection. The Operator forwards only the data needed to deliver the Content.',
      },
      {
        id: 'Mitra mengamankan data itu, tidak menjual atau mengalihkannya, menghapusnya ketika tidak diperlukan lagi, dan memberi tahu Penyelenggara paling lambat 24 jam setelah mengetahui kegagalan pelindungan data.',
        en: 'The Partner secures that data, neither sells nor passes it on, erases it when it is no longer needed, and tells the Operator within 24 hours of learning of a breach.',
      },
    ],
  },
  {
    title: { id: 'Kerahasiaan', en: 'Confidentiality' },
    paragraphs: [
      {
        id: 'Informasi teknis, kunci, angka penjualan, dan informasi lain yang patut dianggap rahasia tidak diungkapkan kepada pihak lain tanpa persetujuan tertulis, kecuali diwajibkan oleh hukum. Kewajiban ini berlaku sampai 3 tahun setelah perjanjian berakhir.',
        en: 'Technical information, keys, sales figures and other information that is by its nature confidential are not disclosed to others without written consent, save where the law requires it. This duty lasts until 3 years after the agreement ends.',
      },
    ],
  },
  {
    title: { id: 'Jangka waktu', en: 'Term' },
    paragraphs: [
      {
        id: 'Perjanjian berlaku sejak balasan Mitra yang ditandatangani secara elektronik diterima dan dinyatakan sah oleh sistem Penyelenggara, untuk jangka waktu 12 bulan, dan diperpanjang dengan sendirinya untuk 12 bulan berikutnya kecuali salah satu Pihak memberi tahu sebaliknya paling lambat 30 hari sebelum berakhir.',
        en: 'The agreement takes effect when the Partner’s electronically signed reply has been received and found valid by the Operator’s system, for 12 months, and renews itself for a further 12 months unless a Party gives notice otherwise at least 30 days before the end.',
      },
      {
        id: 'Dokumen yang tidak dibalas secara sah dalam 30 hari sejak diterbitkan gugur dan tidak mengikat siapa pun; Penyelenggara dapat menerbitkannya kembali.',
        en: 'A document that is not validly answered within 30 days of issue lapses and binds nobody; the Operator may issue it anew.',
      },
    ],
  },
  {
    title: { id: 'Penangguhan dan pengakhiran', en: 'Suspension and end' },
    paragraphs: [
      {
        id: 'Penyelenggara dapat menangguhkan penjualan Konten seketika, dengan alasan tertulis, bila Konten melanggar Pasal 5, tidak dapat dipakai, atau diduga merugikan Pelanggan. Penangguhan dicabut setelah penyebabnya diperbaiki.',
        en: 'The Operator may suspend sale of the Content at once, with written reasons, when the Content breaks Article 5, cannot be used, or is suspected of harming Customers. The suspension is lifted once its cause is mended.',
      },
      {
        id: 'Setiap Pihak dapat mengakhiri perjanjian dengan pemberitahuan 30 hari sebelumnya, atau seketika bila Pihak lain melanggar kewajiban pokok dan tidak memperbaikinya dalam 14 hari setelah ditegur. Para Pihak mengesampingkan Pasal 1266 Kitab Undang-Undang Hukum Perdata sepanjang mensyaratkan putusan pengadilan.',
        en: 'Either Party may end the agreement on 30 days’ notice, or at once when the other breaks an essential duty and does not mend it within 14 days of a warning. The Parties waive Article 1266 of the Indonesian Civil Code in so far as it requires a court decision.',
      },
      {
        id: 'Bagian Mitra atas Pendapatan Tertagih sampai tanggal berakhir, dan yang tertagih sesudahnya atas penjualan sebelum tanggal itu, tetap dihitung dan dibayarkan.',
        en: 'The Partner’s part of Collected Revenue up to the end, and of what is collected later for sales before it, is still reckoned and paid.',
      },
    ],
  },
  {
    title: {
      id: 'Pelanggan saat penangguhan atau pengakhiran',
      en: 'Customers upon suspension or end',
    },
    paragraphs: [
      {
        id: 'Sejak Konten ditangguhkan atau perjanjian berakhir, tidak ada penjualan dan perpanjangan baru, penagihan dihentikan, dan pemberitahuan berhenti dikirim kepada Mitra. Pelanggan diberi tahu oleh Penyelenggara.',
        en: 'From suspension or the end of the agreement there are no new sales and renewals, billing stops, and a notice of stop goes to the Partner. The Operator informs Customers.',
      },
      {
        id: 'Mitra tetap melayani Pelanggan yang sudah membayar sampai masa yang dibayar habis, atau sedikitnya 90 hari untuk Konten yang dibeli sekali bayar. Bila tidak dapat, uang Pelanggan untuk masa yang tersisa dikembalikan atas beban Mitra.',
        en: 'The Partner goes on serving Customers who have paid until the paid time has run out, or for at least 90 days where the Content was bought once. Where it cannot, Customers are refunded for the rest of their time at the Partner’s expense.',
      },
    ],
  },
  {
    title: { id: 'Keadaan kahar', en: 'Force majeure' },
    paragraphs: [
      {
        id: 'Pihak yang terhalang oleh bencana alam, perang, wabah, gangguan jaringan umum, kebijakan pemerintah, atau peristiwa lain di luar kuasanya dibebaskan dari kewajiban yang terhalang selama peristiwa itu, asalkan memberi tahu Pihak lain paling lambat 3 Hari Kerja. Bila berlangsung lebih dari 60 hari, setiap Pihak dapat mengakhiri perjanjian.',
        en: 'A Party hindered by natural disaster, war, epidemic, failure of public networks, acts of government or other events beyond its control is released from the hindered duty while the event lasts, provided it tells the other within 3 Working Days. When it lasts more than 60 days, either Party may end the agreement.',
      },
    ],
  },
  {
    title: { id: 'Hukum dan penyelesaian perselisihan', en: 'Law and disputes' },
    paragraphs: [
      {
        id: 'Perjanjian ini tunduk pada hukum Republik Indonesia. Perselisihan diselesaikan dengan musyawarah dalam 30 hari; bila tidak berhasil, melalui Badan Arbitrase Nasional Indonesia (BANI) di Jakarta menurut peraturannya, yang putusannya final dan mengikat.',
        en: 'This agreement is governed by the law of the Republic of Indonesia. Disputes are settled amicably within 30 days; failing that, by the Indonesian National Board of Arbitration (BANI) in Jakarta under its rules, whose award is final and binding.',
      },
    ],
  },
  {
    title: {
      id: 'Tanda tangan elektronik dan cara menandatangani balik',
      en: 'Electronic signature and how to sign back',
    },
    paragraphs: [
      {
        id: 'Penyelenggara menandatangani dokumen ini dengan segel elektronik “{{seal}}” di dalam berkas PDF. Dokumen dinyatakan asli hanya bila seluruh berkas sama persis dengan yang diterbitkan; keasliannya dapat diperiksa siapa pun di {{verification_url}} dengan nomor verifikasi {{verification_number}}.',
        en: 'The Operator signs this document with the electronic seal “{{seal}}” inside the PDF file. A document is genuine only when the whole file is exactly the one issued; anybody can check it at {{verification_url}} with the verification number {{verification_number}}.',
      },
      {
        id: 'Mitra menandatangani dengan membalas email pengantar dari alamat {{email}} ke {{inbound_address}}: email ditandatangani secara S/MIME dengan sertifikat email atas alamat itu, yang diterbitkan penyelenggara sertifikasi tepercaya atau, bila diterbitkan oleh pemegangnya sendiri, yang sidik jarinya telah dicocokkan Para Pihak melalui saluran lain dan yang telah ditetapkan oleh dua orang petugas Penyelenggara; berkas PDF ini dilampirkan tanpa diubah, dan kode pada judul dibiarkan utuh.',
        en: 'The Partner signs by answering the covering e-mail from the address {{email}} to {{inbound_address}}: the mail is S/MIME-signed with an e-mail certificate for that address which was issued by a trusted certification authority or, where its holder issued it, whose fingerprint the Parties have compared through another channel and which two members of the Operator’s staff have accepted; this PDF file is attached unchanged, and the code in the subject is left as it is.',
      },
      {
        id: 'Para Pihak mengakui segel dan tanda tangan itu sebagai tanda tangan elektronik yang sah menurut Undang-Undang Nomor 11 Tahun 2008 tentang Informasi dan Transaksi Elektronik beserta perubahannya dan Peraturan Pemerintah Nomor 71 Tahun 2019, dan menerima catatan pemeriksaan otomatis Penyelenggara sebagai alat bukti.',
        en: 'The Parties recognise the seal and the signature as valid electronic signatures under Law Number 11 of 2008 on Electronic Information and Transactions as amended and Government Regulation Number 71 of 2019, and accept the records of the Operator’s automatic checks as evidence.',
      },
    ],
  },
  {
    title: { id: 'Lain-lain', en: 'General' },
    paragraphs: [
      {
        id: 'Pemberitahuan disampaikan ke alamat email terdaftar. Perubahan alamat email, wakil, atau data perusahaan diberitahukan melalui ruang mitra dan diperiksa kembali. Tidak satu pun Pihak boleh mengalihkan perjanjian ini tanpa persetujuan tertulis Pihak lain.',
        en: 'Notices go to the registered e-mail address. A change of address, representative or company data is made in the partner console and checked again. Neither Party may assign this agreement without the written consent of the other.',
      },
      {
        id: 'Perjanjian dibuat dalam bahasa Indonesia dengan terjemahan bahasa Inggris di sampingnya. Bila berbeda, naskah bahasa Indonesia yang berlaku. Ketentuan yang batal tidak membatalkan ketentuan lainnya.',
        en: 'The agreement is made in Indonesian with an English translation beside it. Where they differ, the Indonesian text prevails. A void provision does not void the others.',
      },
    ],
  },
  {
    title: { id: 'Lampiran', en: 'Annexes' },
    paragraphs: [
      {
        id: 'Lampiran A (data Konten), Lampiran B (bagi hasil, pajak, dan contoh perhitungan), dan Lampiran C (rekening dan jadwal pembayaran) merupakan bagian yang tidak terpisahkan dari perjanjian ini.',
        en: 'Annex A (data of the Content), Annex B (share, tax and a worked example) and Annex C (account and payment dates) are an integral part of this agreement.',
      },
    ],
  },
]

/** An addendum (R3.8): what it changes stands in a table of its own, and the annexes follow whole. */
const ADDENDUM: BilingualPoint[] = [
  {
    title: { id: 'Dasar adendum', en: 'What this addendum belongs to' },
    paragraphs: [
      {
        id: 'Adendum ini mengubah Perjanjian Kerja Sama Nomor {{amended_number}} tanggal {{amended_date}} antara {{operator}}, penyelenggara toko daring {{brand}} (“Penyelenggara”), dan {{company}}, beralamat di {{company_address}}, NPWP {{company_npwp}}, diwakili oleh {{director}} selaku Direktur (“Mitra”), mengenai Konten “{{content}}”.',
        en: 'This addendum amends Cooperation Agreement Number {{amended_number}} of {{amended_date}} between {{operator}}, which runs the online store {{brand}} (the “Operator”), and {{company}}, of {{company_address}}, taxpayer number {{company_npwp}}, represented by {{director}} as Director (the “Partner”), on the Content “{{content}}”.',
      },
      {
        id: 'Yang berlaku sampai adendum ini sah ialah dokumen Nomor {{in_force_number}}. Istilah dalam adendum ini berarti sama dengan dalam perjanjian tersebut.',
        en: 'Until this addendum is valid, document Number {{in_force_number}} is in force. Terms in this addendum have the meaning that they have in that agreement.',
      },
      {
        id: 'Mitra menyatakan bahwa pemegang alamat email {{email}}, yaitu {{contact_name}}, diberi kuasa oleh Direktur untuk menandatangani adendum ini secara elektronik atas nama Mitra.',
        en: 'The Partner declares that the holder of the e-mail address {{email}}, {{contact_name}}, is authorised by the Director to sign this addendum electronically on behalf of the Partner.',
      },
    ],
  },
  {
    title: { id: 'Yang berubah', en: 'What changes' },
    paragraphs: [
      {
        id: 'Hal-hal yang berubah tercantum dalam tabel “Perubahan”. Lampiran A, B, dan C adendum ini menggantikan lampiran yang sama pada dokumen Nomor {{in_force_number}} seutuhnya.',
        en: 'What changes is set out in the table “Changes”. Annexes A, B and C of this addendum replace the same annexes of document Number {{in_force_number}} as a whole.',
      },
      {
        id: 'Sesudah perubahan ini, Konten dijual sebagai {{kind}} dengan harga {{price}} termasuk PPN, dan Mitra menerima {{partner_share}} dari Pendapatan Tertagih. Contoh: dari {{price}} yang dibayar Pelanggan, PPN {{example_ppn}}, dasar pembagian {{example_base}}, bagian Mitra {{example_partner}}, bagian Penyelenggara {{example_operator}}.',
        en: 'After this change the Content is sold as {{kind}} at a price of {{price}} including PPN, and the Partner receives {{partner_share}} of Collected Revenue. For example: of {{price}} that a Customer pays, PPN is {{example_ppn}}, the base for sharing {{example_base}}, the Partner’s part {{example_partner}}, the Operator’s part {{example_operator}}.',
      },
    ],
  },
  {
    title: { id: 'Pelanggan yang sudah berlangganan', en: 'Customers who subscribe already' },
    paragraphs: [
      {
        id: 'Langganan yang sedang berjalan tetap memakai harga lama sampai Pelanggan menyetujui harga baru. Penjualan yang terjadi sebelum adendum ini sah dihitung menurut dokumen yang berlaku saat itu.',
        en: 'Running subscriptions keep their former price until the Customer agrees to the new one. Sales made before this addendum is valid are settled by the document that was in force then.',
      },
    ],
  },
  {
    title: { id: 'Berlakunya adendum', en: 'When this addendum takes effect' },
    paragraphs: [
      {
        id: 'Adendum ini disegel secara elektronik oleh Penyelenggara sebagai “{{seal}}” dan sah sejak sistem Penyelenggara menyatakan balasan bertanda tangan S/MIME dari {{email}} ke {{inbound_address}}, dengan adendum ini terlampir tanpa perubahan, memenuhi semua pemeriksaan. Selama belum sah, Konten tetap dijual dengan ketentuan lama.',
        en: 'The Operator seals this addendum electronically as “{{seal}}”. It is valid from the moment at which the Operator’s system finds that a reply signed by S/MIME from {{email}} to {{inbound_address}}, with this addendum attached unchanged, passes every check. Until then the Content is sold on the former terms.',
      },
      {
        id: 'Semua ketentuan lain dalam Perjanjian Kerja Sama Nomor {{amended_number}} tetap berlaku. Jika ada pertentangan mengenai hal yang diubah di sini, adendum inilah yang berlaku. Keaslian dokumen ini dapat diperiksa di {{verification_url}} dengan nomor verifikasi {{verification_number}}.',
        en: 'All other provisions of Cooperation Agreement Number {{amended_number}} stay in force. Where they conflict with what is changed here, this addendum prevails. Whether this document is genuine can be checked at {{verification_url}} by verification number {{verification_number}}.',
      },
    ],
  },
]

const SHIPPED: Readonly<Record<DocumentKind, readonly BilingualPoint[]>> = {
  agreement: POINTS,
  addendum: ADDENDUM,
}
const FIRST_PUBLISHED = DateTime.utc(2026, 11, 1).toMillis()

/** The shipped template of a kind of document as the table keeps it. */
export function shippedTemplate(kind: DocumentKind = 'agreement'): {
  bodyId: string
  bodyEn: string
} {
  const body = (language: 'id' | 'en') =>
    JSON.stringify(
      SHIPPED[kind].map((point) => ({
        title: point.title[language],
        paragraphs: point.paragraphs.map((paragraph) => paragraph[language]),
      }))
    )
  return { bodyId: body('id'), bodyEn: body('en') }
}

/** Puts the shipped templates there as number 1; what staff published later stays as it is. Idempotent. */
export async function seedPksTemplates(trx: Trx): Promise<void> {
  for (const kind of ['agreement', 'addendum'] as const) {
    const { bodyId, bodyEn } = shippedTemplate(kind)
    await trx
      .knexQuery()
      .insert({
        public_id: publicId(),
        kind,
        number: 1,
        body_id: bodyId,
        body_en: bodyEn,
        published_at: FIRST_PUBLISHED,
        created_at: FIRST_PUBLISHED,
        updated_at: FIRST_PUBLISHED,
      })
      .into('pks_templates')
      .onConflict(['kind', 'number'])
      .ignore()
  }
}
