"""Requests, answers, and which operation of which service a request is."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

MARKER = re.compile(r"(?:inc-[0-9a-z]+|roundup\.[0-9a-f]+)(?:\.[0-9a-z]+)+")
SCOPE = re.compile(r"Credential=([^/,\s]+)/(\d{8})/([^/,\s]+)/([^/,\s]+)/aws4_request")

READS = re.compile(r"^(Get|List|Describe|Head|BatchGet|Query|Scan|Filter|Search|Simulate)")
"""Operations without an effect, by their first word: that is how AWS names them."""


@dataclass(frozen=True)
class Request:
    """One HTTP request as it came over the wire; `target` is the raw path and query."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path or "/"

    @property
    def query(self) -> str:
        return urlsplit(self.target).query

    def with_json(self, params: dict[str, Any]) -> Request:
        """The same request with another JSON body."""
        body = json.dumps(params).encode()
        headers = {**self.headers, "content-length": str(len(body))}
        return Request(self.method, self.target, headers, body)


@dataclass
class Answer:
    """One HTTP answer; `Content-Length` and `Date` are the server's business."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        return json.loads(self.body or b"{}")


@dataclass(frozen=True)
class Call:
    """What a request asks for: `service` and `operation` as botocore names them."""

    request: Request
    service: str
    region: str
    access_key: str
    protocol: str
    operation: str

    @staticmethod
    def of(request: Request) -> Call:
        scope = SCOPE.search(request.headers.get("authorization", ""))
        key, region, service = "", "", ""
        if scope:
            key, _, region, service = scope.groups()
        protocol, operation = _operation(request)
        if protocol == "rest-s3" and service not in ("", "s3"):
            protocol, operation = "rest", f"{request.method} {request.path}"
        service = {"monitoring": "cloudwatch"}.get(service, service)
        return Call(request, service or "s3", region, key, protocol, operation)

    @cached_property
    def params(self) -> dict[str, Any]:
        """The parameters of a JSON or a query call; of S3, its query."""
        if self.protocol == "json":
            try:
                value = json.loads(self.request.body or b"{}")
            except ValueError:
                return {}
            return value if isinstance(value, dict) else {}
        source = self.request.body.decode("utf-8", "replace")
        if self.protocol == "rest-s3":
            source = self.request.query
        return dict(parse_qsl(source, keep_blank_values=True))

    @property
    def name(self) -> str:
        return f"{self.service}.{self.operation}"

    @property
    def is_read(self) -> bool:
        return bool(READS.match(self.operation)) or self.name == "sqs.ReceiveMessage"

    @property
    def bucket_and_key(self) -> tuple[str, str]:
        """Of a path-style S3 call, decoded."""
        bucket, _, key = self.request.path.lstrip("/").partition("/")
        return unquote(bucket), unquote(key)

    @property
    def subject(self) -> str:
        """What the call is about, in a word: a job, a table, an object, a topic."""
        params = self.params
        if self.protocol == "rest-s3":
            return "/".join(self.bucket_and_key)
        if self.protocol == "rest":
            return self.request.path
        if "DatabaseName" in params:
            table = params.get("TableInput", {}).get("Name") or params.get("TableName")
            return f"{params['DatabaseName']}.{table or params.get('Name', '')}"
        names = ("JobName", "Name", "TableName", "TopicArn", "QueueUrl", "logGroupName", "Title")
        return next((str(params[name]) for name in names if name in params), "")

    @property
    def marker(self) -> str | None:
        """The marker of the intent that the call is made for, wherever it stands."""
        params = self.params
        places = (
            params.get("Arguments", {}) if self.operation == "StartJobRun" else None,
            params.get("TableInput", {}).get("Parameters", {})
            if self.operation == "UpdateTable" else None,
        )
        for place, name in zip(places, ("--kintsugi-attempt", "kintsugi.attempt"), strict=True):
            if place is not None:
                return place.get(name)
        request = self.request
        found = MARKER.search(unquote(request.target)) or MARKER.search(
            unquote(request.body[:65536].decode("utf-8", "replace").replace("+", " ")))
        return found.group(0) if found else None

    @property
    def digest(self) -> str:
        """What tells two requests apart that are signed at different times."""
        seen = f"{self.request.method} {self.request.target}\n".encode() + self.request.body
        return hashlib.sha256(seen).hexdigest()[:16]


def _operation(request: Request) -> tuple[str, str]:
    """The protocol of a request, and the operation in it."""
    if target := request.headers.get("x-amz-target"):
        return "json", target.rpartition(".")[2]
    if "x-www-form-urlencoded" in request.headers.get("content-type", ""):
        form = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
        if "Action" in form:
            return "query", form["Action"]
    if found := re.fullmatch(r"/service/[^/]+/operation/(\w+)", request.path):
        return "cbor", found.group(1)
    return "rest-s3", _s3_operation(request)


def _s3_operation(request: Request) -> str:
    """The names of the S3 operations that matter here; the others are named by method and path."""
    names = {name for name, _ in parse_qsl(request.query, keep_blank_values=True)}
    bucket, _, key = request.path.lstrip("/").partition("/")
    method = request.method
    if not bucket:
        return "ListBuckets"
    if not key:
        if method == "GET":
            if "list-type" in names:
                return "ListObjectsV2"
            for name in ("versioning", "location", "versions", "uploads", "tagging"):
                if name in names:
                    return f"GetBucket{name.title()}"
            return "ListObjects"
        if method == "POST" and "delete" in names:
            return "DeleteObjects"
        return {"PUT": "CreateBucket", "HEAD": "HeadBucket", "DELETE": "DeleteBucket"}.get(
            method, f"{method}Bucket")
    if "tagging" in names:
        return f"{method.title()}ObjectTagging"
    if method == "PUT" and "x-amz-copy-source" in request.headers:
        return "UploadPartCopy" if "partNumber" in names else "CopyObject"
    return {"GET": "GetObject", "HEAD": "HeadObject", "PUT": "PutObject",
            "DELETE": "DeleteObject"}.get(method, f"{method}Object")
