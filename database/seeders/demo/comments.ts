/** What buyers wrote, with the partner's answer where there is one. The first ones are the newest. */
export interface Comment {
  stars: number
  text: string
  answer?: string
}

export const COMMENTS: Readonly<Record<string, readonly Comment[]>> = {
  'kas-warung': [
    {
      stars: 5,
      text: 'Utang tetangga jadi jelas tanpa harus sungkan menagih. Yang paling terpakai daftar barang hampir habis.',
    },
    {
      stars: 4,
      text: 'Bagus, tetapi ekspor per minggu belum ada.',
      answer: 'Terima kasih. Ekspor mingguan kami siapkan untuk bulan depan.',
    },
    { stars: 5, text: 'Ibu saya 61 tahun bisa memakainya di hari pertama.' },
    {
      stars: 3,
      text: 'Kadang lama menyelaraskan kalau sinyal jelek.',
      answer: 'Versi terbaru menyelaraskan di belakang layar. Silakan muat ulang sekali.',
    },
    { stars: 5, text: 'Buku tulis di laci akhirnya pensiun.' },
  ],
  'gamelan-saku': [
    { stars: 5, text: 'Bonangnya empuk sekali. Anak saya latihan lancaran setiap pulang sekolah.' },
    {
      stars: 5,
      text: 'Dipakai di kelas karawitan SMP kami, empat ponsel jadi satu perangkat.',
      answer: 'Senang mendengarnya! Mulai bulan ini delapan ponsel pun bisa bermain bersama.',
    },
    {
      stars: 4,
      text: 'Suaranya bagus, tetapi layar kecil membuat gender sulit dipukul.',
      answer: 'Coba putar ponsel mendatar; bilahnya menjadi dua baris.',
    },
    { stars: 5, text: 'Notasi kepatihan yang berjalan sangat membantu pemula.' },
    { stars: 5, text: 'Rindu pendapa terobati. Pelognya pas.' },
    {
      stars: 3,
      text: 'Bagus, mohon ditambah gending Banyumasan.',
      answer: 'Dua gending Banyumasan sedang kami rekam.',
    },
  ],
  'dongeng-kancil': [
    { stars: 5, text: 'Anak saya hafal Kancil dan Buaya dalam tiga malam.' },
    { stars: 5, text: 'Tidak ada iklan, akhirnya.' },
    { stars: 5, text: 'Suaranya seperti almarhum kakek. Mode tidurnya pas.' },
    {
      stars: 4,
      text: 'Ceritanya bagus, semoga ada versi bahasa Sunda.',
      answer: 'Versi Sunda sedang kami rekam bersama sanggar di Garut.',
    },
  ],
  'cuaca-nelayan': [
    { stars: 5, text: 'Dua kali selamat dari gelombang karena peringatannya.' },
    { stars: 5, text: 'Terbaca walau layar kena matahari.' },
    {
      stars: 4,
      text: 'Mohon ditambah Selat Makassar bagian utara.',
      answer: 'Zona itu masuk pembaruan pekan depan, Pak.',
    },
  ],
  'liga-tarkam': [
    { stars: 5, text: 'Derbi RW 04 lawan RW 05 persis kejadian nyata.' },
    {
      stars: 4,
      text: 'Seratus sepuluh rupiah untuk hiburan seminggu. Wasitnya saja yang tetap aneh.',
      answer: 'Wasit memang tidak kami perbaiki. Itu bagian dari tarkam.',
    },
    { stars: 3, text: 'Lucu, tetapi satu musim terlalu pendek.' },
    { stars: 5, text: 'Rebutan ponsel satu kos.' },
  ],
  'pintar-pecahan': [
    { stars: 5, text: 'Anak saya akhirnya mengerti kenapa penyebut harus sama.' },
    {
      stars: 4,
      text: 'Bagus. Mau juga untuk desimal.',
      answer: 'Desimal sedang disusun, Bu. Terima kasih sarannya.',
    },
    { stars: 5, text: 'Gambar martabaknya membuat lapar, tetapi nilainya naik.' },
  ],
  'jamu-rimpang': [
    { stars: 5, text: 'Takarannya jelas, beras kencur saya tidak pahit lagi.' },
    { stars: 4, text: 'Peringatan untuk ibu hamil sangat berguna.' },
    {
      stars: 4,
      text: 'Mohon resep jamu untuk orang asam urat.',
      answer: 'Sudah ada di bagian Suruhan, Bu. Tetap periksakan ke dokter, ya.',
    },
  ],
  'warta-pasar': [
    { stars: 4, text: 'Harganya cocok dengan di Kramat Jati, selisih paling lima ratus.' },
    { stars: 5, text: 'Sebelum kulakan saya dengarkan dulu, hemat bensin.' },
    {
      stars: 3,
      text: 'Pasar Lampung kadang telat masuk.',
      answer: 'Petugas kami di Lampung bertambah satu sejak pekan lalu.',
    },
  ],
  'layang-aduan': [
    { stars: 5, text: 'Anginnya sungguhan mengikuti cuaca Bandung.' },
    {
      stars: 4,
      text: 'Gelasan naga terlalu kuat.',
      answer: 'Sudah kami tumpulkan sedikit. Selamat mengulur!',
    },
  ],
  'kamus-sunda-jawa': [
    { stars: 5, text: 'Menikah dengan orang Solo jadi lebih tenang.' },
    { stars: 5, text: 'Tingkat tuturnya lengkap, contoh kalimatnya wajar.' },
    { stars: 4, text: 'Suara untuk kata kerja masih sedikit.' },
  ],
  'teka-silang': [
    { stars: 5, text: 'Kopi, TTS, baru kerja.' },
    { stars: 4, text: 'Hari Minggu benar-benar sulit. Bagus.' },
    { stars: 5, text: 'Tidak ada singkatan aneh, terima kasih penyusunnya.' },
  ],
  'radio-keroncong': [
    { stars: 5, text: 'Catatan lagunya seperti membaca buku.' },
    {
      stars: 4,
      text: 'Mohon saluran khusus Gesang.',
      answer: 'Setiap Jumat malam ada dua jam Gesang di saluran langgam.',
    },
  ],
  'tembang-dolanan': [
    { stars: 5, text: 'Dipakai pentas perpisahan TK, versi tanpa vokalnya rapi.' },
    { stars: 5, text: 'Cucu saya sekarang tahu Jamuran.' },
  ],
  'congklak': [
    { stars: 5, text: 'Bunyi bijinya membuat rindu rumah.' },
    { stars: 4, text: 'Lawan Paman terlalu pelit.', answer: 'Begitulah Paman.' },
  ],
}

/** For contents without words of their own, by stars. */
export const SHORT_COMMENTS: Readonly<Record<number, readonly string[]>> = {
  5: [
    'Sesuai keterangan, langsung terbuka.',
    'Dipakai setiap hari.',
    'Ringan dan jelas.',
    'Layak dibeli.',
    'Bantuannya cepat menjawab.',
  ],
  4: [
    'Bagus, masih bisa lebih lengkap.',
    'Berguna, tampilannya sederhana.',
    'Suka, semoga sering diperbarui.',
  ],
  3: ['Cukup untuk harganya.', 'Kadang lambat dibuka.'],
  2: ['Belum sesuai harapan saya.'],
  1: ['Tidak cocok untuk saya.'],
}
