// Runs as it is: `node etalase.mjs` listens on PORT (8080), `node etalase.mjs status TRX_ID` asks the store.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'

const SECRETS = { '{{kid}}': '{{secret}}' }
const STATUS_API = '{{statusApi}}'
const GRANTED = process.env.GRANTED ?? 'granted'

const encode = (text) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase()
  )
const compare = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))
const hmac = (secret, text) => createHmac('sha256', secret).update(text).digest('hex')

/** query: the part of the address behind "?". Answers the parameters, or null for what is not ours. */
export function checkCall(query, now = Date.now() / 1000) {
  const pairs = [...new URLSearchParams(query.replaceAll('+', '%2B'))]
  const parameters = Object.fromEntries(pairs)
  const secret = SECRETS[parameters.kid]
  if (!secret || !(Math.abs(now - Number(parameters.ts)) <= 300)) return null
  const text = pairs
    .filter(([name]) => name !== 'sig')
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map(([name, value]) => encode(name) + '=' + encode(value))
    .join('&')
  const expected = Buffer.from(hmac(secret, text))
  const given = Buffer.from(String(parameters.sig))
  return given.length === expected.length && timingSafeEqual(given, expected) ? parameters : null
}

/** The forwarding URL. A file for each trx_id stands for your table, in which trx_id is unique. */
function receive(call) {
  if (!call) return [403, { status: 'RETRY', message: 'bad signature or time' }]
  // A redirect of a customer is signed, too, and has no event.
  if (call.v !== '1' || !call.event) return [400, { status: 'RETRY', message: 'not understood' }]
  const file = `${GRANTED}/${call.trx_id}`
  const ref = 'A-' + call.trx_id.slice(-8)
  try {
    mkdirSync(GRANTED, { recursive: true })
    writeFileSync(file, JSON.stringify({ ref, ...call }), { flag: 'wx' })
    return [200, { status: 'OK', trx_id: call.trx_id, ref }]
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    return [
      200,
      { status: 'DUPLICATE', trx_id: call.trx_id, ref: JSON.parse(readFileSync(file)).ref },
    ]
  }
}

/** The redirect URL: a signature alone opens nothing, the call of the same purchase must have come. */
function welcome(customer) {
  if (!customer) return [403, { message: 'this link is not valid (any more)' }]
  try {
    readFileSync(`${GRANTED}/${customer.trx_id}`)
    return [200, { message: 'welcome', cust_ref: customer.cust_ref }]
  } catch {
    return [403, { message: 'we wait for word from the store' }]
  }
}

/** What the store knows of a transaction. */
export async function askStatus(trxId, [kid, secret] = Object.entries(SECRETS)[0]) {
  const url = new URL(STATUS_API + trxId)
  const timestamp = String(Math.floor(Date.now() / 1000))
  const signature = hmac(secret, `GET\n${url.pathname}\n${timestamp}`)
  const headers = {
    'etalase-key': kid,
    'etalase-timestamp': timestamp,
    'etalase-signature': signature,
  }
  const answer = await fetch(url, {
    headers,
    redirect: 'error',
    signal: AbortSignal.timeout(10_000),
  })
  if (!answer.ok) throw new Error(`the store answers ${answer.status}`)
  return answer.json()
}

function serve(request, response) {
  const [path, query = ''] = request.url.split('?', 2)
  const answers = { '/receive': receive, '/enter': welcome }
  const [status, body] = answers[path]?.(checkCall(query)) ?? [404, { message: 'no such page' }]
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === 'status') console.log(JSON.stringify(await askStatus(process.argv[3])))
  else createServer(serve).listen(Number(process.env.PORT ?? 8080), '127.0.0.1')
}
