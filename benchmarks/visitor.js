import { connect } from 'node:net'

/** A connection may be closed under a request, as a server does with one that was idle: browsers ask again, and so do we. */
const MOST_REPEATED = 100
let repeated = 0

/** How many requests were asked again on a new connection. */
export const requestsRepeated = () => repeated

/**
 * One kept-alive connection that is made anew when it breaks. `free(ask)` is called whenever it has no request under way; `ask(due)`
 * sends one, `answered(due)` tells of its answer. Anything but a 200 ends the program.
 */
export function visit({ port, host, path, free, answered }) {
  const question = Buffer.from(
    `GET ${path} HTTP/1.1\r\nhost: ${host}\r\naccept: text/html\r\nconnection: keep-alive\r\n\r\n`
  )
  let socket
  let connected = false
  /** When the request that is under way was due; a repeated one keeps it, and its latency counts from there. */
  let due = null
  let missing = -1
  let head = ''

  const send = () => {
    missing = -1
    head = ''
    if (connected) socket.write(question)
  }
  const ask = (at) => {
    due = at
    send()
  }
  const hear = (chunk) => {
    if (missing < 0) {
      head += chunk.latin1Slice()
      const at = head.indexOf('\r\n\r\n')
      if (at < 0) return
      const length = /\r\ncontent-length: (\d+)/i.exec(head)
      if (!head.startsWith('HTTP/1.1 200 ') || !length) return fail(head.slice(0, 300))
      missing = Number(length[1]) - (head.length - at - 4)
    } else {
      missing -= chunk.length
    }
    if (missing > 0) return
    const at = due
    due = null
    answered(at)
    free(ask)
  }
  const open = () => {
    let cause = 'the connection was closed'
    socket = connect({ port: Number(port), host: '127.0.0.1' })
    socket.setNoDelay(true)
    socket.on('connect', () => {
      connected = true
      if (due !== null) send()
    })
    socket.on('data', hear)
    socket.on('error', (error) => (cause = error.message))
    socket.on('close', () => {
      if (due !== null || !connected) repeated++
      connected = false
      if (repeated > MOST_REPEATED) fail(`${cause}, ${repeated} times`)
      setTimeout(open, 10)
    })
  }
  open()
  free(ask)
}

function fail(reason) {
  console.error(`unexpected answer: ${reason}`)
  process.exit(1)
}
