import type { Language } from '#core/http/surfaces'
import { formatDateTime } from '#core/views/format'
import { translator, type Translate } from '#core/words'
import type { Certificate } from '#pki/x509/certificate'
import type { Proof } from '#pks/evidence/proof'
import type { SealLevel } from '#pks/models/agreement'
import type { PinChannel } from '#pks/models/pinned_certificate'
import { CHANNEL_LABELS } from '#pks/presenters/trust_words'
import { DateTime } from 'luxon'

/** Where the seal lies in the PDF: its ByteRange, and how long its CMS is. */
export interface SealPlace {
  /** As the file writes it: `[0 840 33610 1200]`. */
  byteRange: string
  begin: number
  end: number
  /** Bytes of the CMS, without the padding behind it. */
  length: number
}

/** An OCSP answer, and the files of the certificate that it is about and of who issued that. */
export interface OcspStep {
  path: string
  certificate: string
  issuer: string
}

export interface GuideFacts {
  number: string
  reader: 'partner' | 'staff'
  document: { path: string; sha256: string; size: number }
  checkPage: string
  seal: {
    place: SealPlace
    proof: Proof
    level: SealLevel | null
    /** Revocation data that the document carries for its seal. */
    crls: string[]
    ocsp: OcspStep[]
  } | null
  reply: {
    path: string
    folder: string
    proof: Proof
    /** The registered address, as the mail's From writes it. */
    from: string | null
    /** The registered address, as the certificate writes it. */
    email: string | null
    /** By what the signer's certificate was believed where no authority stands for it. */
    pin: { channel: PinChannel; comparedAt: DateTime; pinnedAt: DateTime } | null
    /** The document lies in the mail in base64, as nearly always: it can be compared without a mail program. */
    holdsDocument: boolean
    crls: string[]
    ocsp: OcspStep[]
  } | null
  /** How many replies are in the folder. */
  replies: number
  /** When it was accepted; null while it has not been. */
  acceptedAt: DateTime | null
  /** The reply by which it was accepted is in the folder. */
  holdsAccepted: boolean
  archives: string[]
}

const LEVELS: Record<SealLevel, string> = {
  'B-B': 'pks.evidence.level_b',
  'B-T': 'pks.evidence.level_t',
  'B-LT': 'pks.evidence.level_lt',
}

const WIDTH = 92
const ENCODING = {
  ok: 'UTUH / WHOLE',
  same: 'SAMA / SAME',
  begins: 'AWALNYA SAMA / BEGINS THE SAME',
}

/**
 * The text in an evidence bundle that says how to check it by oneself: paragraphs, commands (`    $ …`) and what their
 * answers must hold (`    > …`). A test runs the commands as they stand.
 */
export function guide(facts: GuideFacts, language: Language): string {
  return new Guide(translator(language), language, facts).write()
}

class Guide {
  readonly #lines: string[] = []
  #chapter = 0

  constructor(
    readonly t: Translate,
    readonly language: Language,
    readonly facts: GuideFacts
  ) {}

  write(): string {
    const { number, seal, reply, replies, archives } = this.facts
    const title = this.t('pks.evidence.title', { number })
    this.#lines.push(title, '='.repeat(title.length), '')
    this.#say(this.t('pks.evidence.intro', { number, replies }))
    this.#say(this.t('pks.evidence.how_to_read'))
    this.#whole()
    if (seal) this.#seal(seal)
    if (reply) this.#reply(reply)
    else this.#withoutReply()
    if (archives.length > 0) this.#archives(archives)
    this.#reader()
    this.#files()
    return `${this.#lines.join('\n').trimEnd()}\n`
  }

