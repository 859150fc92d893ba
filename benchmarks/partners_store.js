/*
 * The real application with its worker, a content of each partner in the production store, and customers signed in who may buy them.
 * Prints what a buyer needs as one line of JSON: contents, and of each customer its cookie, token and address.
 *   node --import=../bin/typescript.js partners_store.js CUSTOMERS PORTS(JSON)
 */
import { serveApplication } from './application.js'

const [customers, ports] = process.argv.slice(2).map((word) => JSON.parse(word))

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
})
process.on('SIGTERM', () => process.exit(0))
