import { column } from '@adonisjs/lucid/orm'
import type { DateTime } from 'luxon'
import type { ReplyCheck, ReplyCheckName } from '#pki/judge'
import { Record as BaseRecord } from '#shared/database/base_model'
import { instant, json } from '#shared/database/columns'

/** Who signed a reply, as people compare it. Instants are ISO 8601. */
export interface SignerCard {
  commonName: string
  subject: string
  serial: string
  fingerprint: string
  notBefore: string
  notAfter: string
}

/** Storage keys of what a verdict rests on, each a DER file. */
export interface EvidenceKeys {
  certificates: string[]
  crls: string[]
  ocsp: string[]
}

/** One judgement of one reply. Never changed (the database refuses it): judging again adds one. */
export default class PksVerdict extends BaseRecord {
  static override table = 'pks_verdicts'

  @column()
  declare replyId: number

  @column()
  declare outcome: 'accepted' | 'rejected' | 'indeterminate'

  @column()
  declare judgedBy: string | null

  @json()
  declare checks: ReplyCheck[]

  @json()
  declare signer: SignerCard | null

  @json()
  declare evidence: EvidenceKeys | null

  @instant()
  declare judgedAt: DateTime

  /** The check that decides: the first that failed, else the first in doubt; null when all passed. */
  get decisive(): ReplyCheck | null {
    return (
      this.checks.find((check) => check.status === 'failed') ??
      this.checks.find((check) => check.status === 'indeterminate') ??
      null
    )
  }

  /**
   * Nothing is wrong with it but that its code is used: the accepted mail once more, over another relay, or one that was still undecided
   * when another was accepted. One reply, one answer (R6.4).
   */
  get failsOnlyForUsedCode(): boolean {
    const failed = this.checks.filter(({ status }) => status === 'failed')
    return failed.length === 1 && failed[0]!.reason === 'code.used'
  }

  failed(name: ReplyCheckName): boolean {
    return this.checks.some((check) => check.name === name && check.status === 'failed')
  }

  passed(name: ReplyCheckName): boolean {
    return this.checks.some((check) => check.name === name && check.status === 'passed')
  }
}
