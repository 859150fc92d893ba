/*
 * The yardstick for *Beli*: nothing but `node:http`, the same call of the sandbox, and as many commits of a row, each awaited by the disk.
 *   node --import=../bin/typescript.js bare_purchase.js PLAN(JSON: file, port, gateway, secret, commits)
 */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import Database from 'better-sqlite3'
import plugin from '../plugins/payments/delima/index.ts'

const plan = JSON.parse(process.argv[2])
const database = new Database(plan.file)
database.pragma('journal_mode = WAL')
database.pragma('synchronous = FULL')
database.exec(
  'create table steps (id integer primary key, form text not null, step integer not null, data text not null)'
)
const insert = database.prepare('insert into steps (form, step, data) values (?, ?, ?)')
const DATA = 'x'.repeat(300)
const method = plugin.create(
  { isSandbox: true, baseUrl: plan.gateway, key: { kid: 'sandbox', secret: plan.secret } },
  'production',
  { now: () => Date.now() }
)

createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += chunk
  const form = new URLSearchParams(body)
  const key = form.get('form_key')
  const before = plan.commits >> 1
  const commit = (step) => insert.run(key, step, DATA)
  for (let step = 0; step < before; step++) commit(step)
  const charged = await method.charge({
    idemKey: `bare:${key}`,
    orderNo: randomBytes(6).toString('hex'),
    amount: 5_500,
    description: 'bare',
    at: Date.now(),
  })
  for (let step = before; step < plan.commits; step++) commit(step)
  response.writeHead(charged.type === 'collected' ? 302 : 500, { location: `/orders/${key}` }).end()
}).listen(plan.port, '127.0.0.1', () => console.log('ready'))
process.on('SIGTERM', () => process.exit(0))
