"""Signature Version 4, verified as AWS verifies it: recomputed from what came over the wire.

moto never looks at a signature, so a client whose signer is wrong passes every test against it and
fails on the first day with an account. Here each signature is computed again by botocore.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from .calls import Call, Request
from .refusals import Refused

AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<credential>[^,\s]+),\s*"
    r"SignedHeaders=(?P<headers>[^,\s]+),\s*Signature=(?P<signature>[0-9a-f]{64})")
SAFE = "-_.~"


@dataclass(frozen=True)
class Key:
    """One access key; `who` tells the engine's calls from those of jobs and of the test itself."""

    secret: str
    who: str
    token: str | None = None


class Signatures:
    """The access keys that exist, and the check of a request against them."""

    def __init__(self, keys: dict[str, Key]) -> None:
        self.keys = dict(keys)

    def who(self, call: Call) -> str:
        key = self.keys.get(call.access_key)
        return key.who if key else "stranger"

    def verify(self, call: Call, now: datetime) -> None:
        """Raises what AWS would answer to a request that it does not accept."""
        request = call.request
        if "authorization" not in request.headers:
            raise _refused(call, "missing")
        match = AUTHORIZATION.fullmatch(request.headers["authorization"])
        if not match:
            raise Refused(
                "IncompleteSignatureException", "Authorization header is not of the form of AWS4")
        key = self.keys.get(call.access_key)
        if key is None:
            raise _refused(call, "unknown")
        if key.token is not None and request.headers.get("x-amz-security-token") != key.token:
            raise _refused(call, "unknown")
        if key.token is None and "x-amz-security-token" in request.headers:
            raise _refused(call, "token")
        signed = match["headers"].split(";")
        _check_headers(call, signed)
        _check_body(call)
        _check_time(call, now)
        wanted = _signature(call, signed, Credentials(call.access_key, key.secret, key.token))
        if not hmac.compare_digest(wanted, match["signature"]):
            raise _refused(call, "mismatch")


def _check_headers(call: Call, signed: list[str]) -> None:
    headers = call.request.headers
    if signed != sorted(signed) or "host" not in signed:
        raise Refused("SignatureDoesNotMatch", "SignedHeaders are unsorted or lack host", 403)
    missing = [name for name in signed if name not in headers]
    if missing:
        raise Refused("SignatureDoesNotMatch", f"signed headers were not sent: {missing}", 403)
    unsigned = [name for name in headers if name.startswith("x-amz-") and name not in signed]
    if call.service == "s3" and unsigned:
        raise Refused(
            "AccessDenied",
            "There were headers present in the request which were not signed: "
            + ", ".join(unsigned), 403)
    if "x-amz-date" not in signed:
        raise Refused("SignatureDoesNotMatch", "x-amz-date must be sent and signed", 403)


def _check_body(call: Call) -> None:
    """The digest in the header must be the body's; S3 wants the header."""
    said = call.request.headers.get("x-amz-content-sha256")
    if said is None:
        if call.service == "s3":
            raise Refused(
                "InvalidRequest", "Missing required header for this request: "
                "x-amz-content-sha256", 400)
        return
    if said == "UNSIGNED-PAYLOAD" or said.startswith("STREAMING-"):
        return
    if said != hashlib.sha256(call.request.body).hexdigest():
        raise Refused(
            "XAmzContentSHA256Mismatch",
            "The provided 'x-amz-content-sha256' header does not match what was computed.", 400)


def _check_time(call: Call, now: datetime) -> None:
    """Signatures live five minutes, those of S3 fifteen."""
    text = call.request.headers["x-amz-date"]
    try:
        date = datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise Refused("SignatureDoesNotMatch", f"x-amz-date is no time: {text}", 403) from None
    if f"/{text[:8]}/" not in call.request.headers["authorization"]:
        raise _refused(call, "mismatch")
    allowed = timedelta(minutes=15 if call.service == "s3" else 5)
    if abs(now - date) <= allowed:
        return
    if call.service == "s3":
        raise Refused(
            "RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large.", 403)
    server = now.strftime("%Y%m%dT%H%M%SZ")
    side = "Signature expired" if date < now else "Signature not yet current"
    words = f"{side}: {text} is now {'earlier' if date < now else 'later'} than {server}"
    code, status = ("InvalidSignatureException", 400) if call.protocol == "json" else (
        "SignatureDoesNotMatch", 403)
    raise Refused(code, words, status)


def _signature(call: Call, signed: list[str], credentials: Credentials) -> str:
    """The signature that the request should have, by botocore."""
    request = call.request
    scope_service = request.headers["authorization"].split("/")[3]
    is_s3 = call.service == "s3"
    signer = (S3SigV4Auth if is_s3 else SigV4Auth)(credentials, scope_service, call.region)
    again = AWSRequest(
        method=request.method, url=_url(request, is_s3), data=request.body,
        headers={name: request.headers[name] for name in signed})
    again.context["timestamp"] = request.headers["x-amz-date"]
    canonical = signer.canonical_request(again)
    return signer.signature(signer.string_to_sign(again, canonical), again)


def _url(request: Request, is_s3: bool) -> str:
    """The URL with path and query encoded as AWS encodes them, however the client did."""
    path = quote(unquote(request.path), safe=SAFE + "/") if is_s3 else request.path
    pairs = []
    for part in request.query.split("&") if request.query else []:
        name, _, value = part.partition("=")
        pairs.append(f"{quote(unquote(name), safe=SAFE)}={quote(unquote(value), safe=SAFE)}")
    query = "?" + "&".join(pairs) if pairs else ""
    return f"http://{request.headers.get('host', '')}{path}{query}"


def _refused(call: Call, why: str) -> Refused:
    """The error of a service for a reason, as each protocol words it."""
    json_words = {
        "missing": ("MissingAuthenticationTokenException", "Missing Authentication Token", 400),
        "unknown": ("UnrecognizedClientException",
                    "The security token included in the request is invalid.", 400),
        "token": ("UnrecognizedClientException",
                  "The security token included in the request is invalid.", 400),
        "mismatch": ("InvalidSignatureException",
                     "The request signature we calculated does not match the signature you "
                     "provided. Check your AWS Secret Access Key and signing method.", 400),
    }
    s3_words = {
        "missing": ("AccessDenied", "Access Denied", 403),
        "unknown": ("InvalidAccessKeyId",
                    "The AWS Access Key Id you provided does not exist in our records.", 403),
        "token": ("InvalidToken", "The provided token is malformed or otherwise invalid.", 400),
        "mismatch": ("SignatureDoesNotMatch",
                     "The request signature we calculated does not match the signature you "
                     "provided. Check your key and signing method.", 403),
    }
    query_words = {
        "missing": ("MissingAuthenticationToken", "Request is missing Authentication Token", 403),
        "unknown": ("InvalidClientTokenId",
                    "The security token included in the request is invalid.", 403),
        "token": ("InvalidClientTokenId",
                  "The security token included in the request is invalid.", 403),
        "mismatch": ("SignatureDoesNotMatch", json_words["mismatch"][1], 403),
    }
    words = {"json": json_words, "rest-s3": s3_words}.get(call.protocol, query_words)
    return Refused(*words[why])
