import { createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { AddressInfo } from 'node:net'

/** Answers to a command, without its tag in front of the last line; null hangs up, a pause answers nothing. */
export type Answer = string[] | null | 'nothing'

/** An IMAP server that does what a test wants, for what no honest server does. */
export interface ScriptedImap {
  port: number
  /** Every command as it came, without its tag. */
  heard: string[]
  close(): Promise<void>
}

const HONEST: Record<string, string[]> = {
  CAPABILITY: ['* CAPABILITY IMAP4rev1 IDLE', 'OK done'],
  LOGIN: ['OK in'],
  LIST: ['* LIST () "/" INBOX', 'OK done'],
  LSUB: ['OK done'],
  NAMESPACE: ['OK done'],
  ENABLE: ['OK done'],
  ID: ['OK done'],
  NOOP: ['OK done'],
  SELECT: [
    '* 2 EXISTS',
    '* FLAGS (\\Seen)',
    '* OK [PERMANENTFLAGS (\\Seen \\*)] x',
    '* OK [UIDVALIDITY 1] x',
    '* OK [UIDNEXT 3] x',
    'OK [READ-WRITE] done',
  ],
  LOGOUT: ['* BYE', 'OK done'],
}

/**
 * @param identity its key and certificate; without, it speaks no TLS at all
 * @param script answers to commands by their first words; null for those that an honest server answers
 */
export async function scriptedImap(
  identity: { key: string; cert: string } | null,
  script: (command: string) => Answer | undefined
): Promise<ScriptedImap> {
  const heard: string[] = []
  const sockets = new Set<Socket>()
  const serve = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    const say = (lines: string[], tag = '') => {
      const last = lines.length - 1
      socket.write(lines.map((line, index) => (index === last ? tag : '') + line + '\r\n').join(''))
    }
    const greeting = script('GREETING')
    if (greeting === null) return socket.destroy()
    if (greeting !== 'nothing') say(greeting ?? ['* OK ready'])
    let buffered = ''
    socket.on('data', (chunk) => {
      buffered += chunk.toString('latin1')
      for (let end = buffered.indexOf('\r\n'); end >= 0; end = buffered.indexOf('\r\n')) {
        const line = buffered.slice(0, end)
        buffered = buffered.slice(end + 2)
        const [tag, ...words] = line.split(' ')
        const command = words.join(' ')
        heard.push(command || line)
        const answer = script(command || line) ??
          HONEST[words[0]?.toUpperCase() ?? ''] ?? ['BAD what']
        if (answer === null) return socket.destroy()
        if (answer !== 'nothing') say(answer, `${tag} `)
      }
    })
  }
  const server = identity ? createTlsServer(identity, serve) : createServer(serve)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
