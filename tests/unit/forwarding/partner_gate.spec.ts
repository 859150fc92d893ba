import { test } from '@japa/runner'
import { PartnerGate } from '#forwarding/partner_gate'

function enter(gate: PartnerGate, key: string, now: number) {
  const place = gate.enter(key, now)
  if (place.type === 'wait') throw new Error(`has to wait ${place.ms} ms`)
  return place.leave
}

test.group('Partner gate', () => {
  test('lets four calls to one partner in; another partner has places of its own', ({ assert }) => {
    const gate = new PartnerGate()
    const leaving = [1, 2, 3, 4].map(() => enter(gate, 'a', 0))
    assert.equal(gate.enter('a', 0).type, 'wait')
    assert.equal(gate.enter('b', 0).type, 'in')
    leaving[0]!(true)
    assert.equal(gate.enter('a', 0).type, 'in')
  })

  test('opens after five failures in a row, and lets one call try after a while', ({ assert }) => {
    const gate = new PartnerGate()
    for (let failure = 0; failure < 5; failure++) enter(gate, 'a', 0)(false)
    const refused = gate.enter('a', 1_000)
    assert.equal(refused.type, 'wait')
    const trial = enter(gate, 'a', 31_000)
    assert.equal(gate.enter('a', 31_001).type, 'wait')
    trial(true)
    assert.equal(gate.enter('a', 31_002).type, 'in')
  })

  test('a trial that fails keeps it open; a call that was not placed says nothing', ({
    assert,
  }) => {
    const gate = new PartnerGate()
    for (let failure = 0; failure < 5; failure++) enter(gate, 'a', 0)(false)
    enter(gate, 'a', 31_000)(false)
    assert.equal(gate.enter('a', 32_000).type, 'wait')
    const other = new PartnerGate()
    for (let failure = 0; failure < 4; failure++) enter(other, 'a', 0)(false)
    enter(other, 'a', 0)(null)
    enter(other, 'a', 0)(false)
    assert.equal(other.enter('a', 1).type, 'wait')
  })
})
