/** Signs and sends with the real programs of Debian, where they are installed, and gives back the mail as it was sent. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Identity } from '#tests/support/pki/certificates'
import { CODE } from '#tests/support/pki/mail'

const ADDRESS = 'budi@mitra.example'

/** A home of its own with key, certificates and the PDF; "sending" writes the mail into a file there. */
async function home(signer: Identity, pdf: Uint8Array) {
  const folder = await mkdtemp(join(tmpdir(), 'etalase-mail-'))
  const place = (name: string) => join(folder, name)
  const key = signer.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
  const certificate = `${signer.certificate.toString('pem')}\n`
  const issuer = `${signer.issuer?.certificate.toString('pem') ?? ''}\n`
  const write = (name: string, data: string | Uint8Array, mode = 0o600) =>
    writeFile(place(name), data, { mode })
  await Promise.all([mkdir(place('keys')), mkdir(place('certificates'))])
  await Promise.all([
    write('key.pem', key),
    write('pair.pem', key + certificate),
    write('ca.pem', issuer),
    write('PKS.pdf', pdf),
    write('body.txt', 'Dengan hormat, PKS kami setujui.\n'),
    write('mta.sh', `#!/bin/sh\ncat > '${place('sent.eml')}'\n`, 0o700),
    write('keys/budi.0', key),
    write('certificates/budi.0', certificate),
    write('keys/.index', `${ADDRESS} budi.0 budi - u\n`),
    write('certificates/.index', `${ADDRESS} budi.0 budi - u\n`),
    write('box', ''),
  ])
  return {
    place,
    write,
    env: { PATH: process.env.PATH, HOME: folder, TERM: 'xterm', LC_ALL: 'C.UTF-8' },
    sent: () => readFile(place('sent.eml')),
    end: () => rm(folder, { recursive: true }),
  }
}

/** s-nail with `smime-sign`. */
export async function sendWithSNail(signer: Identity, pdf: Uint8Array): Promise<Buffer> {
  const { place, env, sent, end } = await home(signer, pdf)
  try {
    const settings = {
      'v15-compat': 'y',
      'smime-sign': '',
      'smime-sign-cert': place('pair.pem'),
      'smime-sign-include-certs': place('ca.pem'),
      'smime-sign-digest': 'sha256',
      'mta': `file://${place('mta.sh')}`,
      'from': ADDRESS,
    }
    const options = Object.entries(settings).flatMap(([name, value]) => [
      '-S',
      value ? `${name}=${value}` : name,
    ])
    const rest = ['-a', place('PKS.pdf'), '-s', `Re: PKS ${CODE}`, 'pks@webstore.example']
    const { status, stderr } = spawnSync('s-nail', ['-:/', ...options, ...rest], {
      env,
      input: await readFile(place('body.txt')),
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`s-nail: ${stderr}`)
    return await sent()
  } finally {
    await end()
  }
}

/**
 * mutt with its classic S/MIME. It signs only what is written at a terminal, so `script` lends it one, and each of its
 * questions is answered as it comes.
 */
export async function sendWithMutt(signer: Identity, pdf: Uint8Array): Promise<Buffer> {
  const { place, write, env, sent, end } = await home(signer, pdf)
  try {
    const sign = `openssl smime -sign -md %d -signer %c -inkey %k -in %f -certfile ${place('ca.pem')} -outform DER`
    await write(
      'muttrc',
      [
        'set crypt_use_gpgme=no smime_is_default=yes crypt_autosmime=yes crypt_autosign=yes',
        `set smime_keys="${place('keys')}" smime_certificates="${place('certificates')}"`,
        `set smime_ca_location="${place('ca.pem')}"`,
        'set smime_default_key=budi.0 smime_sign_as=budi.0 smime_sign_digest_alg=sha256',
        `set smime_sign_command="${sign}"`,
        `set sendmail="${place('mta.sh')}" from="Budi Santoso <${ADDRESS}>" use_from=yes`,
        `set folder="${place('')}" spoolfile="${place('box')}" mbox_type=mbox record="" copy=no`,
        'set editor=true abort_unmodified=no wait_key=no sleep_time=0',
        '',
      ].join('\n')
    )
    const words = ['-n', '-F', place('muttrc'), '-i', place('body.txt')]
    const mail = ['-s', `'Re: PKS ${CODE}'`, '-a', place('PKS.pdf'), '--', 'pks@webstore.example']
    await converse(['script', '-qec', `mutt ${[...words, ...mail].join(' ')}`, '/dev/null'], env, [
      ['To:', '\r'],
      ['Subject:', '\r'],
      ['y:Send', 'y'],
      ['passphrase', '\r'],
    ])
    return await sent()
  } finally {
    await end()
  }
}

/** Runs a program at a terminal and gives each answer when its question stands there. */
function converse(
  [program, ...args]: string[],
  env: NodeJS.ProcessEnv,
  answers: readonly (readonly [question: string, answer: string])[]
): Promise<void> {
  const waiting = [...answers]
  return new Promise((resolve, reject) => {
    const child = spawn(program!, args, { env, timeout: 60_000 })
    let screen = ''
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      screen += chunk.toString('latin1')
      said += chunk.toString('latin1')
      const [next] = waiting
      const at = next ? screen.indexOf(next[0]) : -1
      if (!next || at < 0) return
      waiting.shift()
      screen = screen.slice(at + next[0].length)
      child.stdin.write(next[1])
    })
    child.on('error', reject)
    child.on('close', () =>
      waiting.length === 0
        ? resolve()
        : reject(new Error(`${args.join(' ')} never asked ${waiting[0]![0]}: ${said.slice(-500)}`))
    )
  })
}
