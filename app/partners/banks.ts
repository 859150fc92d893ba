/**
 * Banks that take a transfer in rupiah, with the three digits by which clearing and transfer networks know them (Bank Indonesia's list
 * of participants). A bank that is not among them may be typed: the list helps, and never refuses.
 */
export interface Bank {
  /** `014` */
  code: string
  /** As it is kept and printed. */
  name: string
  /** What people call it beside its name. */
  aliases?: readonly string[]
  /** How many digits its account numbers have; absent where they differ too much to tell a slip from a number. */
  accountDigits?: readonly number[]
}

export const BANKS: readonly Bank[] = [
  { code: '002', name: 'Bank Rakyat Indonesia', aliases: ['BRI'], accountDigits: [15] },
  { code: '008', name: 'Bank Mandiri', aliases: ['Mandiri'], accountDigits: [13] },
  { code: '009', name: 'Bank Negara Indonesia', aliases: ['BNI'], accountDigits: [10] },
  { code: '011', name: 'Bank Danamon', aliases: ['Danamon'] },
  { code: '013', name: 'Bank Permata', aliases: ['Permata'] },
  { code: '014', name: 'Bank Central Asia', aliases: ['BCA'], accountDigits: [10] },
  { code: '016', name: 'Maybank Indonesia', aliases: ['Maybank', 'BII'] },
  { code: '019', name: 'Bank Panin', aliases: ['Panin', 'Panin Bank'] },
  { code: '022', name: 'CIMB Niaga', aliases: ['CIMB', 'Bank CIMB Niaga'] },
  { code: '023', name: 'UOB Indonesia', aliases: ['UOB', 'Bank UOB'] },
  { code: '028', name: 'OCBC Indonesia', aliases: ['OCBC', 'OCBC NISP', 'Bank OCBC NISP'] },
  { code: '031', name: 'Citibank', aliases: ['Citi'] },
  { code: '032', name: 'JPMorgan Chase Bank', aliases: ['JP Morgan'] },
  { code: '033', name: 'Bank of America' },
  { code: '036', name: 'China Construction Bank Indonesia', aliases: ['CCB Indonesia'] },
  { code: '037', name: 'Bank Artha Graha Internasional', aliases: ['Artha Graha'] },
  { code: '042', name: 'MUFG Bank', aliases: ['Bank of Tokyo Mitsubishi UFJ'] },
  { code: '046', name: 'Bank DBS Indonesia', aliases: ['DBS'] },
  { code: '047', name: 'Bank Resona Perdania', aliases: ['Resona'] },
  { code: '048', name: 'Bank Mizuho Indonesia', aliases: ['Mizuho'] },
  { code: '050', name: 'Standard Chartered Bank', aliases: ['Standard Chartered'] },
  { code: '054', name: 'Bank Capital Indonesia', aliases: ['Bank Capital'] },
  { code: '057', name: 'BNP Paribas Indonesia', aliases: ['BNP Paribas'] },
  { code: '061', name: 'Bank ANZ Indonesia', aliases: ['ANZ'] },
  { code: '067', name: 'Deutsche Bank' },
  { code: '069', name: 'Bank of China' },
  { code: '076', name: 'Bank Bumi Arta' },
  { code: '087', name: 'Bank HSBC Indonesia', aliases: ['HSBC'] },
  { code: '095', name: 'Bank JTrust Indonesia', aliases: ['JTrust', 'J Trust'] },
  { code: '097', name: 'Bank Mayapada', aliases: ['Mayapada'] },
  { code: '110', name: 'Bank BJB', aliases: ['BJB', 'Bank Jabar Banten'] },
  { code: '111', name: 'Bank DKI', aliases: ['Bank Jakarta'] },
  { code: '112', name: 'Bank BPD DIY', aliases: ['BPD DIY'] },
  { code: '113', name: 'Bank Jateng', aliases: ['BPD Jateng'] },
  { code: '114', name: 'Bank Jatim', aliases: ['BPD Jatim'] },
  { code: '115', name: 'Bank Jambi', aliases: ['BPD Jambi'] },
  { code: '116', name: 'Bank Aceh Syariah', aliases: ['Bank Aceh'] },
  { code: '117', name: 'Bank Sumut', aliases: ['BPD Sumut'] },
  { code: '118', name: 'Bank Nagari', aliases: ['BPD Sumbar'] },
  { code: '119', name: 'Bank Riau Kepri Syariah', aliases: ['Bank Riau Kepri', 'BRK Syariah'] },
  { code: '120', name: 'Bank Sumsel Babel', aliases: ['BPD Sumsel'] },
  { code: '121', name: 'Bank Lampung', aliases: ['BPD Lampung'] },
  { code: '122', name: 'Bank Kalsel', aliases: ['BPD Kalsel'] },
  { code: '123', name: 'Bank Kalbar', aliases: ['BPD Kalbar'] },
  { code: '124', name: 'Bank Kaltimtara', aliases: ['BPD Kaltim', 'Bankaltimtara'] },
  { code: '125', name: 'Bank Kalteng', aliases: ['BPD Kalteng'] },
  { code: '126', name: 'Bank Sulselbar', aliases: ['BPD Sulsel'] },
  { code: '127', name: 'Bank SulutGo', aliases: ['BPD Sulut'] },
  { code: '128', name: 'Bank NTB Syariah', aliases: ['Bank NTB'] },
  { code: '129', name: 'Bank BPD Bali', aliases: ['BPD Bali'] },
  { code: '130', name: 'Bank NTT', aliases: ['BPD NTT'] },
  { code: '131', name: 'Bank Maluku Malut', aliases: ['BPD Maluku'] },
  { code: '132', name: 'Bank Papua', aliases: ['BPD Papua'] },
  { code: '133', name: 'Bank Bengkulu', aliases: ['BPD Bengkulu'] },
  { code: '134', name: 'Bank Sulteng', aliases: ['BPD Sulteng'] },
  { code: '135', name: 'Bank Sultra', aliases: ['BPD Sultra'] },
  { code: '137', name: 'Bank Banten', aliases: ['BPD Banten'] },
  { code: '146', name: 'Bank of India Indonesia' },
  { code: '147', name: 'Bank Muamalat', aliases: ['Muamalat'] },
  { code: '151', name: 'Bank Mestika Dharma', aliases: ['Bank Mestika'] },
  { code: '152', name: 'Bank Shinhan Indonesia', aliases: ['Shinhan'] },
  { code: '153', name: 'Bank Sinarmas', aliases: ['Sinarmas'] },
  { code: '157', name: 'Bank Maspion', aliases: ['Maspion'] },
  { code: '161', name: 'Bank Ganesha' },
  { code: '164', name: 'Bank ICBC Indonesia', aliases: ['ICBC'] },
  { code: '167', name: 'Bank QNB Indonesia', aliases: ['QNB'] },
  { code: '200', name: 'Bank Tabungan Negara', aliases: ['BTN'], accountDigits: [16] },
  { code: '212', name: 'Bank Woori Saudara', aliases: ['Woori Saudara', 'BWS'] },
  { code: '213', name: 'Bank SMBC Indonesia', aliases: ['BTPN', 'Bank BTPN', 'Jenius', 'SMBC'] },
  { code: '405', name: 'Bank Victoria Syariah' },
  { code: '425', name: 'Bank BJB Syariah', aliases: ['BJB Syariah'] },
  { code: '426', name: 'Bank Mega', aliases: ['Mega'] },
  { code: '441', name: 'KB Bank', aliases: ['Bank Bukopin', 'KB Bukopin', 'Bukopin'] },
  { code: '451', name: 'Bank Syariah Indonesia', aliases: ['BSI'], accountDigits: [10] },
  { code: '472', name: 'Bank Jasa Jakarta', aliases: ['Bank Saqu', 'Saqu'] },
  { code: '484', name: 'Bank KEB Hana Indonesia', aliases: ['KEB Hana', 'Hana Bank', 'LINE Bank'] },
  { code: '485', name: 'Bank MNC Internasional', aliases: ['MNC Bank', 'Motion Bank'] },
  { code: '490', name: 'Bank Neo Commerce', aliases: ['Neo Commerce', 'BNC'] },
  { code: '494', name: 'Bank Raya Indonesia', aliases: ['Bank Raya', 'BRI Agro'] },
  { code: '498', name: 'Bank SBI Indonesia', aliases: ['SBI Indonesia'] },
  { code: '501', name: 'Bank Digital BCA', aliases: ['Blu', 'BCA Digital', 'blu by BCA Digital'] },
  { code: '503', name: 'Bank Nationalnobu', aliases: ['Nobu', 'Nobu Bank'] },
  { code: '506', name: 'Bank Mega Syariah', aliases: ['Mega Syariah'] },
  { code: '513', name: 'Bank Ina Perdana', aliases: ['Bank Ina'] },
  { code: '517', name: 'Bank Panin Dubai Syariah', aliases: ['Panin Dubai Syariah'] },
  { code: '521', name: 'KB Bank Syariah', aliases: ['Bank KB Bukopin Syariah'] },
  { code: '523', name: 'Bank Sahabat Sampoerna', aliases: ['Sahabat Sampoerna'] },
  { code: '526', name: 'Bank Oke Indonesia', aliases: ['OK Bank'] },
  { code: '531', name: 'Amar Bank', aliases: ['Bank Amar Indonesia'] },
  { code: '535', name: 'SeaBank Indonesia', aliases: ['SeaBank', 'Sea Bank'] },
  { code: '536', name: 'BCA Syariah', aliases: ['Bank BCA Syariah'] },
  { code: '542', name: 'Bank Jago', aliases: ['Jago'] },
  { code: '547', name: 'Bank BTPN Syariah', aliases: ['BTPN Syariah'] },
  { code: '548', name: 'Bank Multiarta Sentosa', aliases: ['Bank MAS'] },
  { code: '553', name: 'Bank Hibank Indonesia', aliases: ['Hibank', 'Bank Mayora'] },
  { code: '555', name: 'Bank Index Selindo', aliases: ['Bank Index'] },
  { code: '562', name: 'Super Bank Indonesia', aliases: ['Superbank', 'Bank Fama'] },
  { code: '564', name: 'Bank Mandiri Taspen', aliases: ['Mandiri Taspen', 'Mantap'] },
  { code: '566', name: 'Bank Victoria International', aliases: ['Bank Victoria'] },
  { code: '567', name: 'Allo Bank Indonesia', aliases: ['Allo Bank', 'Bank Harda'] },
  { code: '945', name: 'Bank IBK Indonesia', aliases: ['IBK'] },
  { code: '947', name: 'Bank Aladin Syariah', aliases: ['Aladin'] },
  { code: '949', name: 'Bank CTBC Indonesia', aliases: ['CTBC'] },
  { code: '950', name: 'Bank Commonwealth', aliases: ['Commonwealth'] },
]

/** What people add to a bank's name or leave out: `PT. Bank Mandiri (Persero) Tbk` is `mandiri`. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[().,]/g, ' ')
    .replace(/\b(pt|tbk|persero|bank)\b/g, ' ')
    .replace(/[^a-z0-9]+/g, '')
}

const BY_WORD = new Map<string, Bank>()
for (const bank of BANKS) {
  for (const word of [bank.code, bank.name, ...(bank.aliases ?? [])]) BY_WORD.set(plain(word), bank)
}

/**
 * The bank that somebody means.
 *
 * @param typed its name in full or short (`BCA`, `PT Bank Central Asia Tbk`), or its code (`014`)
 * @returns null for one that is not on the list
 */
export function findBank(typed: string): Bank | null {
  return BY_WORD.get(plain(typed)) ?? null
}
