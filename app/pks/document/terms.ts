import type { BasisPoints, Rupiah } from '#shared/money'

/**
 * What an agreement was made with, frozen when it is asked for: neither a later edit of the company, the content or the
 * configuration changes a word of it. Tax and account numbers are masked already (R2.5).
 */
export interface Terms {
  template: number
  operator: {
    name: string
    brand: string
    seal: string
    inboundAddress: string
    verificationUrl: string
  }
  partner: {
    company: string
    address: string
    npwp: string
    deedNumber: string
    /** `2019-04-02` */
    deedDate: string
    decreeNumber: string
    director: string
    contact: string
    email: string
    bank: { name: string; branch: string; account: string; holder: string }
  }
  content: {
    publicId: string
    version: number
    name: string
    summary: string
    category: { id: string; en: string }
    price: Rupiah
    kind: 'once' | 'subscription'
    carePhone: string
    careEmail: string
    redirectUrl: string
  }
  share: BasisPoints
  ppn: BasisPoints
  pph23: BasisPoints
}
