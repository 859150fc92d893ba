/*
 * The real application with its worker, a content of each partner in the production store, and customers signed in who may buy them.
 * Prints what a buyer needs as one line of JSON: contents, and of each customer its cookie and token; then, for each line that comes in, how
 * often SQLite has committed since the start.
 *   node --import=../bin/typescript.js partners_store.js CUSTOMERS PORTS(JSON)
 */
import { createInterface } from 'node:readline'
import Database from 'better-sqlite3'
import { serveApplication } from './application.js'

const [customers, ports] = process.argv.slice(2).map((word) => JSON.parse(word))

/** A statement commits that says so, or that writes outside a transaction. */
let commits = 0
const { prepare } = Database.prototype
Database.prototype.prepare = function (sql) {
  const statement = prepare.call(this, sql)
  if (statement.readonly && !/^commit/i.test(sql)) return statement
  const { run } = statement
  statement.run = (...bindings) => {
    const done = run.apply(statement, bindings)
    if (!this.inTransaction) commits++
    return done
  }
  return statement
}

await serveApplication(async () => {
  const { OutboxWorker } = await import('#shared/outbox/worker')
  const { createCustomer, createPartner, signIn } = await import('#tests/support/accounts')
  const { createContent } = await import('#tests/support/contents')
  const contents = []
  for (const port of ports) {
    const url = `http://127.0.0.1:${port}`
    const { content } = await createContent(await createPartner(), {
      version: { forwardingUrlProduction: `${url}/receive`, redirectUrlProduction: `${url}/enter` },
    })
    contents.push(content.publicId)
  }
  const buyers = []
  for (let count = 0; count < customers; count++) {
    const visitor = await signIn(await createCustomer('production'))
    const page = await visitor.get(`/products/${contents[0]}`)
    buyers.push({ cookie: visitor.cookies(), token: page.$('form.purchase [name=_csrf]').val() })
  }
  new OutboxWorker().start()
  console.log(JSON.stringify({ contents, buyers }))
  createInterface({ input: process.stdin }).on('line', () => console.log(commits))
})
process.on('SIGTERM', () => process.exit(0))
