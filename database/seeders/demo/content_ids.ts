import { publicIdOf } from '#database/factories/rows'

/** A content's cover follows from its public id: these make neighbours on the shelf differ in their dye. */
const SHADES: Readonly<Record<string, number>> = {
  'dongeng-kancil': 36,
  'cuaca-nelayan': 14,
  'kas-warung': 54,
  'liga-tarkam': 222,
  'pintar-pecahan': 2,
  'jamu-rimpang': 16,
  'warta-pasar': 96,
  'layang-aduan': 22,
  'kamus-sunda-jawa': 2,
  'gamelan-saku': 89,
  'radio-keroncong': 2,
  'tembang-dolanan': 52,
  'mewarnai-wayang': 11,
  'sebelum-tidur': 6,
  'jadwal-kapal': 12,
  'stok-toko': 9,
  'nota-kilat': 6,
  'congklak': 7,
  'aksara-jawa': 2,
  'catatan-tensi': 1,
  'kabar-tani': 4,
  'jelajah-candi': 8,
  'suling-sunda': 8,
  'sape-hulu': 26,
  'sasando-rote': 4,
}

/** The public id of a demo content, the same after every reset. */
export function contentIdOf(key: string): string {
  const shade = SHADES[key]
  return publicIdOf(shade === undefined ? key : `${key}/${shade}`)
}
