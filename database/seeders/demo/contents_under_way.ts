import type { ContentText } from './contents.js'

const BROWSERS = 'Peramban: Semua peramban modern, dua versi terakhir'

/** Not on sale, each for a reason of its own: what became of them is told in `journeys.ts`. */
export const UNDER_WAY = {
  suling: {
    key: 'suling-sunda',
    company: 'nada',
    name: 'Suling Sunda',
    category: 'musik',
    price: 5_500,
    kind: 'once',
    summary: 'Suling bambu enam lubang di layar sentuh, dengan pelajaran napas dan hiasan nada.',
    description: `Tiup mikrofon ponsel dan tutup lubang dengan jari: Suling Sunda membaca napas Anda dan membalas dengan bunyi suling yang direkam di Garut.

- Laras degung, madenda, dan pelog
- Delapan pelajaran bersama juru suling
- Iringan kecapi yang menunggu Anda`,
    specification: `${BROWSERS} dengan mikrofon\nBahasa: Indonesia, Sunda\nUkuran: 9 MB`,
  },
  angklung: {
    key: 'angklung-kelas',
    company: 'nada',
    name: 'Angklung Kelas',
    category: 'pendidikan',
    price: 16_500,
    kind: 'subscription',
    summary:
      'Satu kelas, tiga puluh ponsel, satu lagu: guru membagi nada, murid menggoyang ponselnya.',
    description: `Guru membuka lagu di layar, murid masuk dengan kode empat angka, dan setiap ponsel menjadi satu angklung. Warna di layar menunjukkan giliran, persis seperti aba-aba tangan.

- 120 lagu daerah dan nasional yang sudah dibagi
- Ketepatan waktu setiap murid tercatat
- Satu langganan untuk satu guru, kelas tidak dibatasi`,
    specification: `${BROWSERS} dengan sensor gerak\nBahasa: Indonesia, Sunda\nKelas: SD sampai SMA\nPeserta: sampai 40 ponsel`,
  },
  sape: {
    key: 'sape-hulu',
    company: 'nada',
    name: 'Sape dari Hulu',
    category: 'musik',
    price: 7_700,
    kind: 'once',
    summary:
      'Enam puluh menit sape Kenyah dan Kayan, direkam di rumah panjang, dengan pelajaran petikan.',
    description: `Direkam tiga malam di hulu Mahakam, dengan suara hujan dan anjing yang dibiarkan. Sesudah mendengarkan, Anda dapat belajar dua belas petikan dasar dari pemainnya sendiri.

- Sebelas lagu, suara tanpa pemampatan
- Dua belas pelajaran video pendek
- Catatan tentang pemain dan kampungnya`,
    specification: `${BROWSERS}\nBahasa: Indonesia, Kenyah\nRuang simpan: 310 MB bila diunduh`,
  },
  sasando: {
    key: 'sasando-rote',
    company: 'nada',
    name: 'Sasando Rote',
    category: 'musik',
    price: 11_000,
    kind: 'once',
    summary: 'Sasando 32 dawai yang bisa dipetik dua tangan, dengan lagu-lagu dari Rote.',
    description: `Putar ponsel mendatar, dan lontar terbuka menjadi setengah lingkaran dawai. Setiap dawai direkam pada tiga kekuatan petikan, sehingga lagu pelan terdengar pelan.

- 32 dawai, laras pentatonik dan diatonik
- Sembilan lagu Rote untuk dipelajari
- Rekam dan bagikan`,
    specification: `${BROWSERS} dengan layar sentuh\nBahasa: Indonesia, Rote\nUkuran: 14 MB`,
  },
  kendang: {
    key: 'kendang-kilat',
    company: 'nada',
    name: 'Kendang Kilat',
    category: 'musik',
    price: 5_500,
    kind: 'once',
    summary: 'Dasar kendang Jawa dalam empat belas pelajaran sepuluh menit.',
    description:
      'Tung, tak, dang: tiga bunyi yang menjadi awal semua pola. Pelajaran disusun agar bisa diulang di perjalanan.',
    specification: '',
  },
  silangSunda: {
    key: 'teka-silang-sunda',
    company: 'lapangan',
    name: 'Teka Silang Sunda',
    category: 'gim',
    price: 2_200,
    kind: 'subscription',
    summary:
      'Teka-teki silang berbahasa Sunda, tiga kali sepekan, dari paribasa sampai nama pasar.',
    description: `Disusun bersama guru bahasa Sunda di Tasikmalaya dan Cianjur. Ada yang ringan untuk di angkot, ada yang perlu bertanya kepada nenek.

- Terbit Senin, Rabu, dan Sabtu
- Arti kata muncul setelah terjawab
- Arsip 150 teka-teki`,
    specification: `${BROWSERS}\nBahasa: Sunda, Indonesia\nTerbit: tiga kali sepekan pukul 06.00 WIB`,
  },
  gundu: {
    key: 'gundu-nusantara',
    company: 'lapangan',
    name: 'Gundu Nusantara',
    category: 'gim',
    price: 1_100,
    kind: 'once',
    summary: 'Main kelereng di halaman, gang, dan serambi: sentil, bidik, dan jaga gacoan Anda.',
    description: `Setiap halaman punya tanah yang lain: pasir memakan laju, ubin memantulkan. Menangkan gundu lawan, atau tukarkan milik Anda di warung.

- Dua belas halaman, sembilan permainan
- Fisika yang terasa di ujung jari
- Dua pemain di satu ponsel`,
    specification: `${BROWSERS}\nBahasa: Indonesia\nUsia: semua umur\nUkuran: 6 MB`,
  },
  catur: {
    key: 'catur-lapak',
    company: 'lapangan',
    name: 'Catur Lapak',
    category: 'gim',
    price: 2_200,
    kind: 'once',
    summary:
      'Catur pinggir jalan dengan jam lima menit dan lawan yang suka mengomentari langkah Anda.',
    description: `Enam lawan dengan gaya masing-masing: tukang parkir yang menyerang, pensiunan yang sabar, mahasiswa yang hafal pembukaan. Sesudah selesai, langkah terbaik yang terlewat diperlihatkan.

- Kekuatan dari pemula sampai 2.000
- 500 soal dua dan tiga langkah
- Simpan partai sebagai PGN`,
    specification: `${BROWSERS}\nBahasa: Indonesia\nUkuran: 4 MB`,
  },
  pijat: {
    key: 'pijat-bayi',
    company: 'rimpang',
    name: 'Pijat Bayi',
    category: 'kesehatan',
    price: 5_500,
    kind: 'once',
    summary:
      'Pijat bayi di rumah bersama bidan: gambar langkah, tekanan tangan, dan kapan harus berhenti.',
    description: `Sepuluh rangkaian pijat untuk bayi usia satu bulan sampai satu tahun, diperagakan bidan dan digambar dari sudut pandang ibu. Setiap langkah menyebut lama dan tanda bahwa bayi sudah cukup.

- Rangkaian untuk kembung, sulit tidur, dan sesudah mandi
- Pengatur waktu dengan suara lembut
- Daftar keadaan yang tidak boleh dipijat`,
    specification: `${BROWSERS}\nBahasa: Indonesia, Jawa\nPemeriksa isi: Bdn. Retno Widyastuti\nUkuran: 18 MB`,
  },
  senam: {
    key: 'senam-lansia',
    company: 'rimpang',
    name: 'Senam Lansia',
    category: 'kesehatan',
    price: 11_000,
    kind: 'subscription',
    summary:
      'Senam duduk dan berdiri lima belas menit untuk usia enam puluh ke atas, tiga kali sepekan.',
    description: `Gerakan disusun fisioterapis untuk menjaga keseimbangan, punggung, dan lutut. Pemandu berbicara pelan, hitungannya jelas, dan selalu ada pilihan dengan kursi.

- Rangkaian baru setiap pekan
- Huruf besar, tombol besar
- Kelompok senam: satu kode untuk satu RT`,
    specification: `${BROWSERS}\nBahasa: Indonesia, Jawa\nPemeriksa isi: Ftr. Bayu Setiawan\nTerbit: setiap Senin`,
  },
  bidan: {
    key: 'tanya-bidan',
    company: 'rimpang',
    name: 'Tanya Bidan',
    category: 'kesehatan',
    price: 16_500,
    kind: 'subscription',
    summary: 'Kirim pertanyaan kehamilan kapan saja, bidan menjawab dalam satu jam.',
    description: `Tulis pertanyaan atau kirim foto buku KIA, dan bidan jaga menjawab. Keadaan gawat langsung diarahkan ke fasilitas terdekat.

- Tujuh bidan berjaga bergantian
- Pengingat kontrol dan imunisasi
- Percakapan tersimpan untuk dibawa ke puskesmas`,
    specification: `${BROWSERS}\nBahasa: Indonesia, Jawa\nJam jawab: 05.00 sampai 23.00 WIB`,
  },
  bugis: {
    key: 'kamus-bugis',
    company: 'kelas',
    name: 'Kamus Bugis–Makassar',
    category: 'pendidikan',
    price: 11_000,
    kind: 'once',
    summary: 'Lima belas ribu kata Bugis dan Makassar dengan aksara lontara dan suara penutur.',
    description: `Ketik dengan huruf Latin atau tulis lontara dengan jari. Setiap kata disertai contoh dari percakapan, pappaseng, dan nyanyian kerja.

- Papan tik lontara
- Rekaman penutur dari Bone, Wajo, dan Gowa
- Tetap terbuka tanpa sinyal`,
    specification: `${BROWSERS}\nBahasa: Indonesia, Bugis, Makassar\nIsi: 15.200 kata pokok`,
  },
  jam: {
    key: 'pintar-jam',
    company: 'kelas',
    name: 'Pintar Jam',
    category: 'pendidikan',
    price: 5_500,
    kind: 'once',
    summary:
      'Belajar membaca jam jarum: dari tepat pukul tujuh sampai kurang dua puluh lima menit.',
    description: `Putar jarumnya, dengar pukul berapa, dan lihat matahari bergerak di jendela. Anak belajar waktu dari kegiatan sehari: sekolah, mengaji, main bola, tidur.

- Empat tingkat, 160 soal
- Jam pasir dan jadwal harian yang bisa dicetak
- Tanpa iklan`,
    specification: `${BROWSERS}\nBahasa: Indonesia\nKelas: 1 sampai 3 SD\nCetak: ya, A4`,
  },
  perkalian: {
    key: 'hafal-perkalian',
    company: 'kelas',
    name: 'Hafal Perkalian',
    category: 'pendidikan',
    price: 5_500,
    kind: 'once',
    summary: 'Perkalian 1 sampai 12 dengan lagu, kartu, dan tantangan tiga menit.',
    description: `Yang sudah hafal jarang ditanya, yang masih keliru muncul lagi besok. Hafal Perkalian memilih soal menurut ingatan anak, bukan menurut urutan buku.

- Dua belas lagu perkalian
- Kartu cetak bolak-balik
- Catatan kemajuan untuk orang tua`,
    specification: `${BROWSERS}\nBahasa: Indonesia\nKelas: 2 sampai 5 SD\nCetak: ya, A4`,
  },
  cabai: {
    key: 'kabar-cabai',
    company: 'lumbung',
    name: 'Kabar Cabai',
    category: 'berita',
    price: 5_500,
    kind: 'subscription',
    summary: 'Harga cabai dari kebun sampai pasar, untuk petani yang memilih kapan memetik.',
    description: `Berapa harga di kebun Magelang, di pasar induk Kramat Jati, dan di warung? Kabar Cabai menunjukkan selisihnya dan perkiraan sepekan, disusun dari 300 pelapor.

- Harga rawit, keriting, dan besar
- Perkiraan dengan rentang, bukan ramalan
- Pengingat harga lewat SMS`,
    specification: `${BROWSERS}, juga Opera Mini\nBahasa: Indonesia, Jawa\nDiperbarui: pukul 04.30 dan 14.00 WIB`,
  },
  terumbu: {
    key: 'peta-terumbu',
    company: 'sagara',
    name: 'Peta Terumbu',
    category: 'perjalanan',
    price: 7_700,
    kind: 'once',
    summary: 'Peta 140 titik selam dan snorkel di Sulawesi: arus, kedalaman, dan cara menjaganya.',
    description: `Digambar bersama pemandu selam setempat. Setiap titik menyebut arus menurut bulan, tempat menambat tanpa jangkar, dan apa yang tidak boleh disentuh.

- Denah tanpa sinyal
- Musim manta, penyu, dan ikan pari
- Nomor darurat tiap pulau`,
    specification: `${BROWSERS}\nBahasa: Indonesia, Inggris\nIsi: 140 titik\nRuang simpan: 45 MB bila diunduh`,
  },
  lagu: {
    key: 'lagu-tidur',
    company: 'cerita',
    name: 'Lagu Tidur Nusantara',
    category: 'anak',
    price: 3_300,
    kind: 'once',
    summary: 'Dua puluh satu lagu ninabobo dari Aceh sampai Papua, dinyanyikan ibu-ibu setempat.',
    description: `Bukan paduan suara, melainkan suara seorang ibu di dekat telinga. Lirik dan artinya tersedia, sehingga Anda dapat menyanyikannya sendiri malam berikutnya.

- 21 lagu, 17 bahasa daerah
- Berhenti sendiri setelah 10, 20, atau 40 menit
- Tanpa layar menyala`,
    specification: `${BROWSERS}\nBahasa: Indonesia dan 17 bahasa daerah\nRuang simpan: 55 MB bila diunduh`,
  },
  tempel: {
    key: 'wayang-tempel',
    company: 'cerita',
    name: 'Wayang Tempel',
    category: 'anak',
    price: 5_500,
    kind: 'once',
    summary:
      'Susun panggung wayang sendiri: pilih tokoh, latar, dan suara, lalu mainkan untuk keluarga.',
    description: `Tempelkan tokoh di kelir, tarik lengannya, dan rekam suara Anda. Pertunjukan tersimpan sebagai video pendek.

- 48 tokoh dari wayang kulit, golek, dan beber
- Dua belas latar
- Iringan gamelan siap pakai`,
    specification: `${BROWSERS}\nBahasa: Indonesia\nUsia: 5 sampai 12 tahun`,
  },
  resep: {
    key: 'resep-nenek',
    company: 'cerita',
    name: 'Resep Nenek',
    category: 'anak',
    price: 5_500,
    kind: 'once',
    summary: 'Memasak bersama anak: dua puluh resep aman tanpa pisau tajam.',
    description: `Klepon, perkedel, es pisang ijo: setiap resep membagi tugas antara anak dan orang dewasa.

- Gambar besar untuk yang belum lancar membaca
- Daftar belanja
- Pengatur waktu dengan suara`,
    specification: `${BROWSERS}\nBahasa: Indonesia\nUsia: 5 sampai 10 tahun`,
  },
  skor: {
    key: 'tebak-skor',
    company: 'timur',
    name: 'Tebak Skor Sore',
    category: 'gim',
    price: 1_100,
    kind: 'subscription',
    summary: 'Tebak skor pertandingan sore ini dan kumpulkan poin untuk ditukar hadiah.',
    description: `Pasang poin pada tiga pertandingan setiap sore. Poin terbanyak di akhir bulan mendapat hadiah pulsa.

- Tiga pertandingan setiap hari
- Papan peringkat kota
- Poin bisa dibeli`,
    specification: `${BROWSERS}\nBahasa: Indonesia\nUsia: 18 tahun ke atas`,
  },
  ojek: {
    key: 'ojek-dermaga',
    company: 'sagara',
    name: 'Ojek Dermaga',
    category: 'perjalanan',
    price: 5_500,
    kind: 'subscription',
    summary: 'Nomor ojek, bentor, dan perahu sewaan di 58 dermaga, dengan tarif wajar.',
    description: `Turun dari kapal, langsung tahu siapa yang bisa mengantar dan berapa tarifnya. Nomor diperiksa ulang setiap bulan.

- 58 dermaga di Sulawesi dan Maluku
- Tarif wajar menurut jarak
- Satu ketukan untuk menelepon`,
    specification: `${BROWSERS}\nBahasa: Indonesia\nDiperbarui: setiap bulan`,
  },
  panen: {
    key: 'kalender-panen',
    company: 'timur',
    name: 'Kalender Panen',
    category: 'usaha',
    price: 3_300,
    kind: 'once',
    summary: 'Kalender tanam dan panen untuk jagung, kacang, dan bawang di lahan kering.',
    description: `Pilih kecamatan dan bibit; kalender menghitung mundur dari hujan pertama. Isinya sudah menjadi bagian dari Kabar Tani.

- 22 kabupaten
- Tiga jenis bibit tiap tanaman
- Cetak satu halaman`,
    specification: `${BROWSERS}\nBahasa: Indonesia\nCetak: ya, A4`,
  },
} as const satisfies Record<string, ContentText>

/** Version 2 of Kas Warung, under way while version 1 sells. */
export const KAS_WARUNG_2 = {
  price: 27_500,
  summary:
    'Catat penjualan, utang pelanggan, dan stok warung dari ponsel apa pun, kini dengan pesanan pelanggan lewat tautan.',
} as const
