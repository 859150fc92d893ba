import { BANK_LINK_LIFE } from '#partners/actions/change_bank'
import BankChange from '#partners/models/bank_change'
import Partner from '#partners/models/partner'
import type { Trx } from '#shared/database/main'
import { travelTo } from '#shared/clock'
import type { Calendar } from './calendar.js'

/** What is told of a company; the rest of a registration follows from it. */
interface Company {
  company: string
  /** contact person */
  name: string
  email: string
  /** customer care, the same for all its contents */
  carePhone: string
  careEmail: string
  website: string
  address: string
  mobile: string
  phone: string
  bank: [name: string, branch: string]
  deed: [number: string, date: string]
  decree: string
  director: string
  nib: string | null
  siup: string | null
  tdp: string | null
  ktp: string
  npwp: string
  companyNpwp: string
  directorKtp: string
  bankAccount: string
  /** registered so many days ago; validated by Legal a few days later */
  since: number
}

/** Legal's part takes so many days here; a younger company waits for it. */
const LEGAL_AFTER = 11

export const COMPANIES = {
  nada: {
    company: 'PT Nada Pusaka Digital',
    name: 'Bagas Wirawan',
    email: 'bagas@nadapusaka.example',
    carePhone: '08005550132',
    careEmail: 'bantuan@nadapusaka.example',
    website: 'https://nadapusaka.example',
    address: 'Jl. Rejowinangun 21, Kotagede, Kota Yogyakarta, DI Yogyakarta 55171',
    mobile: '081255501178',
    phone: '02745550132',
    bank: ['Bank Nusa Artha', 'KCP Kotagede'],
    deed: ['12', '2019-03-04'],
    decree: 'AHU-0012345.AH.01.01.TAHUN 2019',
    director: 'Laksmi Anindita',
    nib: '9120103455678',
    siup: null,
    tdp: null,
    ktp: '3471050412890001',
    npwp: '084152271541000',
    companyNpwp: '023187750541000',
    directorKtp: '3471096406750003',
    bankAccount: '1370012556780',
    since: 520,
  },
  cerita: {
    company: 'PT Rumah Cerita Anak',
    name: 'Ayu Maharani',
    email: 'ayu@rumahcerita.example',
    carePhone: '08005550147',
    careEmail: 'halo@rumahcerita.example',
    website: 'https://rumahcerita.example',
    address: 'Jl. Cikini Raya 58B, Menteng, Jakarta Pusat, DKI Jakarta 10330',
    mobile: '081155504471',
    phone: '02155507731',
    bank: ['Bank Cakra Niaga', 'KCP Cikini'],
    deed: ['07', '2017-08-21'],
    decree: 'AHU-0038811.AH.01.01.TAHUN 2017',
    director: 'Ayu Maharani',
    nib: '8120011725504',
    siup: null,
    tdp: null,
    ktp: '3171065708860004',
    npwp: '719402281071000',
    companyNpwp: '814470092071000',
    directorKtp: '3171065708860004',
    bankAccount: '0059118823',
    since: 480,
  },
  sagara: {
    company: 'CV Sagara Biru Teknologi',
    name: 'Andi Patiroi',
    email: 'andi@sagarabiru.example',
    carePhone: '08005550161',
    careEmail: 'siaga@sagarabiru.example',
    website: 'https://sagarabiru.example',
    address: 'Jl. Penghibur 14, Ujung Pandang, Kota Makassar, Sulawesi Selatan 90111',
    mobile: '085255506620',
    phone: '04115550188',
    bank: ['Bank Pesisir Makmur', 'KC Makassar'],
    deed: ['31', '2020-01-16'],
    decree: 'AHU-0002719-AH.01.14 TAHUN 2020',
    director: 'Andi Patiroi',
    nib: '0220003871190',
    siup: null,
    tdp: null,
    ktp: '7371031905840002',
    npwp: '903118826801000',
    companyNpwp: '941733107801000',
    directorKtp: '7371031905840002',
    bankAccount: '2209004417723',
    since: 470,
  },
  lumbung: {
    company: 'PT Lumbung Kasir Utama',
    name: 'Dimas Handoko',
    email: 'dimas@lumbungkasir.example',
    carePhone: '08005550144',
    careEmail: 'bantuan@kaswarung.example',
    website: 'https://lumbungkasir.example',
    address: 'Jl. Pemuda 142, Semarang Tengah, Kota Semarang, Jawa Tengah 50132',
    mobile: '081355507702',
    phone: '02455508891',
    bank: ['Bank Cakra Niaga', 'KC Semarang Pemuda'],
    deed: ['12', '2019-03-04'],
    decree: 'AHU-0011902.AH.01.01.TAHUN 2019',
    director: 'Sri Handayani',
    nib: '9120201883341',
    siup: null,
    tdp: null,
    ktp: '3374020308830003',
    npwp: '770318822503000',
    companyNpwp: '935560011503000',
    directorKtp: '3374025211690001',
    bankAccount: '0138845521',
    since: 500,
  },
  lapangan: {
    company: 'CV Lapangan Sembilan',
    name: 'Rizky Ramadhan',
    email: 'rizky@lapangan9.example',
    carePhone: '08005550159',
    careEmail: 'wasit@lapangan9.example',
    website: 'https://lapangan9.example',
    address: 'Jl. Burangrang 33, Lengkong, Kota Bandung, Jawa Barat 40262',
    mobile: '082155509934',
    phone: '02255503314',
    bank: ['Bank Nusa Artha', 'KCP Buah Batu'],
    deed: ['19', '2018-11-02'],
    decree: 'AHU-0007740-AH.01.14 TAHUN 2018',
    director: 'Rizky Ramadhan',
    nib: null,
    siup: '503/1187-DPMPTSP/2018',
    tdp: '101134703318',
    ktp: '3273081502910005',
    npwp: '821175502424000',
    companyNpwp: '859904427424000',
    directorKtp: '3273081502910005',
    bankAccount: '1310077045528',
    since: 510,
  },
  kelas: {
    company: 'PT Kelas Kita Bersama',
    name: 'Nur Fadilah',
    email: 'nur@kelaskita.example',
    carePhone: '08005550173',
    careEmail: 'guru@kelaskita.example',
    website: 'https://kelaskita.example',
    address: 'Jl. Dharmahusada Indah 9, Mulyorejo, Kota Surabaya, Jawa Timur 60115',
    mobile: '081455502218',
    phone: '03155509027',
    bank: ['Bank Cakra Niaga', 'KCP Dharmahusada'],
    deed: ['44', '2016-05-10'],
    decree: 'AHU-0023308.AH.01.01.TAHUN 2016',
    director: 'Hari Sutrisno',
    nib: '8120316620071',
    siup: null,
    tdp: null,
    ktp: '3578266204900002',
    npwp: '668217797619000',
    companyNpwp: '801126657619000',
    directorKtp: '3578260911720004',
    bankAccount: '0217733094',
    since: 505,
  },
  rimpang: {
    company: 'CV Rimpang Sehat',
    name: 'Endah Puspitasari',
    email: 'endah@rimpangsehat.example',
    carePhone: '08005550186',
    careEmail: 'jamu@rimpangsehat.example',
    website: 'https://rimpangsehat.example',
    address: 'Jl. Veteran 77, Serengan, Kota Surakarta, Jawa Tengah 57155',
    mobile: '085655504487',
    phone: '02715556609',
    bank: ['Bank Nusa Artha', 'KC Surakarta'],
    deed: ['05', '2021-02-18'],
    decree: 'AHU-0009126-AH.01.14 TAHUN 2021',
    director: 'Endah Puspitasari',
    nib: '1287000334512',
    siup: null,
    tdp: null,
    ktp: '3372034509880003',
    npwp: '912207743526000',
    companyNpwp: '968831198526000',
    directorKtp: '3372034509880003',
    bankAccount: '1380099012245',
    since: 490,
  },
  timur: {
    company: 'CV Angin Timur Media',
    name: 'Yohanes Rihi',
    email: 'yohanes@angintimur.example',
    carePhone: '08005550195',
    careEmail: 'kabar@angintimur.example',
    website: 'https://angintimur.example',
    address: 'Jl. El Tari 26, Oebobo, Kota Kupang, Nusa Tenggara Timur 85111',
    mobile: '082255508840',
    phone: '03805551127',
    bank: ['Bank Pesisir Makmur', 'KCP Oebobo'],
    deed: ['22', '2018-07-09'],
    decree: 'AHU-0005563-AH.01.14 TAHUN 2018',
    director: 'Maria Lede',
    nib: '8120204471190',
    siup: null,
    tdp: null,
    ktp: '5371042107870001',
    npwp: '874410921922000',
    companyNpwp: '892236613922000',
    directorKtp: '5371046803760002',
    bankAccount: '2209118830041',
    since: 515,
  },
  merapi: {
    company: 'PT Merapi Warna Semesta',
    name: 'Galih Prakoso',
    email: 'galih@merapiwarna.example',
    carePhone: '08005550199',
    careEmail: 'layanan@merapiwarna.example',
    website: 'https://merapiwarna.example',
    address: 'Jl. Kaliurang KM 9, Ngaglik, Kabupaten Sleman, DI Yogyakarta 55581',
    mobile: '081555503391',
    phone: '02745559911',
    bank: ['Bank Cakra Niaga', 'KCP Kaliurang'],
    deed: ['63', '2026-09-15'],
    decree: 'AHU-0071284.AH.01.01.TAHUN 2026',
    director: 'Galih Prakoso',
    nib: '1509260038817',
    siup: null,
    tdp: null,
    ktp: '3404121106930002',
    npwp: '931846620542000',
    companyNpwp: '991740036542000',
    directorKtp: '3404121106930002',
    bankAccount: '0412290867',
    since: 2,
  },
} as const satisfies Record<string, Company>

