import { readFileSync, statSync } from 'node:fs'
import http from 'node:http'
import { isIP, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  contentPage,
  demoPage,
  homePage,
  refusedPage,
  STYLESHEET,
  waitingPage,
} from '#sandboxes/partner_site/pages'
import { endInOrder } from '#sandboxes/lifetime'
import { Records } from '#sandboxes/partner_site/records'
import { checkSignedQuery, type PartnerKey } from '#sandboxes/partner_site/signature'

export type { PartnerKey } from '#sandboxes/partner_site/signature'

export interface PartnerSiteOptions {
  /** 0 takes a free one. */
  port: number
  host?: string
  keys?: PartnerKey[]
  /** JSON, an array of keys or `{"keys": […]}`; read again whenever it changes. */
  keysFile?: string
  /** Calls and entitlements, JSON lines; nothing is kept without it. */
  stateFile?: string
  /** How long `?mode=slow` takes. */
  slowMs?: number
  /** Epoch milliseconds. */
  now?: () => number
}

export interface PartnerSite {
  /** Forwarding URL `${url}/terima`, redirect URL `${url}/masuk`, demo `${url}/demo`. */
  url: string
  close(): Promise<void>
}

/** Faults that the forwarding URL can ask for, `/terima?mode=slow`. */
export const PARTNER_SITE_MODES = [
  'slow',
  'error',
  'wrong_trx',
  'redirect',
  'reject',
  'retry',
  'gone',
  'hang',
  'drip',
  'huge',
  'html',
  'plain',
] as const

/**
 * A sample partner site: the portal that the guide expects of a partner, small enough to read in
 * one sitting (R8.1). It takes forwarding calls at `/terima`, welcomes customers at `/masuk` and
 * lets them in only when the call for their purchase has come, and shows at `/` what it received.
 */
