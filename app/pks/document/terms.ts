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
  /** Only in an addendum. */
  amends?: Amended
}

/** What an addendum changes (R3.8). */
export interface Amended {
  /** Of the agreement that it belongs to. */
  number: string
  /** When that was issued, `2026-11-21`. */
  issuedOn: string
  /** Number of what was in force before: that agreement, or its latest addendum. */
  inForce: string
  before: Annexed
}

/** What the annexes say. */
export type Annexed = Pick<Terms, 'content' | 'share' | 'ppn' | 'pph23'> &
  Pick<Terms['partner'], 'bank'>

export function annexedIn({ content, share, ppn, pph23, partner }: Terms): Annexed {
  return { content, share, ppn, pph23, bank: partner.bank }
}
