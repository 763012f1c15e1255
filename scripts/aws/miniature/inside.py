"""Calls that the world makes to moto itself: unsigned, unlogged, and without faults."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote, unquote, urlencode

from .calls import Answer, Request
from .moto_app import MotoApp

TARGETS = {"glue": "AWSGlue", "logs": "Logs_20140328", "sqs": "AmazonSQS",
           "dynamodb": "DynamoDB_20120810"}


class Inside:
    """The account seen from inside."""

    def __init__(self, moto: MotoApp, region: str, host: str) -> None:
        self._moto = moto
        self._region = region
        self._host = host

    def call(self, service: str, operation: str, **params: Any) -> dict[str, Any]:
        """A JSON call; raises when it is refused."""
        answer = self._moto.ask(Request("POST", "/", {
            **self._headers(service), "content-type": "application/x-amz-json-1.1",
            "x-amz-target": f"{TARGETS[service]}.{operation}"}, json.dumps(params).encode()))
        if not answer.is_success:
            raise InsideError(service, operation, answer)
        return answer.json()

    def query(self, service: str, action: str, **params: str) -> Answer:
        """A call of the query protocol."""
        return self._moto.ask(Request("POST", "/", {
            **self._headers(service), "content-type": "application/x-www-form-urlencoded"},
            urlencode({"Action": action, **params}).encode()))

    def object(self, bucket: str, key: str, method: str = "GET") -> Answer:
        return self._moto.ask(
            Request(method, f"/{bucket}/{quote(key)}", self._headers("s3"), b""))

    def etags(self, bucket: str) -> dict[str, str]:
        """Every key of a bucket with its ETag."""
        found: dict[str, str] = {}
        token = ""
        while True:
            query = f"/{bucket}?list-type=2&encoding-type=url" + (
                f"&continuation-token={quote(token)}" if token else "")
            text = self._moto.ask(Request("GET", query, self._headers("s3"), b"")).body.decode()
            for item in re.findall(r"<Contents>(.*?)</Contents>", text, re.S):
                key = re.search(r"<Key>(.*?)</Key>", item, re.S)
                etag = re.search(r"<ETag>(.*?)</ETag>", item, re.S)
                if key and etag:
                    found[unquote(key.group(1))] = etag.group(1)
            more = re.search(r"<NextContinuationToken>(.*?)</NextContinuationToken>", text)
            if not more:
                return found
            token = more.group(1)

    def _headers(self, service: str) -> dict[str, str]:
        return {
            "host": self._host,
            "authorization": "AWS4-HMAC-SHA256 Credential=inside/20260101/"
            f"{self._region}/{service}/aws4_request, SignedHeaders=host, Signature=none"}


class InsideError(Exception):
    """A call from inside that was refused."""

    def __init__(self, service: str, operation: str, answer: Answer) -> None:
        super().__init__(f"{service}.{operation}: {answer.status} {answer.body[:300]!r}")
        self.answer = answer