  #whole(): void {
    const { document, checkPage } = this.facts
    this.#head(this.t('pks.evidence.whole'))
    this.#say(this.t('pks.evidence.whole_text'))
    this.#run(`sha256sum -c --quiet SHA256SUMS && echo '${ENCODING.ok}'`, ENCODING.ok)
    this.#say(this.t('pks.evidence.document_text', { url: checkPage }))
    this.#run(`sha256sum ${document.path}`, document.sha256)
  }

  #seal({ place, proof, level, crls, ocsp }: NonNullable<GuideFacts['seal']>): void {
    const { path, size } = this.facts.document
    this.#head(this.t('pks.evidence.seal'))
    this.#say(this.t('pks.evidence.seal_range'))
    this.#run(`grep -a -o '/ByteRange *\\[[^]]*\\]' ${path}`, place.byteRange)
    this.#run(`wc -c < ${path}`, String(size))
    this.#say(this.t('pks.evidence.seal_cut'))
    this.#run(`head -c ${place.begin} ${path} > seal-content.bin`)
    this.#run(`tail -c +${place.end + 1} ${path} >> seal-content.bin`)
    this.#run(
      `head -c ${place.begin + 1 + place.length * 2} ${path} | tail -c ${place.length * 2} | tr 'a-f' 'A-F' | basenc --base16 -d > seal.cms`
    )
    this.#say(this.t('pks.evidence.seal_verify', this.#moment(proof)))
    this.#run(
      `openssl cms -verify -binary -inform DER -in seal.cms -content seal-content.bin -CAfile seal/trust.pem -partial_chain -purpose any${this.#at(proof)} -out /dev/null`,
      'CMS Verification successful'
    )
    this.#anchor('seal', proof)
    if (level) this.#say(this.t(LEVELS[level]))
    if (crls.length + ocsp.length === 0) this.#say(this.t('pks.evidence.seal_without_lists'))
    else {
      this.#say(this.t('pks.evidence.seal_lists'))
      this.#revocation('seal', proof, crls, ocsp)
    }
  }

  #reply(reply: NonNullable<GuideFacts['reply']>): void {
    const { path, folder, proof, from, email, pin, holdsDocument, crls, ocsp } = reply
    this.#head(this.t('pks.evidence.reply'))
    const verify = pin ? 'pks.evidence.reply_verify_pinned' : 'pks.evidence.reply_verify'
    this.#say(this.t(verify, this.#moment(proof)))
    this.#run(
      `openssl cms -verify -in ${path} -CAfile ${folder}/trust.pem -partial_chain -purpose smimesign${this.#at(proof)} -signer reply-signer.pem -out reply-content.txt`,
      'CMS Verification successful'
    )
    this.#say(this.t('pks.evidence.reply_sender'))
    this.#run('openssl x509 -in reply-signer.pem -noout -subject -email', email ?? undefined)
    // The first From of the header with the lines that continue it, and nothing of the body.
    this.#run(
      `LC_ALL=C awk '/^\\r?$/ {exit} /^[Ff][Rr][Oo][Mm]:/ {found=1; print; next} found && !/^[ \\t]/ {exit} found' ${path}`,
      from ?? undefined
    )
    if (holdsDocument) {
      this.#say(this.t('pks.evidence.reply_document'))
      this.#run(`tr -d '\\r\\n' < reply-content.txt > reply-line.txt`)
      this.#run(`openssl base64 -A -in ${this.facts.document.path} > document-line.txt`)
      this.#run(
        `grep -a -F -q -f document-line.txt reply-line.txt && echo '${ENCODING.same}'`,
        ENCODING.same
      )
    } else this.#say(this.t('pks.evidence.reply_document_elsewhere'))
    if (pin) return this.#pinned(folder, proof, pin)
    this.#anchor(folder, proof)
    if (crls.length + ocsp.length > 0) this.#revocation(folder, proof, crls, ocsp)
  }

  #withoutReply(): void {
    const { acceptedAt, holdsAccepted } = this.facts
    if (acceptedAt === null) return this.#say(this.t('pks.evidence.no_reply'))
    if (holdsAccepted) return this.#say(this.t('pks.evidence.reply_unproven'))
    const time = formatDateTime(acceptedAt, this.language)
    this.#say(this.t('pks.evidence.reply_before', { time }))
  }

  #pinned(
    folder: string,
    { anchor }: Proof,
    { channel, comparedAt, pinnedAt }: NonNullable<NonNullable<GuideFacts['reply']>['pin']>
  ): void {
    this.#say(
      this.t('pks.evidence.pinned', {
        channel: this.t(CHANNEL_LABELS[channel]),
        compared: formatDateTime(comparedAt, this.language),
        confirmed: formatDateTime(pinnedAt, this.language),
      })
    )
    this.#run(
      `openssl x509 -in ${folder}/anchor.pem -noout -subject -fingerprint -sha256`,
      groups(anchor)
    )
    this.#run(`grep -F '"certificate_sha256": "${anchor.fingerprint}"' ${folder}/pin.json`)
    this.#say(this.t('pks.evidence.pinned_no_issuer'))
  }

  #revocation(
    folder: string,
    proof: Proof,
    crls: readonly string[],
    ocsp: readonly OcspStep[]
  ): void {
    this.#say(
      this.t(
        proof.revocation ? 'pks.evidence.revocation_in_trust' : 'pks.evidence.revocation_apart'
      )
    )
    for (const path of crls)
      this.#run(
        `openssl crl -inform DER -in ${path} -noout -issuer -lastupdate -nextupdate`,
        'issuer'
      )
    for (const { path, certificate, issuer } of ocsp) {
      this.#run(
        `openssl ocsp -respin ${path} -issuer ${issuer} -cert ${certificate} -CAfile ${folder}/trust.pem -verify_other ${folder}/certificates.pem -partial_chain -attime ${seconds(proof)}`,
        'Response verify OK',
        'good'
      )
    }
  }

  #archives(paths: string[]): void {
    const { path, size } = this.facts.document
    this.#head(this.t('pks.evidence.archives'))
    this.#say(this.t('pks.evidence.archives_text'))
    for (const copy of paths)
      this.#run(`cmp -n ${size} ${path} ${copy} && echo '${ENCODING.begins}'`, ENCODING.begins)
  }

  #reader(): void {
    const { path } = this.facts.document
    this.#head(this.t('pks.evidence.reader'))
    this.#say(this.t('pks.evidence.reader_pdfsig'))
    this.#run(`pdfsig -nocert ${path}`, 'Signature is Valid.', 'Total document signed')
    this.#say(this.t('pks.evidence.reader_acrobat'))
  }

  #files(): void {
    this.#head(this.t('pks.evidence.files'))
    this.#say(this.t('pks.evidence.files_text', { replies: this.facts.replies }))
    this.#say(
      this.t(
        this.facts.reader === 'staff'
          ? 'pks.evidence.files_of_staff'
          : 'pks.evidence.files_of_partner'
      )
    )
  }

  #anchor(folder: string, { anchor }: Proof): void {
    this.#say(this.t('pks.evidence.anchor'))
    this.#run(
      `openssl x509 -in ${folder}/anchor.pem -noout -subject -fingerprint -sha256`,
      groups(anchor)
    )
  }

  #at(proof: Proof): string {
    return ` -attime ${seconds(proof)}${proof.revocation}`
  }

  #moment({ at }: Proof): { time: string } {
    return { time: formatDateTime(DateTime.fromJSDate(at), this.language) }
  }

  #head(title: string): void {
    const line = `${++this.#chapter}. ${title}`
    this.#lines.push('', line, '-'.repeat(line.length), '')
  }

  #say(text: string): void {
    let line = ''
    for (const word of text.split(' ')) {
      if (line.length + word.length >= WIDTH) {
        this.#lines.push(line)
        line = word
      } else line = line ? `${line} ${word}` : word
    }
    this.#lines.push(line, '')
  }

  #run(command: string, ...answers: (string | undefined)[]): void {
    this.#lines.push(`    $ ${command}`)
    for (const answer of answers) if (answer) this.#lines.push(`    > ${answer}`)
    this.#lines.push('')
  }
}

const seconds = ({ at }: Proof) => Math.floor(at.getTime() / 1000)

/** As OpenSSL writes a fingerprint. */
const groups = ({ fingerprint }: Certificate) => fingerprint.toUpperCase().match(/../g)!.join(':')
