import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { frontPage, STYLESHEET } from '#sandboxes/payments/page'

/** The folder from which a service is started, as the product is. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const MAX_BODY_BYTES = 64 * 1024
/** Not while the product itself is starting. */
const WAKE_AFTER_MS = 10_000

export interface FrontOptions {
  port: number
  host?: string
  methods: readonly string[]
  stateDir?: string
  controlToken?: string
  /** What every service gets of its settings. */
  environment: Record<string, string | undefined>
}

/**
 * One address for the services of all gateways, each a process of its own with its own port and journal: it passes requests on as they came
 * and answers nothing for a gateway. A service is started when it is first asked for, or has something left to tell, and again when it has died.
 */
export async function startFront(options: FrontOptions): Promise<{
  url: string
  /** Ends a service as a crash does. @returns whether it was there */
  kill(method: string): boolean
  close(): Promise<void>
}> {
  const front = new Front(options)
  const server = http.createServer((request, response) => void front.serve(request, response))
  const host = options.host ?? '127.0.0.1'
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, host, resolve)
  })
  const { port } = server.address() as AddressInfo
  const waking = setTimeout(() => void front.wake(), WAKE_AFTER_MS).unref()
  return {
    url: `http://${host}:${port}`,
    kill: (method) => front.kill(method),
    async close() {
      clearTimeout(waking)
      front.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Service {
  child: ChildProcess
  url: Promise<string>
}

class Front {
  readonly #services = new Map<string, Service>()

  constructor(private readonly options: FrontOptions) {}

  /** Starts those that an earlier process has left something for, one after the other. */
  async wake(): Promise<void> {
    const { methods, stateDir } = this.options
    const left = methods.filter(
      (method) => stateDir && existsSync(join(stateDir, `${method}.jsonl`))
    )
    for (const method of left) await this.#urlOf(method).catch(() => {})
  }

  stop(): void {
    for (const { child } of this.#services.values()) child.kill('SIGTERM')
  }

  kill(method: string): boolean {
    return this.#services.get(method)?.child.kill('SIGKILL') ?? false
  }

  async serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://front.invalid')
    const [first, second, third] = pathname.split('/').slice(1)
    if (pathname === '/health') return send(response, 200, '{"status":"ok"}')
    if (pathname === '/gaya.css') return send(response, 200, STYLESHEET, 'text/css')
    const body = await readBody(request).catch(() => null)
    if (body === null) return send(response, 400, '{"error":"bad_request"}')
    const { methods } = this.options
    const one = (name: string | undefined) => methods.find((method) => method === name)
    const passed = { request, response, body }
    if (first === 'gateways' && one(second)) return this.#pass(passed, second!)
    if (!this.#isNear(request)) return send(response, 403, '{"error":"forbidden"}')
    if (pathname === '/') return send(response, 200, frontPage(methods), 'text/html; charset=utf-8')
    if (first === 'services' && one(second)) return this.#pass(passed, second!, '/')
    if (first !== '_sandbox') return send(response, 404, '{"error":"no_such_path"}')
    const meant = second === 'charges' ? one(third) : one(methodIn(body))
    return meant ? this.#pass(passed, meant) : this.#gather(passed)
  }

  async #pass({ request, response, body }: Passed, method: string, path = request.url!) {
    const url = await this.#urlOf(method).catch(() => null)
    if (!url) return send(response, 503, '{"error":"unavailable"}')
    const { headers, method: verb } = request
    const onward = http.request(
      `${url}${path}`,
      { method: verb, headers, agent: false },
      (answer) => {
        response.writeHead(answer.statusCode!, answer.headers)
        answer.pipe(response)
        answer.once('error', () => request.socket.destroy())
      }
    )
    // A lost answer is lost to whoever asked, too.
    onward.once('error', () => request.socket.destroy())
    response.once('close', () => onward.destroy())
    onward.end(body)
  }

  /** What is meant for all of them: told to each, and what they answer put together. */
  async #gather({ request, response, body }: Passed) {
    const answers = await Promise.all(
      this.options.methods.map(async (method) => {
        const { authorization } = request.headers
        const answer = await fetch(`${await this.#urlOf(method)}${request.url}`, {
          method: request.method,
          headers: {
            ...(authorization && { authorization }),
            'content-type': request.headers['content-type'] ?? 'application/json',
          },
          ...(body && { body }),
        })
        return { status: answer.status, said: (await answer.json()) as Record<string, unknown> }
      })
    ).catch(() => null)
    if (!answers) return send(response, 503, '{"error":"unavailable"}')
    const worst = Math.max(...answers.map(({ status }) => status))
    return send(response, worst, JSON.stringify(answers.map(({ said }) => said).reduce(merge)))
  }

  #urlOf(method: string): Promise<string> {
    let service = this.#services.get(method)
    if (!service) {
      service = this.#start(method)
      this.#services.set(method, service)
      service.url.catch(() => this.#services.delete(method))
      service.child.once('exit', () => this.#services.delete(method))
    }
    return service.url
  }

  #start(method: string): Service {
    const child = spawn(
      process.execPath,
      ['--import=./bin/typescript.js', 'sandboxes/payments/server.ts'],
      {
        cwd: ROOT,
        env: {
          ...this.options.environment,
          PAYMENT_SANDBOX_METHOD: method,
          PAYMENT_SANDBOX_HOST: '127.0.0.1',
          PAYMENT_SANDBOX_PORT: '0',
          ENDS_WITH_STDIN: '1',
        },
        stdio: ['pipe', 'pipe', 'inherit'],
      }
    )
    const url = new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout! }).on('line', (line) => {
        const [found] = /http:\/\/\S+/.exec(line) ?? []
        if (found) resolve(found)
      })
      child.once('error', reject)
      child.once('exit', (code) => reject(new Error(`the sandbox of ${method} ended (${code})`)))
    })
    return { child, url }
  }

  /** The services see this process alone: who is behind it is judged here, their own rules beside it. */
  #isNear(request: http.IncomingMessage): boolean {
    if (this.options.controlToken)
      return request.headers.authorization === `Bearer ${this.options.controlToken}`
    const site = request.headers['sec-fetch-site'] ?? 'none'
    return (
      /^(127\.|::1$|::ffff:127\.)/.test(request.socket.remoteAddress ?? '') &&
      /^(127\.0\.0\.1|\[::1\]|([a-z0-9-]+\.)*localhost)(:\d+)?$/.test(request.headers.host ?? '') &&
      (request.method === 'GET' || site === 'none' || site === 'same-origin')
    )
  }
}

interface Passed {
  request: http.IncomingMessage
  response: http.ServerResponse
  body: string
}

/** Lists of several services are one list; of what each says for itself the first one counts. */
function merge(one: Record<string, unknown>, other: Record<string, unknown>) {
  const both = Object.entries(one).map(([name, value]) => [
    name,
    Array.isArray(value) ? [...value, ...(other[name] as unknown[])] : value,
  ])
  return Object.fromEntries(both) as Record<string, unknown>
}

function methodIn(body: string): string | undefined {
  try {
    const { method } = JSON.parse(body) as { method?: unknown }
    return typeof method === 'string' ? method : undefined
  } catch {
    return undefined
  }
}

function send(
  response: http.ServerResponse,
  status: number,
  body: string,
  type = 'application/json'
): void {
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'self'; form-action 'self'",
    'x-content-type-options': 'nosniff',
  })
  response.end(body)
}

async function readBody(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) throw new Error('too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