export async function startPartnerSite(options: PartnerSiteOptions): Promise<PartnerSite> {
  const site = new Site(options)
  const server = http.createServer((request, response) => void site.serve(request, response))
  const host = options.host ?? '127.0.0.1'
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, host, resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`,
    async close() {
      site.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

class Site {
  readonly #records: Records
  readonly #now: () => number
  readonly #stop = new AbortController()
  #keys: PartnerKey[]
  #keysRead = ''

  constructor(private readonly options: PartnerSiteOptions) {
    this.#records = new Records(options.stateFile ?? null)
    this.#now = options.now ?? (() => Date.now())
    this.#keys = options.keys ?? []
  }

  stop(): void {
    this.#stop.abort()
  }

  async serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    try {
      await this.#route(request, response)
    } catch {
      if (!response.headersSent) json(response, 500, { message: 'galat di situs mitra' })
      else response.destroy()
    }
  }

  async #route(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const [path, query = ''] = (request.url ?? '/').split('?', 2)
    if (request.method !== 'GET') return json(response, 405, { message: 'hanya GET' })
    switch (path) {
      case '/terima':
        return this.#receive(request, response, query)
      case '/masuk':
        return this.#welcome(response, query)
      case '/demo':
        return html(response, 200, demoPage())
      case '/':
        return html(
          response,
          200,
          homePage(
            this.#records.calls,
            this.#currentKeys().map((key) => key.kid)
          )
        )
      case '/gaya.css':
        response.writeHead(200, { 'content-type': 'text/css' }).end(STYLESHEET)
        return
      default:
        return html(response, 404, refusedPage('halaman tidak ada'))
    }
  }

  /** The forwarding call: check, remember, then answer. */
  async #receive(
    request: http.IncomingMessage,
    response: http.ServerResponse,
    query: string
  ): Promise<void> {
    const unchecked = new URLSearchParams(query)
    const mode = unchecked.get('mode') ?? ''
    const log = (answered: string, ref: string | null = null) =>
      this.#records.add({
        at: this.#now(),
        env: unchecked.get('env') ?? '',
        event: unchecked.get('event') ?? '',
        trxId: unchecked.get('trx_id') ?? '',
        orderNo: unchecked.get('order_no') ?? '',
        contentId: unchecked.get('content_id') ?? '',
        custRef: unchecked.get('cust_ref') ?? '',
        amount: unchecked.get('amount') ?? '',
        attempt: String(request.headers['etalase-attempt'] ?? ''),
        mode,
        answered,
        ref,
      })

    if (await this.#misbehave(mode, response, unchecked, log)) return

    const checked = checkSignedQuery(query, this.#currentKeys(), Math.floor(this.#now() / 1000))
    if (!checked.valid) {
      log('401')
      return json(response, 401, { message: checked.problem })
    }
    // A redirect is signed with the same key but has no event: it must not pass for a call.
    const [trxId, event, env] = ['trx_id', 'event', 'env'].map((name) => checked.params.get(name))
    if (checked.params.get('v') !== '1' || !trxId || !event || !env) {
      log('400')
      return json(response, 400, { message: 'v, event, trx_id, env wajib ada' })
    }
    const known = this.#records.refOf(env, trxId)
    if (known !== undefined) {
      log('DUPLICATE', known)
      return json(response, 200, { status: 'DUPLICATE', trx_id: trxId, ref: known })
    }
    const ref = this.#records.nextRef
    log('OK', ref)
    if (mode === 'plain') {
      response.writeHead(200, { 'content-type': 'text/plain' }).end('OK')
      return
    }
    json(response, 200, { status: 'OK', trx_id: trxId, ref, message: 'diterima' })
  }

  /** Where a customer arrives after buying, and each time the content is opened again. */
  #welcome(response: http.ServerResponse, query: string): void {
    const checked = checkSignedQuery(query, this.#currentKeys(), Math.floor(this.#now() / 1000))
    if (!checked.valid) return html(response, 403, refusedPage(checked.problem))
    const [env, custRef, contentId, orderNo] = ['env', 'cust_ref', 'content_id', 'order_no'].map(
      (name) => checked.params.get(name) ?? ''
    )
    if (!this.#records.mayOpen(env, custRef, contentId)) {
      return html(response, 403, waitingPage(env, orderNo))
    }
    html(response, 200, contentPage(env, contentId, orderNo))
  }

  /** Plays the fault that the URL asks for; true when the call is dealt with. */
  async #misbehave(
    mode: string,
    response: http.ServerResponse,
    query: URLSearchParams,
    log: (answered: string) => void
  ): Promise<boolean> {
    const trxId = query.get('trx_id')
    switch (mode) {
      case 'slow':
        await sleep(this.options.slowMs ?? 7_000, undefined, { signal: this.#stop.signal })
        return false
      case 'error':
        log('500')
        json(response, 500, { message: 'galat buatan' })
        return true
      case 'wrong_trx':
        log('OK (trx_id salah)')
        json(response, 200, { status: 'OK', trx_id: `${trxId}X`, ref: 'MTR-SALAH' })
        return true
      case 'redirect':
        log('302')
        response.writeHead(302, { location: '/demo' }).end()
        return true
      case 'reject':
        log('REJECTED')
        json(response, 200, { status: 'REJECTED', trx_id: trxId, message: 'stok habis' })
        return true
      case 'retry':
        log('RETRY')
        json(response, 200, { status: 'RETRY', trx_id: trxId, message: 'coba lagi nanti' })
        return true
      case 'gone':
        log('410')
        json(response, 410, { message: 'layanan ditutup' })
        return true
      case 'hang':
        log('(diam)')
        return true
      case 'drip':
        log('(menetes)')
        this.#drip(response)
        return true
      case 'huge':
        log('OK (terlalu besar)')
        json(response, 200, { status: 'OK', trx_id: trxId, message: 'x'.repeat(70_000) })
        return true
      case 'html':
        log('OK (HTML)')
        html(response, 200, demoPage())
        return true
      default:
        return false
    }
  }

  #drip(response: http.ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/json' })
    const timer = setInterval(() => response.write(' '), 300)
    response.on('close', () => clearInterval(timer))
  }

  /** Keys as the file has them now: whoever rotates them need not restart the site. */
  #currentKeys(): PartnerKey[] {
    const { keysFile } = this.options
    if (!keysFile) return this.#keys
    try {
      const { mtimeMs, size, ino } = statSync(keysFile)
      const version = `${mtimeMs}/${size}/${ino}`
      if (version !== this.#keysRead) {
        const content = JSON.parse(readFileSync(keysFile, 'utf8')) as
          PartnerKey[] | { keys: PartnerKey[] }
        this.#keys = Array.isArray(content) ? content : content.keys
        this.#keysRead = version
      }
    } catch {
      // The file is not there yet, or is being written: the keys known so far hold.
    }
    return this.#keys
  }
}

function json(response: http.ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}

function html(response: http.ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'self'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
  response.end(body)
}

async function main(): Promise<void> {
  const { env } = process
  const site = await startPartnerSite({
    port: Number(env.PARTNER_SITE_PORT ?? 3391),
    host: env.PARTNER_SITE_HOST,
    keysFile: env.PARTNER_SITE_KEYS_FILE,
    stateFile: env.PARTNER_SITE_STATE_FILE,
  })
  console.log(`partner site: ${site.url}`)
  endInOrder(() => site.close())
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