export type CompanyKey = keyof typeof COMPANIES
export type Partners = Record<CompanyKey, Partner>

/** One company has confirmed another account by mail; Legal and Finance find it on their desk. */
async function wishForAccount(trx: Trx, partner: Partner, calendar: Calendar): Promise<void> {
  const asked = calendar.daysAgo(1, '16:05')
  travelTo(asked)
  const { bankName, bankBranch, bankAccount, bankHolder } = partner
  const former = { bankName, bankBranch, bankAccount, bankHolder }
  await BankChange.create(
    {
      partnerId: partner.id,
      status: 'confirmed',
      wanted: JSON.stringify({
        ...former,
        bankName: 'Bank Nusa Artha',
        bankAccount: '1360088412207',
      }),
      former: JSON.stringify(former),
      expiresAt: asked.plus(BANK_LINK_LIFE),
      confirmedAt: asked.plus({ minutes: 14 }),
    },
    { client: trx }
  )
}

/** All of them with one password, whose stored form is given. */
export async function seedPartners(
  trx: Trx,
  calendar: Calendar,
  password: string
): Promise<Partners> {
  const made: Partial<Partners> = {}
  const eldestFirst = (Object.entries(COMPANIES) as [CompanyKey, Company][]).sort(
    ([, one], [, other]) => other.since - one.since
  )
  for (const [key, company] of eldestFirst) {
    const registered = calendar.daysAgo(company.since, '13:20')
    travelTo(registered)
    made[key] = await Partner.create(
      {
        status: 'active',
        language: 'id',
        email: company.email,
        password,
        name: company.name,
        companyName: company.company,
        address: company.address,
        mobile: company.mobile,
        phone: company.phone,
        website: company.website,
        bankName: company.bank[0],
        bankBranch: company.bank[1],
        bankHolder: company.company,
        siup: company.siup,
        tdp: company.tdp,
        nib: company.nib,
        deedNumber: company.deed[0],
        deedDate: company.deed[1],
        decreeNumber: company.decree,
        directorName: company.director,
        ktp: company.ktp,
        npwp: company.npwp,
        bankAccount: company.bankAccount,
        companyNpwp: company.companyNpwp,
        directorKtp: company.directorKtp,
        activatedAt: registered.plus({ minutes: 9 }),
        legalValidatedAt:
          company.since > LEGAL_AFTER
            ? calendar.daysAgo(company.since - LEGAL_AFTER, '10:40')
            : null,
      },
      { client: trx }
    )
  }
  await wishForAccount(trx, made.lumbung!, calendar)
  return made as Partners
}
