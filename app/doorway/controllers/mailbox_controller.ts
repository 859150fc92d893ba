import { searchText } from '#shared/address_values'
import type { HttpContext } from '@adonisjs/core/http'
import { Exception } from '@adonisjs/core/exceptions'
import { listMails, rawMail, readMail } from '#doorway/queries/mailbox'

/** Every mail that the application sent on this development machine. */
export default class MailboxController {
  async index(ctx: HttpContext) {
    const { request, view } = ctx
    const recipient = searchText(request.input('to'), 254)
    const before = searchText(request.input('before'), 26)
    const mails = await listMails({ recipient, before })
    const next =
      mails.length === 50
        ? ctx.path(`/mailbox?to=${encodeURIComponent(recipient)}&before=${mails.at(-1)!.publicId}`)
        : null
    return view.render('pages/doorway/mailbox', { mails, recipient, next })
  }

  async show({ params, view }: HttpContext) {
    const mail = found(await readMail(params.id))
    return view.render('pages/doorway/mail', {
      id: params.id,
      subject: mail.subject,
      from: mail.from?.address ?? '',
      to: (mail.to ?? []).map((to) => to.address).join(', '),
      sent_at: mail.date ? Date.parse(mail.date) : null,
      text: mail.text ?? '',
      has_html: Boolean(mail.html),
      attachments: mail.attachments.map(({ filename, content }, index) => ({
        index,
        name: filename ?? `lampiran-${index + 1}`,
        kilobytes: Math.ceil((content as ArrayBuffer).byteLength / 1024),
      })),
    })
  }

  /** A mail brings its own styles and is framed by the page above: it gets a policy of its own, without scripts. */
  async html({ params, response }: HttpContext) {
    const mail = found(await readMail(params.id))
    response.header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox allow-popups allow-top-navigation-by-user-activation"
    )
    response.header('x-frame-options', 'SAMEORIGIN')
    // Links leave the frame for the whole window.
    return response
      .header('content-type', 'text/html; charset=utf-8')
      .send(`<base target="_top">${mail.html ?? ''}`)
  }

  async raw({ params, response }: HttpContext) {
    const raw = found(await rawMail(params.id))
    response.header('content-disposition', `attachment; filename="${params.id}.eml"`)
    return response.header('content-type', 'message/rfc822').send(raw)
  }

  async attachment({ params, response }: HttpContext) {
    const mail = found(await readMail(params.id))
    const attachment = found(mail.attachments[Number(params.index)])
    response.header(
      'content-disposition',
      `attachment; filename="${(attachment.filename ?? 'lampiran').replace(/[^\w.-]/g, '_')}"`
    )
    return response
      .header('content-type', attachment.mimeType)
      .send(Buffer.from(attachment.content as ArrayBuffer))
  }
}

function found<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Exception('no such mail', { status: 404 })
  return value
}
