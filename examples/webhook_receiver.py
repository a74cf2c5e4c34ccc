#!/usr/bin/env python3
"""Receive Stackmatch webhooks: verify the signature, ignore repeats, print the lead.

    STACKMATCH_WEBHOOK_SECRET=whsec_... python3 examples/webhook_receiver.py

Only the Python standard library is used. In production, read the secret from a file or a secret store and record
the ids in the same transaction as the lead.
"""

import base64
import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

KEY = base64.b64decode(os.environ["STACKMATCH_WEBHOOK_SECRET"].removeprefix("whsec_"))
MAX_AGE = 300  # seconds
MAX_BODY = 1_000_000  # bytes
seen = set()


def is_genuine(call_id: str, timestamp: str, signatures: str, body: bytes) -> bool:
    """Check the age of a call and that one of its signatures was made with our key."""
    if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > MAX_AGE:
        return False
    digest = hmac.digest(KEY, f"{call_id}.{timestamp}.".encode() + body, "sha256")
    expected = b"v1," + base64.b64encode(digest)
    return any(hmac.compare_digest(expected, given.encode()) for given in signatures.split())


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        length = self.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > MAX_BODY:
            return self.answer(413)
        body = self.rfile.read(int(length))
        call_id, timestamp, signatures = (
            self.headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature")
        )
        if not is_genuine(call_id, timestamp, signatures, body):
            return self.answer(401)
        if call_id not in seen:  # a repeat has the id of the first call
            event = json.loads(body)
            print(event["type"], event.get("data", event), flush=True)
            seen.add(call_id)
        self.answer(204)

    def answer(self, status: int):
        self.send_response(status)
        self.end_headers()


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", 9000), Receiver).serve_forever()
