import { randomInt } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { load, type CheerioAPI } from 'cheerio'
import { originOf, type Door } from '#core/http/surfaces'
import surfaces from '#config/surfaces'

export interface Page {
  status: number
  headers: Record<string, string | string[] | undefined>
  url: string
  body: Buffer
  text: string
  /** The page as a document: `page.$('h1').text()` */
  $: CheerioAPI
}

type Value =
  string | number | boolean | { filename: string; content: Buffer; type: string } | undefined

/**
 * Somebody with a browser without scripts: keeps cookies, follows redirects, fills the forms that the page
 * really shows, with their hidden fields, and sends the headers that a browser sends.
 */
export class Visitor {
  readonly #cookies = new Map<string, string>()
  readonly #address = ownAddress()
  page!: Page

  constructor(readonly door: Door) {}

  get origin(): string {
    return originOf(this.door)
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Page> {
    return this.#go('GET', path, headers)
  }

  /** Posts without having seen the form: for refusals. */
  async post(
    path: string,
    values: Record<string, Value> = {},
    headers: Record<string, string> = {}
  ): Promise<Page> {
    return this.#go(
      'POST',
      path,
      { 'sec-fetch-site': 'same-origin', ...headers },
      encode(values, false)
    )
  }

  /**
   * Fills the form at `selector` of the page at hand and sends it, as a click on its (first, or named) button.
   *
   * @param values by field name; `undefined` leaves a field out (an unticked box)
   * @param button the one that is clicked: its name and value are sent, its `formaction` (given here) is where to
   */
  async submit(
    selector: string,
    values: Record<string, Value> = {},
    button?: { name?: string; value?: string; formaction?: string }
  ): Promise<Page> {
    const { $ } = this.page
    const form = $(selector).first()
    if (form.length === 0)
      throw new Error(`no form ${selector} on ${this.page.url}: ${$('h1').text().trim()}`)
    const fields = fieldsOf(this.page, selector)
    if (button?.name) fields[button.name] = button.value
    Object.assign(fields, values)
    const action = button?.formaction ?? (form.attr('action') || this.page.url)
    if ((form.attr('method') ?? 'get').toLowerCase() === 'get') {
      const query = new URLSearchParams(
        Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)])
      )
      return this.#go('GET', `${action}?${query}`, {})
    }
    const multipart = form.attr('enctype') === 'multipart/form-data'
    return this.#go(
      'POST',
      action,
      { 'sec-fetch-site': 'same-origin', 'origin': this.origin },
      encode(fields, multipart)
    )
  }

  /** Follows the first link whose text or selector matches. */
  async click(selector: string): Promise<Page> {
    const href = this.page.$(selector).first().attr('href')
    if (!href) throw new Error(`no link ${selector} on ${this.page.url}`)
    return this.get(href)
  }

  /** What this browser sends as its cookies. */
  cookies(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  async #go(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: Encoded,
    hops = 0
  ): Promise<Page> {
    const url = new URL(path, `${this.origin}${this.page?.url ?? '/'}`)
    if (url.origin !== this.origin) throw new Error(`leaves the surface: ${url.href}`)
    const answer = await send(
      method,
      url,
      {
        'host': url.host,
        'accept': 'text/html',
        'user-agent': 'Etalase tests',
        ...(this.#cookies.size ? { cookie: this.cookies() } : {}),
        ...(body ? { 'content-type': body.type, 'content-length': String(body.bytes.length) } : {}),
        ...headers,
      },
      body?.bytes,
      this.#address
    )
    for (const cookie of answer.headers['set-cookie'] ?? []) this.#remember(cookie)
    const location = answer.headers.location
    if (answer.status >= 300 && answer.status < 400 && location && hops < 5) {
      const next = new URL(location, url)
      if (next.origin === this.origin)
        return this.#go('GET', next.pathname + next.search, {}, undefined, hops + 1)
    }
    const text = answer.body.toString()
    let document: CheerioAPI | undefined
    this.page = {
      ...answer,
      url: url.pathname + url.search,
      text,
      get $() {
        return (document ??= load(text))
      },
    }
    return this.page
  }

  #remember(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split(';')
    const [name, value] = [
      pair.slice(0, pair.indexOf('=')).trim(),
      pair.slice(pair.indexOf('=') + 1),
    ]
    const ended = attributes.some((attribute) =>
      /max-age=0|max-age=-|expires=thu, 01 jan 1970/i.test(attribute.trim())
    )
    if (ended || value === '') this.#cookies.delete(name)
    else this.#cookies.set(name, value)
  }
}

interface Encoded {
  type: string
  bytes: Buffer
}

function encode(values: Record<string, Value>, multipart: boolean): Encoded {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined)
  if (!multipart) {
    const form = new URLSearchParams(
      entries.map(([name, value]): [string, string] => [name, String(value)])
    )
    return { type: 'application/x-www-form-urlencoded', bytes: Buffer.from(form.toString()) }
  }
  const boundary = `----etalase${Math.random().toString(36).slice(2)}`
  const parts = entries.flatMap(([name, value]) =>
    typeof value === 'object'
      ? [
          `--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="${value.filename}"\r\ncontent-type: ${value.type}\r\n\r\n`,
          value.content,
          '\r\n',
        ]
      : [`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`]
  )
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.concat(
      [...parts, `--${boundary}--\r\n`].map((part) => Buffer.from(part as string))
    ),
  }
}

/** Each visitor calls from an address of its own, so that limits per address hold in the tests, too. */
function ownAddress(): string | undefined {
  if (process.platform !== 'linux' || surfaces.bindHost !== '127.0.0.1') return undefined
  return `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`
}

/** The names under `localhost` are ours to resolve: Node asks no resolver for them. */
function send(
  method: string,
  url: URL,
  headers: Record<string, string>,
  body?: Buffer,
  localAddress?: string
) {
  return new Promise<{ status: number; headers: Record<string, any>; body: Buffer }>(
    (resolve, reject) => {
      const outgoing = httpRequest(
        {
          method,
          host: surfaces.bindHost,
          port: surfaces.bindPort,
          path: url.pathname + url.search,
          headers,
          ...(localAddress ? { localAddress } : {}),
        },
        (incoming) => {
          const chunks: Buffer[] = []
          incoming.on('data', (chunk) => chunks.push(chunk))
          incoming.on('end', () =>
            resolve({
              status: incoming.statusCode!,
              headers: incoming.headers,
              body: Buffer.concat(chunks),
            })
          )
        }
      )
      outgoing.on('error', reject)
      outgoing.end(body)
    }
  )
}

/** What a browser sends for the first form at `selector` when nobody touches it, its buttons and files left out. */
export function fieldsOf({ $ }: Page, selector: string): Record<string, Value> {
  const form = $(selector).first()
  const fields: Record<string, Value> = {}
  form.find('input[name], select[name], textarea[name]').each((_, element) => {
    const field = $(element)
    const name = field.attr('name')!
    const type = field.attr('type')
    if (type === 'file' || type === 'submit') return
    if ((type === 'checkbox' || type === 'radio') && field.attr('checked') === undefined) return
    if (field.is('select')) {
      fields[name] =
        (field.find('option[selected]').attr('value') ??
          field.find('option').first().attr('value')) ||
        ''
      return
    }
    fields[name] = field.is('textarea')
      ? field.text()
      : (field.attr('value') ?? (type === 'checkbox' ? 'on' : ''))
  })
  return fields
}
