"""Errors in the words and the shape of the service that was asked."""

from __future__ import annotations

import json
import uuid
from xml.sax.saxutils import escape

from .calls import Answer, Call

THROTTLING = {
    "dynamodb": ("ProvisionedThroughputExceededException", 400),
    "s3": ("SlowDown", 503),
    "sns": ("Throttling", 400),
    "sts": ("Throttling", 400),
    "iam": ("Throttling", 400),
    "cloudwatch": ("Throttling", 400),
    "ssm": ("ThrottlingException", 400),
    "sqs": ("RequestThrottled", 403),
}
"""How each service says that it was asked too often."""


class Refused(Exception):
    """An answer that ends the handling of a call."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


def refusal(call: Call, code: str, message: str, status: int = 400) -> Answer:
    """An error of the call's service, in its protocol."""
    request_id = str(uuid.uuid4())
    if call.protocol == "json":
        body = json.dumps({"__type": code, "message": message}).encode()
        kind = call.request.headers.get("content-type", "application/x-amz-json-1.1")
        headers = {"Content-Type": kind, "x-amzn-RequestId": request_id}
        if call.service == "sqs":
            headers["x-amzn-query-error"] = f"{code};Sender"
        return Answer(status, body, headers)
    if call.protocol == "rest-s3":
        bucket, key = call.bucket_and_key
        text = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<Error><Code>{code}</Code><Message>{escape(message)}</Message>"
            f"<BucketName>{escape(bucket)}</BucketName><Key>{escape(key)}</Key>"
            f"<RequestId>{request_id}</RequestId><HostId>miniature</HostId></Error>")
        body = b"" if call.request.method == "HEAD" else text.encode()
        return Answer(
            status, body, {"Content-Type": "application/xml", "x-amz-request-id": request_id})
    blame = "Sender" if status < 500 else "Receiver"
    text = (
        f"<ErrorResponse><Error><Type>{blame}</Type><Code>{code}</Code>"
        f"<Message>{escape(message)}</Message></Error>"
        f"<RequestId>{request_id}</RequestId></ErrorResponse>")
    return Answer(
        status, text.encode(), {"Content-Type": "text/xml", "x-amzn-RequestId": request_id})


def throttled(call: Call) -> Answer:
    code, status = THROTTLING.get(call.service, ("ThrottlingException", 400))
    return refusal(call, code, "Rate exceeded", status)
