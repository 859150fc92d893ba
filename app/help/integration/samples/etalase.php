<?php
// Runs as it is: `php -S 127.0.0.1:8080 etalase.php` listens, `php etalase.php status TRX_ID` asks the store.
const SECRETS = ['{{kid}}' => '{{secret}}'];
const STATUS_API = '{{statusApi}}';
define('GRANTED', getenv('GRANTED') ?: 'granted');

/** Repeated names are kept, unlike in $_GET. */
function pairs(string $query): array {
  $pairs = [];
  foreach (array_filter(explode('&', $query), 'strlen') as $part) {
    [$name, $value] = array_pad(explode('=', $part, 2), 2, '');
    $pairs[] = [rawurldecode($name), rawurldecode($value)];
  }
  return $pairs;
}

/** $query: the part of the address behind "?". Answers the parameters, or null for what is not ours. */
function check_call(string $query, int $now): ?array {
  $pairs = pairs($query);
  $parameters = array_column($pairs, 1, 0);
  $secret = SECRETS[$parameters['kid'] ?? ''] ?? null;
  if ($secret === null || abs($now - (int) ($parameters['ts'] ?? 0)) > 300) return null;
  $signed = array_filter($pairs, fn ($pair) => (string) $pair[0] !== 'sig');
  usort($signed, fn ($a, $b) => strcmp($a[0], $b[0]) ?: strcmp($a[1], $b[1]));
  $text = implode('&', array_map(fn ($pair) => rawurlencode($pair[0]) . '=' . rawurlencode($pair[1]), $signed));
  $expected = hash_hmac('sha256', $text, $secret);
  return hash_equals($expected, $parameters['sig'] ?? '') ? $parameters : null;
}

/** The forwarding URL. A file for each trx_id stands for your table, in which trx_id is unique. */
function receive(?array $call): array {
  if ($call === null) return [403, ['status' => 'RETRY', 'message' => 'bad signature or time']];
  // A redirect of a customer is signed, too, and has no event.
  if ($call['v'] !== '1' || !isset($call['event'])) return [400, ['status' => 'RETRY', 'message' => 'not understood']];
  $file = GRANTED . '/' . $call['trx_id'];
  $ref = 'A-' . substr($call['trx_id'], -8);
  if (!is_dir(GRANTED)) @mkdir(GRANTED, 0777, true);
  $new = @fopen($file, 'x');
  if ($new === false) {
    $known = json_decode(file_get_contents($file), true);
    return [200, ['status' => 'DUPLICATE', 'trx_id' => $call['trx_id'], 'ref' => $known['ref'] ?? $ref]];
  }
  fwrite($new, json_encode(['ref' => $ref] + $call));
  fclose($new);
  return [200, ['status' => 'OK', 'trx_id' => $call['trx_id'], 'ref' => $ref]];
}

/** The redirect URL: a signature alone opens nothing, the call of the same purchase must have come. */
function welcome(?array $customer): array {
  if ($customer === null) return [403, ['message' => 'this link is not valid (any more)']];
  if (!is_file(GRANTED . '/' . basename($customer['trx_id']))) return [403, ['message' => 'we wait for word from the store']];
  return [200, ['message' => 'welcome', 'cust_ref' => $customer['cust_ref']]];
}

/** What the store knows of a transaction. */
function ask_status(string $trx_id): array {
  $url = STATUS_API . $trx_id;
  $kid = array_key_first(SECRETS);
  $timestamp = (string) time();
  $text = "GET\n" . parse_url($url, PHP_URL_PATH) . "\n$timestamp";
  $headers = ["etalase-key: $kid", "etalase-timestamp: $timestamp", 'etalase-signature: ' . hash_hmac('sha256', $text, SECRETS[$kid])];
  $http = ['header' => $headers, 'timeout' => 10, 'follow_location' => 0];
  $answer = file_get_contents($url, false, stream_context_create(['http' => $http]));
  if ($answer === false) throw new RuntimeException('the store does not answer');
  return json_decode($answer, true, flags: JSON_THROW_ON_ERROR);
}

if (PHP_SAPI === 'cli') {
  if (($argv[1] ?? '') === 'status') echo json_encode(ask_status($argv[2])), "\n";
  return;
}
$call = check_call($_SERVER['QUERY_STRING'] ?? '', time());
[$status, $body] = match (parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)) {
  '/receive' => receive($call),
  '/enter' => welcome($call),
  default => [404, ['message' => 'no such page']],
};
http_response_code($status);
header('Content-Type: application/json');
echo json_encode($body);
