import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * Below what systems hand out by themselves (32768 on Linux, 49152 elsewhere): between the choice and the process that listens
 * there, seconds later, nobody's outgoing connection and nobody's port 0 can take it.
 */
const FIRST = 20_000
const LAST = 30_000

const given = new Set<number>()

/**
 * A free port for a process that must know its port before it listens, since its settings and links hold it. Whatever can
 * listen on 0 and say where, does that instead. Never the same twice in one process.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST)
    if (given.has(port) || !(await isFree(port))) continue
    given.add(port)
    return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
