import type { CompanyKey } from './partners.js'

/** What a partner wrote about a content. */
export interface ContentText {
  key: string
  company: CompanyKey
  name: string
  category:
    'gim' | 'musik' | 'pendidikan' | 'kesehatan' | 'usaha' | 'perjalanan' | 'anak' | 'berita'
  price: number
  kind: 'once' | 'subscription'
  summary: string
  description: string
  specification: string
}

/** A content on sale, with how it has done. */
export interface PublishedContent extends ContentText {
  /** went on sale so many days ago */
  days: number
  /** orders of the last six months */
  orders: number
  /** what its buyers think of it on average */
  stars: number
}

const BROWSERS = 'Peramban: Semua peramban modern, dua versi terakhir'

/** On sale in both stores, the newest first: the order of *Produk Terbaru*. */
export const PUBLISHED: readonly PublishedContent[] = [
  {
    key: 'dongeng-kancil',
    company: 'cerita',
    name: 'Dongeng Kancil',
    category: 'anak',
    price: 16_500,
    kind: 'once',
    days: 24,
    orders: 46,
    stars: 4.9,
    summary:
      'Dua puluh dongeng Kancil yang dibacakan pendongeng, dengan gambar yang bergerak pelan.',
    description: `Dari Kancil dan Buaya sampai Kancil Mencuri Timun, dua puluh cerita dibacakan oleh pendongeng Sanggar Ayo Bercerita. Teks menyala mengikuti suara, sehingga anak yang sedang belajar membaca dapat menyimak sambil menunjuk kata.

- Lama tiap cerita 4 sampai 9 menit
- Mode tidur: layar meredup, suara mengecil sendiri
- Tidak ada iklan dan tidak ada tautan ke luar
- Dapat diunduh untuk didengarkan tanpa sinyal`,
    specification: `${BROWSERS}\nBahasa: Indonesia, Jawa\nUsia: 3 sampai 9 tahun\nRuang simpan: 140 MB bila diunduh semua`,
  },
  {
    key: 'cuaca-nelayan',
    company: 'sagara',
    name: 'Cuaca Nelayan',
    category: 'perjalanan',
    price: 11_000,
    kind: 'subscription',
    days: 58,
    orders: 24,
    stars: 4.8,
    summary: 'Angin, gelombang, dan hujan untuk perairan tempat Anda melaut, tiga hari ke depan.',
    description: `Pilih pelabuhan asal, dan Cuaca Nelayan menunjukkan kapan aman berangkat serta kapan sebaiknya kembali. Angka dari BMKG diterjemahkan menjadi tiga warna yang terbaca di bawah matahari.

- Peringatan dini lewat SMS bila gelombang melewati batas perahu Anda
- Peta angin ringan: satu layar di bawah 60 KB
- Catatan melaut pribadi, bisa dibagikan ke kelompok nelayan`,
    specification: `${BROWSERS}, juga Opera Mini\nBahasa: Indonesia, Makassar, Bugis\nWilayah: 64 zona perairan Indonesia\nSinyal: cukup 2G`,
  },
  {
    key: 'kas-warung',
    company: 'lumbung',
    name: 'Kas Warung',
    category: 'usaha',
    price: 22_000,
    kind: 'subscription',
    days: 196,
    orders: 38,
    stars: 4.6,
    summary:
      'Catat penjualan, utang pelanggan, dan stok warung dari ponsel apa pun. Laporan harian siap dibaca sebelum tutup.',
    description: `Kas Warung menggantikan buku tulis di laci. Setiap transaksi dicatat dengan dua ketukan, dan saldo kas, utang, serta barang yang hampir habis selalu terlihat di satu layar.

- Bekerja di peramban ponsel dan komputer, tanpa pemasangan
- Tetap mencatat saat sinyal hilang, lalu menyelaraskan sendiri
- Buku utang dengan pengingat yang sopan
- Ekspor bulanan ke CSV`,
    specification: `${BROWSERS}\nBahasa: Indonesia, Jawa\nPengguna: sampai tiga penjaga untuk satu warung\nCadangan: setiap malam, disimpan 12 bulan`,
  },
  {
    key: 'liga-tarkam',
    company: 'lapangan',
    name: 'Liga Tarkam',
    category: 'gim',
    price: 110,
    kind: 'once',
    days: 205,
    orders: 70,
    stars: 4.2,
    summary:
      'Jadi manajer kesebelasan antarkampung: susun pemain, sewa lapangan, hadapi derbi RW sebelah.',
    description: `Musim dimulai setelah panen. Anda punya sebelas pemain yang sebagian bekerja sampai sore, satu bola yang sudah tipis, dan lapangan yang juga dipakai menjemur padi.

- Satu musim selesai dalam 40 menit
- 24 kesebelasan dengan julukan dan dendam masing-masing
- Bisa dimainkan bergantian di satu ponsel`,
    specification: `${BROWSERS}\nBahasa: Indonesia\nUsia: semua umur\nUkuran: 3 MB`,
  },
  {
    key: 'pintar-pecahan',
    company: 'kelas',
    name: 'Pintar Pecahan',
    category: 'pendidikan',
    price: 16_500,
    kind: 'subscription',
    days: 214,
    orders: 24,
    stars: 4.5,
    summary:
      'Latihan pecahan untuk kelas 4 sampai 6, sepuluh menit sehari, dengan petunjuk saat keliru.',
    description: `Pecahan menjadi mudah bila terlihat. Setiap soal digambar sebagai potongan martabak, pita, atau air dalam gelas, lalu perlahan beralih ke angka. Ketika jawaban keliru, Pintar Pecahan menunjukkan langkah yang terlewat, bukan sekadar tanda silang.

- 900 soal yang disusun guru SD
- Laporan mingguan untuk orang tua
- Soal cerita dari pasar, dapur, dan sawah`,
    specification: `${BROWSERS}\nBahasa: Indonesia\nKelas: 4, 5, dan 6 SD\nAkun: satu keluarga, tiga anak`,
  },
  {
    key: 'jamu-rimpang',
    company: 'rimpang',
    name: 'Jamu & Rimpang',
    category: 'kesehatan',
    price: 5_500,
    kind: 'once',
    days: 222,
    orders: 40,
    stars: 4.4,
    summary:
      'Enam puluh resep jamu dapur: takaran, cara merebus, dan kapan sebaiknya tidak diminum.',
    description: `Resep dikumpulkan dari peracik jamu gendong di Sukoharjo dan diperiksa apoteker. Setiap resep menyebut takaran dalam sendok dan ruas jari, lama merebus, serta orang yang perlu berhati-hati.

- Cari menurut rimpang yang ada di dapur
- Pengatur waktu rebus
- Peringatan untuk ibu hamil dan peminum obat rutin

Jamu tidak menggantikan pemeriksaan dokter.`,
    specification: `${BROWSERS}\nBahasa: Indonesia, Jawa\nPemeriksa isi: apt. Endah Puspitasari\nCetak: ya, satu resep satu halaman`,
  },
  {
    key: 'warta-pasar',
    company: 'lumbung',
    name: 'Warta Pasar',
    category: 'berita',
    price: 5_500,
    kind: 'subscription',
    days: 231,
    orders: 22,
    stars: 4.1,
    summary: 'Harga cabai, beras, telur, dan minyak di 83 pasar induk, setiap pagi pukul lima.',
    description: `Petugas kami mencatat harga sebelum subuh, dan Anda membacanya sebelum berangkat kulakan. Bandingkan tiga pasar terdekat, lihat arah harga sepekan, dan pasang pengingat bila cabai rawit melewati angka Anda.

- Ringkasan satu layar, bisa dibacakan
- Grafik 30 hari untuk 42 bahan pokok
- Kabar gangguan pasokan dan cuaca jalan`,
    specification: `${BROWSERS}\nBahasa: Indonesia\nDiperbarui: setiap hari pukul 05.00 WIB\nWilayah: Jawa, Bali, Sumatra bagian selatan`,
  },
  {
    key: 'layang-aduan',
    company: 'lapangan',
    name: 'Layang Aduan',
    category: 'gim',
    price: 1_100,
    kind: 'once',
    days: 240,
    orders: 46,
    stars: 4.3,
    summary: 'Ulur, tarik, gesek: adu layang-layang dengan angin yang berubah setiap sore.',
    description: `Pilih kertas, rangka, dan gelasan, lalu tunggu angin. Lawan di langit belum tentu lebih kuat, tetapi benangnya mungkin lebih tajam. Yang putus boleh dikejar.

- Angin mengikuti cuaca kota Anda
- 18 bentuk layang-layang dari berbagai daerah
- Lawan teman lewat satu kode`,
    specification: `${BROWSERS}\nBahasa: Indonesia, Inggris\nUsia: semua umur\nUkuran: 5 MB`,
  },
  {
    key: 'kamus-sunda-jawa',
    company: 'kelas',
    name: 'Kamus Sunda–Jawa',
    category: 'pendidikan',
    price: 11_000,
    kind: 'once',
    days: 252,
    orders: 32,
    stars: 4.6,
    summary: 'Dua puluh ribu kata Sunda dan Jawa dengan tingkat tutur, contoh kalimat, dan suara.',
    description: `Kata yang sama bisa sopan di Bandung dan kasar di Solo. Kamus ini menunjukkan tingkat tutur setiap kata (ngoko, krama, loma, lemes) dan memberi contoh kalimat yang benar-benar dipakai orang.

- Pencarian memaafkan salah eja
- Rekaman suara penutur asli untuk 6.000 kata
- Tetap terbuka tanpa sinyal`,
    specification: `${BROWSERS}\nBahasa: Indonesia, Sunda, Jawa\nIsi: 20.400 kata pokok\nPenyusun: tim guru bahasa daerah Kelas Kita`,
  },
  {
    key: 'teka-silang',
    company: 'lapangan',
    name: 'Teka Silang Harian',
    category: 'gim',
    price: 2_200,
    kind: 'subscription',
    days: 263,
    orders: 30,
    stars: 4.5,
    summary:
      'Satu teka-teki silang baru setiap pagi, dari yang ringan sampai yang membuat lupa waktu.',
    description: `Senin mudah, Minggu sulit. Setiap teka-teki disusun tangan oleh penyusun TTS surat kabar, dengan kata-kata yang dipakai orang dan bukan singkatan yang dipaksakan.

- Arsip 1.200 teka-teki
- Petunjuk bertahap: huruf, suku kata, jawaban
- Deretan hari berturut-turut, tanpa hukuman bila terlewat`,
    specification: `${BROWSERS}\nBahasa: Indonesia\nTerbit: setiap hari pukul 06.00 WIB\nCetak: ya, ukuran A5`,
  },
  {
    key: 'gamelan-saku',
    company: 'nada',
    name: 'Gamelan Saku',
    category: 'musik',
    price: 11_000,
    kind: 'once',
    days: 280,
    orders: 104,
    stars: 4.7,
    summary:
      'Dua belas perangkat laras slendro dan pelog, direkam di pendapa, dimainkan dari peramban.',
    description: `Setiap bilah saron, bonang, dan gender direkam satu per satu di Pendapa Rejowinangun. Ketuk layar, dan bunyinya keluar tanpa jeda, dari pukulan lirih sampai sora.

- Dua belas perangkat, laras slendro dan pelog
- Latihan untuk pemula dengan notasi kepatihan yang berjalan
- Empat ponsel bisa bermain bersama dalam satu ruangan
- Rekam permainan Anda dan bagikan sebagai suara`,
    specification: `${BROWSERS}, disarankan memakai penyuara telinga\nBahasa: Indonesia, Jawa, Inggris\nIsi: 12 perangkat, 36 gending latihan\nUkuran: 28 MB, dimuat bertahap`,
  },
  {
    key: 'radio-keroncong',
    company: 'nada',
    name: 'Radio Keroncong',
    category: 'musik',
    price: 5_500,
    kind: 'subscription',
    days: 301,
    orders: 26,
    stars: 4.4,
    summary: 'Keroncong tugu, langgam, dan stambul sepanjang hari, dengan cerita di balik lagunya.',
    description: `Tiga saluran yang disusun penyiar, bukan mesin: pagi untuk langgam, siang untuk keroncong asli, malam untuk stambul dan rekaman tua yang dibersihkan. Setiap lagu punya catatan: siapa penciptanya, siapa yang menyanyikan, dan di mana direkam.

- Lebih dari 2.300 lagu
- Hemat kuota: 24 MB per jam
- Pengatur waktu tidur`,
    specification: `${BROWSERS}\nBahasa: Indonesia\nMutu suara: 56 atau 128 kbps\nHak siar: dibayar melalui lembaga manajemen kolektif`,
  },
  {
    key: 'tembang-dolanan',
    company: 'nada',
    name: 'Tembang Dolanan',
    category: 'anak',
    price: 7_700,
    kind: 'once',
    days: 322,
    orders: 38,
    stars: 4.8,
    summary:
      'Tiga puluh lagu permainan anak dari berbagai daerah, dengan lirik, gerak, dan aturan mainnya.',
    description: `Cublak-Cublak Suweng, Jamuran, Ampar-Ampar Pisang: dinyanyikan anak-anak, diiringi gamelan kecil dan gitar. Setiap lagu disertai gambar gerak dan aturan permainan untuk dimainkan di halaman.

- Lirik besar yang mengikuti suara
- Versi tanpa vokal untuk pentas sekolah
- Lembar permainan yang bisa dicetak`,
    specification: `${BROWSERS}\nBahasa: Indonesia, Jawa, Sunda, Banjar\nUsia: 4 sampai 10 tahun\nRuang simpan: 60 MB bila diunduh`,
  },
  {
    key: 'mewarnai-wayang',
    company: 'cerita',
    name: 'Mewarnai Wayang',
    category: 'anak',
    price: 5_500,
    kind: 'once',
    days: 335,
    orders: 30,
    stars: 4.3,
    summary:
      'Empat puluh lembar wayang untuk diwarnai di layar atau dicetak, dengan kisah singkat tiap tokoh.',
    description: `Dari Semar sampai Gatotkaca, garisnya digambar ulang oleh penatah wayang dari Wonogiri dan disederhanakan untuk tangan kecil. Sesudah selesai, wayang bisa digerakkan.

- Palet warna sunggingan dan warna bebas
- Cetak A4 dengan garis potong
- Kisah tokoh dalam tiga kalimat`,
    specification: `${BROWSERS}\nBahasa: Indonesia, Jawa\nUsia: 4 sampai 12 tahun\nCetak: ya, A4`,
  },
  {
    key: 'sebelum-tidur',
    company: 'cerita',
    name: 'Sebelum Tidur',
    category: 'anak',
    price: 11_000,
    kind: 'subscription',
    days: 349,
    orders: 18,
    stars: 4.6,
    summary: 'Satu cerita baru setiap malam, lima menit, dibacakan pelan, dari 34 provinsi.',
    description: `Malam ini dari Toraja, besok dari Lampung. Cerita dipilih agar tidak menakutkan dan selalu selesai sebelum kantuk datang. Orang tua dapat membacakan sendiri dengan teks, atau membiarkan pendongeng yang bercerita.

- Cerita baru setiap pukul 18.00
- Arsip 400 cerita
- Layar gelap penuh setelah mulai`,
    specification: `${BROWSERS}\nBahasa: Indonesia\nUsia: 2 sampai 8 tahun\nTerbit: setiap hari pukul 18.00 WIB`,
  },
  {
    key: 'pasang-surut',
    company: 'sagara',
    name: 'Pasang Surut',
    category: 'perjalanan',
    price: 3_300,
    kind: 'once',
    days: 360,
    orders: 22,
    stars: 4.5,
    summary: 'Tabel pasang surut 212 pelabuhan untuk satu tahun, terbaca tanpa sinyal.',
    description: `Ketahui kapan air cukup untuk masuk muara dan kapan karang muncul. Tabel dihitung dari konstanta pasang surut resmi dan disimpan di ponsel Anda.

- Kurva harian dengan waktu matahari dan bulan
- Cari pelabuhan terdekat lewat peta atau nama
- Berlaku sampai 31 Desember tahun depan`,
    specification: `${BROWSERS}\nBahasa: Indonesia\nWilayah: 212 pelabuhan\nUkuran: 2 MB`,
  },
  {
    key: 'jadwal-kapal',
    company: 'sagara',
    name: 'Jadwal Kapal',
    category: 'perjalanan',
    price: 2_200,
    kind: 'subscription',
    days: 374,
    orders: 16,
    stars: 4.0,
    summary: 'Jadwal kapal penumpang dan feri antarpulau, dengan kabar bila keberangkatan berubah.',
    description: `Jadwal kapal berubah karena cuaca, dok, dan libur. Kami menelepon agen di pelabuhan setiap pagi dan mengirim kabar sebelum Anda berangkat dari rumah.

- 96 lintasan feri dan 27 kapal penumpang
- Harga tiket dan lama pelayaran
- Kabar perubahan lewat email`,
    specification: `${BROWSERS}\nBahasa: Indonesia\nDiperbarui: setiap hari pukul 08.00 WITA\nSinyal: jadwal terakhir tersimpan`,
  },
  {
    key: 'stok-toko',
    company: 'lumbung',
    name: 'Stok Toko',
    category: 'usaha',
    price: 33_000,
    kind: 'once',
    days: 388,
    orders: 14,
    stars: 4.4,
    summary:
      'Hitung stok dengan kamera ponsel, tahu barang mana yang mengendap dan mana yang hampir habis.',
    description: `Arahkan kamera ke kode batang, masukkan jumlah, selesai. Stok Toko menghitung perputaran setiap barang dan menyusun daftar belanja menurut pemasok.

- Sampai 5.000 barang
- Stok opname berdua tanpa saling menimpa
- Impor dan ekspor CSV`,
    specification: `${BROWSERS} dengan kamera\nBahasa: Indonesia\nCadangan: setiap malam\nLisensi: satu toko, selamanya`,
  },
  {
    key: 'nota-kilat',
    company: 'lumbung',
    name: 'Nota Kilat',
    category: 'usaha',
    price: 7_700,
    kind: 'once',
    days: 402,
    orders: 26,
    stars: 4.2,
    summary:
      'Buat nota, kuitansi, dan surat jalan dari ponsel, kirim sebagai PDF atau cetak ke printer kecil.',
    description: `Isi nama pembeli dan barangnya; penomoran, tanggal, terbilang, dan jumlah dikerjakan sendiri. Bentuk nota mengikuti buku nota yang biasa Anda beli.

- Lima bentuk nota dengan cap toko Anda
- Printer termal 58 mm lewat Bluetooth
- Riwayat nota dua tahun`,
    specification: `${BROWSERS}\nBahasa: Indonesia\nCetak: PDF, A5, termal 58 mm\nLisensi: satu usaha`,
  },
  {
    key: 'congklak',
    company: 'lapangan',
    name: 'Congklak',
    category: 'gim',
    price: 550,
    kind: 'once',
    days: 415,
    orders: 40,
    stars: 4.4,
    summary: 'Congklak tujuh lubang dengan lawan yang berpikir, aturan Jawa, Sunda, dan Melayu.',
    description: `Bunyi bijinya direkam dari papan kayu nangka. Mainkan melawan nenek yang murah hati, paman yang pelit, atau teman di seberang meja.

- Tiga tata aturan daerah
- Ulang langkah terakhir, sekali setiap putaran
- Papan besar yang ramah mata tua`,
    specification: `${BROWSERS}\nBahasa: Indonesia, Jawa, Sunda, Melayu\nUsia: semua umur\nUkuran: 2 MB`,
  },
  {
    key: 'aksara-jawa',
    company: 'kelas',
    name: 'Aksara Jawa',
    category: 'pendidikan',
    price: 7_700,
    kind: 'once',
    days: 428,
    orders: 20,
    stars: 4.7,
    summary: 'Belajar menulis hanacaraka dengan jari: urutan goresan, pasangan, dan sandhangan.',
    description: `Telusuri goresan mengikuti titik bernomor, lalu tulis tanpa bantuan. Aksara Jawa memeriksa bentuk dan urutannya, kemudian mengajak membaca papan nama jalan di Yogyakarta dan Solo.

- 20 aksara, pasangan, sandhangan, angka
- Lembar latihan untuk dicetak
- Kuis tiga menit`,
    specification: `${BROWSERS} dengan layar sentuh\nBahasa: Indonesia, Jawa\nKelas: 3 SD sampai dewasa\nCetak: ya, A4`,
  },
  {
    key: 'catatan-tensi',
    company: 'rimpang',
    name: 'Catatan Tensi',
    category: 'kesehatan',
    price: 2_200,
    kind: 'once',
    days: 441,
    orders: 18,
    stars: 4.3,
    summary: 'Catat tekanan darah dua kali sehari, bawa grafiknya ke puskesmas.',
    description: `Angka besar, tombol besar, dan satu layar saja. Catatan Tensi mengingatkan waktu mengukur dan menyiapkan selembar grafik yang mudah dibaca dokter.

- Pengingat pagi dan malam
- Satu akun untuk ayah dan ibu
- Data hanya di ponsel Anda

Bukan alat diagnosis. Hubungi dokter bila angka Anda tinggi.`,
    specification: `${BROWSERS}\nBahasa: Indonesia, Jawa\nCetak: ya, satu bulan satu halaman\nData: tidak dikirim ke mana pun`,
  },
  {
    key: 'kabar-tani',
    company: 'timur',
    name: 'Kabar Tani',
    category: 'berita',
    price: 3_300,
    kind: 'subscription',
    days: 455,
    orders: 14,
    stars: 4.2,
    summary: 'Kabar cuaca, pupuk, dan harga panen untuk Nusa Tenggara, dalam bahasa sehari-hari.',
    description: `Disusun wartawan di Kupang, Ende, dan Sumba. Dua kali sehari Anda mendapat tiga kabar yang berguna: apa kata cuaca, di mana pupuk tersedia, dan berapa pembeli membayar.

- Bisa didengarkan, tiga menit
- Kalender tanam untuk tiap kabupaten
- Tanya jawab dengan penyuluh setiap Kamis`,
    specification: `${BROWSERS}, juga Opera Mini\nBahasa: Indonesia, Melayu Kupang\nTerbit: pukul 05.30 dan 17.00 WITA\nSinyal: cukup 2G`,
  },
  {
    key: 'jelajah-candi',
    company: 'timur',
    name: 'Jelajah Candi',
    category: 'perjalanan',
    price: 5_500,
    kind: 'once',
    days: 470,
    orders: 16,
    stars: 4.5,
    summary: 'Pemandu suara untuk 34 candi di Jawa dan Bali: relief demi relief, tanpa rombongan.',
    description: `Berdirilah di depan relief, masukkan nomornya, dan dengarkan kisahnya dalam dua menit. Rute disusun agar Anda tidak memutar dan tidak kepanasan pada tengah hari.

- 410 kisah yang ditulis arkeolog
- Denah yang terbuka tanpa sinyal
- Rute satu, dua, dan empat jam`,
    specification: `${BROWSERS}\nBahasa: Indonesia, Inggris, Jepang\nIsi: 34 candi, 410 relief\nRuang simpan: 90 MB bila diunduh`,
  },
]
