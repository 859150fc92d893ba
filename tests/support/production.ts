/** A production deployment in a folder of its own: settings, keystore, trusted authorities, and its processes. */
import { spawn, type ChildProcess } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import forge from 'node-forge'
import { DEVELOPMENT_MARK } from '#pki/contract'
import { freePort } from './ports.js'

export const KEYSTORE_PASSWORD = 'segel $aman #17'
export const ADMIN = {
  name: 'Bima Saputra',
  email: 'bima@operator.example',
  password: 'kunci-panjang-untuk-meja-staf',
}

/** A key with a certificate of its own making, as PKCS#12 and as PEM. */
export function selfSigned(commonName: string): { p12: Buffer; pem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const key = forge.pki.privateKeyFromPem(privateKey)
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey)
  certificate.serialNumber = '01'
  certificate.validity.notBefore = new Date(Date.now() - 86_400_000)
  certificate.validity.notAfter = new Date(Date.now() + 365 * 86_400_000)
  const name = [{ name: 'commonName', value: commonName }]
  certificate.setSubject(name)
  certificate.setIssuer(name)
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true },
    { name: 'keyUsage', digitalSignature: true, keyCertSign: true },
  ])
  certificate.sign(key, forge.md.sha256.create())
  const p12 = forge.pkcs12.toPkcs12Asn1(key, [certificate], KEYSTORE_PASSWORD, {
    algorithm: 'aes256',
  })
  return {
    p12: Buffer.from(forge.asn1.toDer(p12).getBytes(), 'latin1'),
    pem: forge.pki.certificateToPem(certificate),
  }
}

export interface Deployment {
  folder: string
  port: number
  /** Where the settings file is. */
  settingsFile: string
  /** As `setup` takes them from the environment. */
  settings: Record<string, string>
}

let good: ReturnType<typeof selfSigned> | undefined
let ofDevelopment: ReturnType<typeof selfSigned> | undefined

/** Everything that a safe production needs, in a temporary folder; nothing is written into its settings file yet. */
export async function newDeployment(): Promise<Deployment> {
  const folder = await mkdtemp(join(tmpdir(), 'etalase-production-'))
  good ??= selfSigned('Webstore Telkom')
  ofDevelopment ??= selfSigned(`${DEVELOPMENT_MARK} Document CA`)
  await mkdir(join(folder, 'trust'))
  await writeFile(join(folder, 'seal.p12'), good.p12)
  await writeFile(join(folder, 'development.p12'), ofDevelopment.p12)
  await writeFile(join(folder, 'trust', 'authority.pem'), selfSigned('Otoritas Surel').pem)
  const [port, smtpPort] = [await freePort(), await freePort()]
  return {
    folder,
    port,
    settingsFile: join(folder, '.env'),
    settings: {
      STORE_HOST: 'toko.operator.example',
      DEVSTORE_HOST: 'uji.operator.example',
      PARTNER_HOST: 'mitra.operator.example',
      STAFF_HOST: 'staf.operator.example',
      PORT: String(port),
      SMTP_PORT: String(smtpPort),
      DATABASE_URL: `sqlite:${join(folder, 'data', 'etalase.sqlite3')}`,
      STORAGE_DIR: join(folder, 'storage'),
      KEYSTORE_FILE: join(folder, 'seal.p12'),
      KEYSTORE_PASSWORD,
      TRUST_DIR: join(folder, 'trust'),
      MAIL_SMTP_URL: 'smtp://etalase:rahasia@127.0.0.1:2599',
      MAIL_FROM: 'toko@operator.example',
      INBOUND_ADDRESS: 'pks@operator.example',
      PAYMENT_GATEWAY_URL: 'https://gateway.operator.example',
      PAYMENT_GATEWAY_KEY: 'etalase:rahasia-gateway',
      SETUP_ADMIN_NAME: ADMIN.name,
      SETUP_ADMIN_EMAIL: ADMIN.email,
      SETUP_ADMIN_PASSWORD: ADMIN.password,
    },
  }
}

/** Nothing of the test run's own settings may reach the deployment. */
function environment({ folder }: Deployment, settings: Record<string, string>): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    ENV_PATH: folder,
    NO_COLOR: '1',
    ...settings,
  }
}

/** Runs `ace setup` to its end. */
export async function runSetup(
  deployment: Deployment,
  { settings = deployment.settings, args = [] as string[] } = {}
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['ace.js', 'setup', ...args], {
    env: environment(deployment, settings),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return outcome(child)
}

/** Starts the product in production with changed settings and waits until it ends; for starts that are refused. */
export function refusedStart(deployment: Deployment, changed: Record<string, string>) {
  const child = spawn(process.execPath, ['bin/start.js'], {
    env: environment(deployment, { NODE_ENV: 'production', ...changed }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return outcome(child)
}

/** Starts the product in production and waits until it is ready. */
export async function startProduction(deployment: Deployment) {
  const child = spawn(process.execPath, ['bin/start.js'], {
    env: environment(deployment, { NODE_ENV: 'production' }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk
        if (output.includes('Etalase ready')) resolve()
      })
    }
    void ended.then(() => reject(new Error(`the start ended: ${output}`)))
  })
  return {
    pid: child.pid!,
    output: () => output,
    get: (host: string, path: string) => get(deployment.port, host, path),
    async stop() {
      child.kill('SIGTERM')
      return ended
    },
  }
}

/** Waits for the end of a process. */
export async function outcome(
  child: ChildProcess
): Promise<{ code: number | null; output: string }> {
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => (output += chunk))
  const timer = setTimeout(() => child.kill('SIGKILL'), 60_000)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearTimeout(timer)
  return { code, output }
}

function get(
  port: number,
  host: string,
  path: string
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, headers: { host, 'x-forwarded-proto': 'https' } },
      (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (chunk) => (body += chunk))
        response.on('end', () =>
          resolve({ status: response.statusCode!, headers: response.headers, body })
        )
      }
    )
    sent.on('error', reject)
    sent.end()
  })
}
