import type { HttpContext } from '@adonisjs/core/http'
import { absoluteUrl } from '#core/http/surfaces'
import { sealKeyPanels } from '#pks/presenters/public_seal_keys'

/** A step: its words, and the drawing that shows it with the words that stand in for it. */
interface Step {
  text: string
  /** Of `/help-pictures`. */
  picture?: string
  alt?: string
  /** Shows the fingerprints of our sealing certificates. */
  sealKeys?: true
  /** Leads to the page on which anybody checks a PKS. */
  checkPage?: true
}

/** The parts of the help page, in reading order; failed checks link to them by `id`. */
const TOPICS: { id: string; title: string; lead: string; steps: Step[] }[] = [
  {
    id: 'validate',
    title: 'pks.help.validate.title',
    lead: 'pks.help.validate.lead',
    steps: [
      { text: 'pks.help.validate.steps.1' },
      {
        text: 'pks.help.validate.steps.2',
        picture: 'reader-panel',
        alt: 'pks.help.picture.reader_panel',
      },
      { text: 'pks.help.validate.steps.3', sealKeys: true },
      {
        text: 'pks.help.validate.steps.4',
        picture: 'reader-trust',
        alt: 'pks.help.picture.reader_trust',
      },
      {
        text: 'pks.help.validate.steps.5',
        picture: 'reader-bar',
        alt: 'pks.help.picture.reader_bar',
      },
      {
        text: 'pks.help.validate.steps.6',
        checkPage: true,
        picture: 'check-page',
        alt: 'pks.help.picture.check_page',
      },
    ],
  },
  {
    id: 'certificate',
    title: 'pks.help.certificate.title',
    lead: 'pks.help.certificate.lead',
    steps: [
      { text: 'pks.help.certificate.steps.1' },
      {
        text: 'pks.help.certificate.steps.2',
        picture: 'certificate-form',
        alt: 'pks.help.picture.certificate_form',
      },
      {
        text: 'pks.help.certificate.steps.3',
        picture: 'certificate-proof',
        alt: 'pks.help.picture.certificate_proof',
      },
      {
        text: 'pks.help.certificate.steps.4',
        picture: 'certificate-file',
        alt: 'pks.help.picture.certificate_file',
      },
      { text: 'pks.help.certificate.steps.5' },
    ],
  },
  {
    id: 'sign',
    title: 'pks.help.sign.title',
    lead: 'pks.help.sign.lead',
    steps: [
      { text: 'pks.help.sign.steps.1' },
      { text: 'pks.help.sign.steps.2' },
      { text: 'pks.help.sign.steps.3' },
      {
        text: 'pks.help.sign.steps.4',
        picture: 'program-choice',
        alt: 'pks.help.picture.program_choice',
      },
    ],
  },
  {
    id: 'outlook',
    title: 'pks.help.outlook.title',
    lead: 'pks.help.outlook.lead',
    steps: [
      {
        text: 'pks.help.outlook.steps.1',
        picture: 'outlook-trust',
        alt: 'pks.help.picture.outlook_trust',
      },
      {
        text: 'pks.help.outlook.steps.2',
        picture: 'outlook-import',
        alt: 'pks.help.picture.outlook_import',
      },
      {
        text: 'pks.help.outlook.steps.3',
        picture: 'outlook-choose',
        alt: 'pks.help.picture.outlook_choose',
      },
      {
        text: 'pks.help.outlook.steps.4',
        picture: 'outlook-sign',
        alt: 'pks.help.picture.outlook_sign',
      },
      {
        text: 'pks.help.outlook.steps.5',
        picture: 'outlook-new',
        alt: 'pks.help.picture.outlook_new',
      },
    ],
  },
  {
    id: 'thunderbird',
    title: 'pks.help.thunderbird.title',
    lead: 'pks.help.thunderbird.lead',
    steps: [
      {
        text: 'pks.help.thunderbird.steps.1',
        picture: 'thunderbird-settings',
        alt: 'pks.help.picture.thunderbird_settings',
      },
      {
        text: 'pks.help.thunderbird.steps.2',
        picture: 'thunderbird-import',
        alt: 'pks.help.picture.thunderbird_import',
      },
      {
        text: 'pks.help.thunderbird.steps.3',
        picture: 'thunderbird-choose',
        alt: 'pks.help.picture.thunderbird_choose',
      },
      {
        text: 'pks.help.thunderbird.steps.4',
        picture: 'thunderbird-sign',
        alt: 'pks.help.picture.thunderbird_sign',
      },
    ],
  },
  {
    id: 'apple',
    title: 'pks.help.apple.title',
    lead: 'pks.help.apple.lead',
    steps: [
      {
        text: 'pks.help.apple.steps.1',
        picture: 'apple-keychain',
        alt: 'pks.help.picture.apple_keychain',
      },
      { text: 'pks.help.apple.steps.2' },
      {
        text: 'pks.help.apple.steps.3',
        picture: 'apple-sign',
        alt: 'pks.help.picture.apple_sign',
      },
    ],
  },
  {
    id: 'reply',
    title: 'pks.help.reply.title',
    lead: 'pks.help.reply.lead',
    steps: [
      {
        text: 'pks.help.reply.steps.1',
        picture: 'reply-subject',
        alt: 'pks.help.picture.reply_subject',
      },
      { text: 'pks.help.reply.steps.2' },
      {
        text: 'pks.help.reply.steps.3',
        picture: 'reply-attach',
        alt: 'pks.help.picture.reply_attach',
      },
      {
        text: 'pks.help.reply.steps.4',
        picture: 'reply-verdict',
        alt: 'pks.help.picture.reply_verdict',
      },
      {
        text: 'pks.help.reply.steps.5',
        picture: 'reply-upload',
        alt: 'pks.help.picture.reply_upload',
      },
    ],
  },
  {
    id: 'contact',
    title: 'pks.help.contact.title',
    lead: 'pks.help.contact.lead',
    steps: [{ text: 'pks.help.contact.steps.1' }, { text: 'pks.help.contact.steps.2' }],
  },
]

/** How to validate a PKS, get a certificate, set it up and reply, with a drawing of each window (R6.6). */
export default class HelpController {
  async show(ctx: HttpContext) {
    const { view, t } = ctx
    return view.render('pages/pks/help', {
      seal_keys: await sealKeyPanels(ctx),
      check_page: absoluteUrl('store', '/verifikasi', ctx.arrival.language),
      topics: TOPICS.map(({ id, title, lead, steps }) => ({
        id,
        title: t(title),
        lead: t(lead),
        steps: steps.map(({ text, picture, alt, sealKeys = false, checkPage = false }) => ({
          text: t(text),
          seal_keys: sealKeys,
          check_page: checkPage,
          picture: picture ?? null,
          alt: alt ? t(alt) : null,
        })),
      })),
    })
  }
}
