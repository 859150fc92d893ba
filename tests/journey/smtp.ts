import { createRequire } from 'node:module'

/** Sends raw bytes to the inbound listener, as a mail server would. */
export async function sendMail(port: number, from: string, to: string, raw: Buffer): Promise<void> {
  const nodemailer = createRequire(import.meta.resolve('@adonisjs/mail'))('nodemailer')
  const transport = nodemailer.createTransport({
    host: '127.0.0.1',
    port,
    secure: false,
    ignoreTLS: true,
  })
  await transport.sendMail({ envelope: { from, to }, raw })
  transport.close()
}
