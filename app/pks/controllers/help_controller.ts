import type { HttpContext } from '@adonisjs/core/http'

/** The parts of the help page, in reading order; failed checks link to them by `id`. */
const TOPICS: { id: string; title: string; lead: string; steps: string[] }[] = [
  {
    id: 'validate',
    title: 'pks.help.validate.title',
    lead: 'pks.help.validate.lead',
    steps: [
      'pks.help.validate.steps.1',
      'pks.help.validate.steps.2',
      'pks.help.validate.steps.3',
      'pks.help.validate.steps.4',
      'pks.help.validate.steps.5',
    ],
  },
  {
    id: 'certificate',
    title: 'pks.help.certificate.title',
    lead: 'pks.help.certificate.lead',
    steps: [
      'pks.help.certificate.steps.1',
      'pks.help.certificate.steps.2',
      'pks.help.certificate.steps.3',
      'pks.help.certificate.steps.4',
      'pks.help.certificate.steps.5',
    ],
  },
  {
    id: 'sign',
    title: 'pks.help.sign.title',
    lead: 'pks.help.sign.lead',
    steps: [
      'pks.help.sign.steps.1',
      'pks.help.sign.steps.2',
      'pks.help.sign.steps.3',
      'pks.help.sign.steps.4',
    ],
  },
  {
    id: 'outlook',
    title: 'pks.help.outlook.title',
    lead: 'pks.help.outlook.lead',
    steps: [
      'pks.help.outlook.steps.1',
      'pks.help.outlook.steps.2',
      'pks.help.outlook.steps.3',
      'pks.help.outlook.steps.4',
    ],
  },
  {
    id: 'thunderbird',
    title: 'pks.help.thunderbird.title',
    lead: 'pks.help.thunderbird.lead',
    steps: [
      'pks.help.thunderbird.steps.1',
      'pks.help.thunderbird.steps.2',
      'pks.help.thunderbird.steps.3',
      'pks.help.thunderbird.steps.4',
    ],
  },
  {
    id: 'apple',
    title: 'pks.help.apple.title',
    lead: 'pks.help.apple.lead',
    steps: ['pks.help.apple.steps.1', 'pks.help.apple.steps.2', 'pks.help.apple.steps.3'],
  },
  {
    id: 'reply',
    title: 'pks.help.reply.title',
    lead: 'pks.help.reply.lead',
    steps: [
      'pks.help.reply.steps.1',
      'pks.help.reply.steps.2',
      'pks.help.reply.steps.3',
      'pks.help.reply.steps.4',
      'pks.help.reply.steps.5',
    ],
  },
  {
    id: 'contact',
    title: 'pks.help.contact.title',
    lead: 'pks.help.contact.lead',
    steps: ['pks.help.contact.steps.1', 'pks.help.contact.steps.2'],
  },
]

/** How to validate a PKS, get a certificate, set it up and reply (R6.6). */
export default class HelpController {
  show({ view, t }: HttpContext) {
    return view.render('pages/pks/help', {
      topics: TOPICS.map(({ id, title, lead, steps }) => ({
        id,
        title: t(title),
        lead: t(lead),
        steps: steps.map((step) => t(step)),
      })),
    })
  }
}
