/*
 * The first half of `ace setup`: the settings file, before anything that needs settings boots. What is given as a
 * flag or in the environment is taken, what stands in the file stays, the rest is asked where somebody can answer.
 */
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { parseArgs, parseEnv } from 'node:util'
import { SETTINGS_FILE } from './env_file.js'
import { flagOf, QUESTIONS } from './setup_questions.js'

/** Called wrongly (sysexits.h). */
const EXIT_USAGE = 64

/** Makes the settings file complete, or ends the process and says what is missing. */
export async function prepareSettings(argv) {
  const options = Object.fromEntries(
    QUESTIONS.map((question) => [flagOf(question), { type: 'string' }])
  )
  const { values: flags } = parseArgs({
    args: argv,
    options: { ...options, overwrite: { type: 'boolean' } },
    strict: false,
  })
  const written = existsSync(SETTINGS_FILE) ? parseEnv(readFileSync(SETTINGS_FILE, 'utf8')) : {}
  const desk = process.stdin.isTTY ? new Desk() : null
  const settings = { ...written }
  const faults = []
  for (const question of QUESTIONS) {
    if (question.when && !question.when(settings)) continue
    const fault = await settle(question, {
      given: givenIn(flags, question),
      settings,
      desk,
      overwrite: flags.overwrite === true,
    })
    if (fault) faults.push(`--${flagOf(question)} (${question.name}) ${fault}: ${question.text}`)
  }
  desk?.close()
  if (faults.length > 0) {
    console.error(`setup: nothing was written.\n${faults.map((fault) => `- ${fault}`).join('\n')}`)
    process.exit(EXIT_USAGE)
  }
  write(settings)
  Object.assign(process.env, settings)
}

function givenIn(flags, question) {
  if (question.fixed) return question.value
  const flag = flags[flagOf(question)]
  return typeof flag === 'string' ? flag : process.env[question.name] || undefined
}

/** Puts one value into `settings`, or says what is wrong with it. */
async function settle(question, { given, settings, desk, overwrite }) {
  const { name } = question
  const before = settings[name] || undefined
  if (given !== undefined && before !== undefined && given !== before) {
    settings[name] = (await mayReplace(question, { desk, overwrite })) ? given : before
  } else {
    settings[name] = given ?? before ?? question.make?.() ?? ''
  }
  if (settings[name] === '' && desk) settings[name] = await desk.ask(question)
  if (settings[name] === '') settings[name] = question.value ?? ''
  for (;;) {
    const fault =
      settings[name] === '' ? 'is missing' : await question.check?.(settings[name], settings)
    if (!fault || !desk) return fault
    desk.say(`${name} ${fault}`)
    settings[name] = await desk.ask(question)
  }
}

async function mayReplace({ name }, { desk, overwrite }) {
  if (overwrite) return true
  if (desk) return desk.confirm(`${name} has another value in ${SETTINGS_FILE}. Replace it?`)
  console.log(`kept     ${name}: the file says otherwise; --overwrite replaces it`)
  return false
}

/** Where somebody sits and answers. */
class Desk {
  #muted = false
  #lines = createInterface({
    input: process.stdin,
    terminal: true,
    output: new Writable({
      write: (chunk, encoding, done) => {
        if (!this.#muted) process.stdout.write(chunk, encoding)
        done()
      },
    }),
  })

  async ask({ text, value, hidden }) {
    const question = `${text}${value ? ` [${value}]` : ''}: `
    if (!hidden) return (await this.#lines.question(question)).trim() || (value ?? '')
    process.stdout.write(question)
    this.#muted = true
    const answer = await this.#lines.question('')
    this.#muted = false
    process.stdout.write('\n')
    return answer
  }

  async confirm(text) {
    return /^y(es)?$/i.test((await this.#lines.question(`${text} [y/N]: `)).trim())
  }

  say(text) {
    console.log(text)
  }

  close() {
    this.#lines.close()
  }
}

function write(settings) {
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${quoted(name, value)}`)
  const text = `# Written by \`npm run -s ace -- setup\`. Every setting is explained in docs/operations.md.\n${lines.join('\n')}\n`
  const known = existsSync(SETTINGS_FILE)
  if (
    known &&
    JSON.stringify(parseEnv(readFileSync(SETTINGS_FILE, 'utf8'))) === JSON.stringify(settings)
  ) {
    chmodSync(SETTINGS_FILE, 0o600)
    console.log(`settings ${SETTINGS_FILE} is complete`)
    return
  }
  writeFileSync(`${SETTINGS_FILE}.new`, text, { mode: 0o600 })
  renameSync(`${SETTINGS_FILE}.new`, SETTINGS_FILE)
  console.log(
    `settings ${SETTINGS_FILE} ${known ? 'brought up to date' : 'written'}, readable by you alone`
  )
}

/** As the file's reader gives it back; a shell and systemd read the same. */
function quoted(name, value) {
  if (/^[\w.:/@,+=-]*$/.test(value)) return value
  for (const mark of ["'", '"', '`']) {
    const text = `${mark}${value}${mark}`
    if (!/[\r\n]/.test(value) && parseEnv(`${name}=${text}`)[name] === value) return text
  }
  throw new Error(`${name} holds characters that a settings file cannot hold; choose another value`)
}
