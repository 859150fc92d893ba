import { test } from '@japa/runner'
import surfaces from '#config/surfaces'
import { doorOfPort } from '#core/http/surfaces'

test.group('Doors by port', () => {
  const port = surfaces.bindPort

  test('an address or this machine’s name comes in, each port at its door', ({ assert }) => {
    for (const host of [
      '127.0.0.1',
      `127.0.0.1:${port + 1}`,
      'LOCALHOST:1',
      '[::1]:3334',
      '192.0.2.7',
    ])
      assert.equal(doorOfPort(port + 1, host), 'store', host)
    assert.equal(doorOfPort(port, 'localhost'), 'doorway')
    assert.equal(doorOfPort(port + 4, 'localhost'), 'staff')
  })

  test('any other name is turned away: it may have been made to point here', ({ assert }) => {
    for (const host of [
      undefined,
      '',
      'attacker.example',
      `attacker.example:${port}`,
      '127.0.0.1.attacker.example',
      'localhost.attacker.example',
      '127.0.0.1@attacker.example',
      '[::1].attacker.example',
    ])
      assert.isNull(doorOfPort(port, host), host)
    assert.isNull(doorOfPort(port + 9, 'localhost'))
    assert.isNull(doorOfPort(undefined, 'localhost'))
  })
})
