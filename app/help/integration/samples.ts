/** Sample code of the integration document: checks a call as the contract says, with nothing but the language itself. */
export interface Sample {
  language: 'Node.js' | 'PHP' | 'Python'
  file: string
  code: string
}

/**
 * @param key id and secret that the samples begin with
 */
export function samples(key: { kid: string; secret: string }): Sample[] {
  return [
    { language: 'Node.js', file: 'etalase.mjs', code: node(key) },
    { language: 'PHP', file: 'terima.php', code: php(key) },
    { language: 'Python', file: 'etalase.py', code: python(key) },
  ]
}

const node = ({
  kid,
  secret,
}: {
  kid: string
  secret: string
}) => `import { createHmac, timingSafeEqual } from 'node:crypto'

const SECRETS = { '${kid}': '${secret}' }

const encode = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase())
const compare = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** query: the part of the address behind "?". Answers the parameters, or null for a call that is not ours. */
export function checkCall(query, now = Date.now() / 1000) {
  const pairs = [...new URLSearchParams(query.replaceAll('+', '%2B'))]
  const parameters = Object.fromEntries(pairs)
  const secret = SECRETS[parameters.kid]
  if (!secret || Math.abs(now - Number(parameters.ts)) > 300) return null
  const text = pairs
    .filter(([name]) => name !== 'sig')
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map(([name, value]) => encode(name) + '=' + encode(value))
    .join('&')
  const expected = createHmac('sha256', secret).update(text).digest('hex')
  const given = String(parameters.sig)
  const same = given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected))
  return same ? parameters : null
}
`

const php = ({ kid, secret }: { kid: string; secret: string }) => `<?php
const SECRETS = ['${kid}' => '${secret}'];

/** Repeated names are kept, unlike in $_GET. */
function pairs(string $query): array {
  $pairs = [];
  foreach (array_filter(explode('&', $query), 'strlen') as $part) {
    [$name, $value] = array_pad(explode('=', $part, 2), 2, '');
    $pairs[] = [rawurldecode($name), rawurldecode($value)];
  }
  return $pairs;
}

function check_call(string $query, int $now): ?array {
  $pairs = pairs($query);
  $parameters = array_column($pairs, 1, 0);
  $secret = SECRETS[$parameters['kid'] ?? ''] ?? null;
  if ($secret === null || abs($now - (int) ($parameters['ts'] ?? 0)) > 300) return null;
  $signed = array_filter($pairs, fn ($pair) => $pair[0] !== 'sig');
  usort($signed, fn ($a, $b) => strcmp($a[0], $b[0]) ?: strcmp($a[1], $b[1]));
  $text = implode('&', array_map(fn ($pair) => rawurlencode($pair[0]) . '=' . rawurlencode($pair[1]), $signed));
  $expected = hash_hmac('sha256', $text, $secret);
  return hash_equals($expected, $parameters['sig'] ?? '') ? $parameters : null;
}

$call = check_call($_SERVER['QUERY_STRING'] ?? '', time());
header('Content-Type: application/json');
if ($call === null) {
  http_response_code(403);
  exit('{"status":"RETRY","message":"bad signature"}');
}
// Keep trx_id under a unique key: the same one may come again, answer DUPLICATE then.
echo json_encode(['status' => 'OK', 'trx_id' => $call['trx_id'], 'ref' => 'A-1001']);
`

const python = ({ kid, secret }: { kid: string; secret: string }) => `import hashlib, hmac, time
from urllib.parse import quote, unquote

SECRETS = {"${kid}": "${secret}"}

def pairs(query):
    parts = (part.partition("=") for part in query.split("&") if part)
    return [(unquote(name), unquote(value)) for name, _, value in parts]

def check_call(query, now=None):
    """query: the part of the address behind "?". Answers the parameters, or None for a call that is not ours."""
    received = pairs(query)
    parameters = dict(received)
    secret = SECRETS.get(parameters.get("kid"))
    if secret is None or abs((now or time.time()) - int(parameters.get("ts", 0))) > 300:
        return None
    signed = sorted((n.encode(), v.encode()) for n, v in received if n != "sig")
    text = "&".join(quote(n, safe="-._~") + "=" + quote(v, safe="-._~") for n, v in signed)
    expected = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    return parameters if hmac.compare_digest(expected, parameters.get("sig", "")) else None
`
