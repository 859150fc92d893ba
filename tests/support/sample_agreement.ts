import { DateTime } from 'luxon'
import type { Terms } from '#pks/document/terms'

/** When the sample was issued. */
export const ISSUED = DateTime.fromISO('2026-11-21T15:20:00+07:00') as DateTime<true>

/** What a PKS is about, made up: no database needed. */
export const TERMS: Terms = {
  template: 1,
  operator: {
    name: 'PT Telekomunikasi Indonesia Tbk',
    brand: 'Telkom Webstore',
    seal: 'Webstore Telkom',
    inboundAddress: 'pks@webstore.example',
    verificationUrl: 'https://stores.example/verifikasi',
  },
  partner: {
    company: 'PT Nada Pusaka Digital',
    address: 'Jl. Rejowinangun 21, Kotagede, Yogyakarta 55171',
    npwp: '•••• 1000',
    deedNumber: '12',
    deedDate: '2019-03-04',
    decreeNumber: 'AHU-0012345.AH.01.01.TAHUN 2019',
    director: 'Laksmi Anindita',
    contact: 'Bagas Wirawan',
    email: 'bagas@nadapusaka.example',
    bank: {
      name: 'Bank Nusa Artha',
      branch: 'KCP Kotagede',
      account: '•••• 6780',
      holder: 'PT Nada Pusaka',
    },
  },
  content: {
    publicId: '01KAQ4T0000000000000000000',
    version: 1,
    name: 'Gamelan Saku',
    summary: 'Belajar gamelan dari ponsel, lengkap dengan notasi kepatihan.',
    category: { id: 'Musik', en: 'Music' },
    price: 22_000,
    kind: 'subscription',
    carePhone: '02745550132',
    careEmail: 'bantuan@nadapusaka.example',
    redirectUrl: 'https://gamelan.nadapusaka.example/masuk',
  },
  share: 6500,
  ppn: 1100,
  pph23: 200,
}

/** An agreement with nothing but what its document is made from. */
export const sampleAgreement = (terms: Terms = TERMS) => ({
  publicId: '01KAQ4TVZ3B6W3E0PJ5J1J1J1J',
  number: 'PKS-2026-0117',
  verificationNumber: '7KQM-3WXE-RT9A',
  terms,
})
