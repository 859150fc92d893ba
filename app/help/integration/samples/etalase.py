# Runs as it is: `python3 etalase.py` listens on PORT (8080), `python3 etalase.py status TRX_ID` asks the store.
import hashlib, hmac, json, os, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote, urlsplit
from urllib.request import Request, urlopen

SECRETS = {"{{kid}}": "{{secret}}"}
STATUS_API = "{{statusApi}}"
GRANTED = os.environ.get("GRANTED", "granted")

def sign(secret, text):
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()

def pairs(query):
    parts = (part.partition("=") for part in query.split("&") if part)
    return [(unquote(name), unquote(value)) for name, _, value in parts]

def check_call(query, now=None):
    """query: the part of the address behind "?". Answers the parameters, or None for what is not ours."""
    received = pairs(query)
    parameters = dict(received)
    secret = SECRETS.get(parameters.get("kid"))
    sent = parameters.get("ts", "")
    if secret is None or not sent.isdecimal() or abs((now or time.time()) - int(sent)) > 300:
        return None
    signed = sorted((n.encode(), v.encode()) for n, v in received if n != "sig")
    text = "&".join(quote(n, safe="-._~") + "=" + quote(v, safe="-._~") for n, v in signed)
    given = parameters.get("sig", "").encode()
    return parameters if hmac.compare_digest(sign(secret, text).encode(), given) else None

def receive(call):
    """The forwarding URL. A file for each trx_id stands for your table, in which trx_id is unique."""
    if call is None:
        return 403, {"status": "RETRY", "message": "bad signature or time"}
    # A redirect of a customer is signed, too, and has no event.
    if call.get("v") != "1" or "event" not in call:
        return 400, {"status": "RETRY", "message": "not understood"}
    os.makedirs(GRANTED, exist_ok=True)
    path, ref = os.path.join(GRANTED, call["trx_id"]), "A-" + call["trx_id"][-8:]
    try:
        with open(path, "x") as file:
            json.dump({"ref": ref, **call}, file)
    except FileExistsError:
        with open(path) as file:
            return 200, {"status": "DUPLICATE", "trx_id": call["trx_id"], "ref": json.load(file)["ref"]}
    return 200, {"status": "OK", "trx_id": call["trx_id"], "ref": ref}

def welcome(customer):
    """The redirect URL: a signature alone opens nothing, the call of the same purchase must have come."""
    if customer is None:
        return 403, {"message": "this link is not valid (any more)"}
    if not os.path.isfile(os.path.join(GRANTED, os.path.basename(customer["trx_id"]))):
        return 403, {"message": "we wait for word from the store"}
    return 200, {"message": "welcome", "cust_ref": customer["cust_ref"]}

def ask_status(trx_id):
    """What the store knows of a transaction."""
    url, timestamp = STATUS_API + trx_id, str(int(time.time()))
    kid, secret = next(iter(SECRETS.items()))
    signature = sign(secret, f"GET\n{urlsplit(url).path}\n{timestamp}")
    headers = {"etalase-key": kid, "etalase-timestamp": timestamp, "etalase-signature": signature}
    with urlopen(Request(url, headers=headers), timeout=10) as answer:
        return json.load(answer)

class Portal(BaseHTTPRequestHandler):
    def do_GET(self):
        address = urlsplit(self.path)
        page = {"/receive": receive, "/enter": welcome}.get(address.path)
        status, body = page(check_call(address.query)) if page else (404, {"message": "no such page"})
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        """Addresses hold signatures: they belong in no log."""

if __name__ == "__main__":
    if sys.argv[1:2] == ["status"]:
        print(json.dumps(ask_status(sys.argv[2])))
    else:
        ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", 8080))), Portal).serve_forever()
