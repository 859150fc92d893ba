/** Names and places of customers. */
const FIRST = [
  'Sulastri',
  'Hendra',
  'Ratih',
  'Agus',
  'Nurul',
  'Wahyu',
  'Dewi',
  'Bambang',
  'Siti',
  'Rudi',
  'Yuliana',
  'Eko',
  'Fitri',
  'Iwan',
  'Lestari',
  'Doni',
  'Maya',
  'Teguh',
  'Rina',
  'Joko',
  'Indah',
  'Fajar',
  'Kartika',
  'Surya',
  'Mega',
  'Arief',
  'Wulan',
  'Slamet',
  'Putri',
  'Gilang',
  'Tuti',
  'Irfan',
  'Novi',
  'Yoga',
  'Endang',
  'Reza',
  'Diah',
  'Asep',
  'Ani',
  'Ketut',
  'Made',
  'Tari',
  'Yosef',
  'Maria',
  'Daeng',
  'Halimah',
  'Taufik',
  'Lia',
] as const

const LAST = [
  'Wijaya',
  'Kurniawan',
  'Handayani',
  'Saputra',
  'Rahmawati',
  'Hidayat',
  'Susanti',
  'Setiawan',
  'Nugraha',
  'Permata',
  'Siregar',
  'Simanjuntak',
  'Lubis',
  'Pratiwi',
  'Santoso',
  'Gunawan',
  'Astuti',
  'Firmansyah',
  'Maulana',
  'Anggraini',
  'Tanjung',
  'Manurung',
  'Sitompul',
  'Utami',
  'Hakim',
  'Fauzi',
  'Pangestu',
  'Kusuma',
  'Matulessy',
  'Rumbiak',
  'Suryani',
  'Basuki',
] as const

/** The `index`-th customer: a name that no other index has. */
export function nameOf(index: number): string {
  const first = FIRST[index % FIRST.length]!
  // Some people have one name only.
  if (index < FIRST.length && index % 11 === 0) return first
  return `${first} ${LAST[(index * 7 + Math.floor(index / FIRST.length) * 3) % LAST.length]!}`
}

const MAIL_HOSTS = ['surel.example', 'kotakpos.example', 'pos.example'] as const

export function emailOf(name: string, index: number): string {
  return `${name.toLowerCase().replaceAll(' ', '.')}${index}@${MAIL_HOSTS[index % MAIL_HOSTS.length]!}`
}
