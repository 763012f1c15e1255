"""Small parts of services that moto lacks or takes too lightly."""

from __future__ import annotations

import fnmatch
import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote
from xml.sax.saxutils import escape

from .calls import Answer, Call
from .clock import Clock
from .refusals import Refused

TOKEN_LIFE = 600.0


@dataclass
class Transactions:
    """DynamoDB's memory of `ClientRequestToken`: ten minutes; moto has none and applies twice."""

    clock: Clock
    _seen: dict[str, tuple[float, str, Answer]] = field(default_factory=dict)

    def write(self, call: Call, forward: Callable[[Call], Answer]) -> Answer:
        token = call.params.get("ClientRequestToken")
        if token is None:
            return forward(call)
        body = {name: value for name, value in call.params.items() if name != "ClientRequestToken"}
        digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        now = self.clock.seconds()
        if (seen := self._seen.get(token)) and now - seen[0] < TOKEN_LIFE:
            if seen[1] != digest:
                raise Refused(
                    "IdempotentParameterMismatchException",
                    "The request was retried with the same ClientRequestToken and other "
                    "parameters")
            return seen[2]
        answer = forward(call)
        if answer.is_success:
            self._seen[token] = (now, digest, answer)
        return answer


@dataclass
class Permissions:
    """What the account's policies deny, as patterns of actions; all else is allowed."""

    denied: list[str] = field(default_factory=list)

    def denies(self, action: str) -> bool:
        return any(fnmatch.fnmatchcase(action.lower(), p.lower()) for p in self.denied)

    def simulate(self, call: Call) -> str:
        """`SimulatePrincipalPolicy`, which moto lacks."""
        pairs = parse_qsl(call.request.body.decode(), keep_blank_values=True)
        actions = [value for name, value in pairs if name.startswith("ActionNames.member.")]
        resources = [v for n, v in pairs if n.startswith("ResourceArns.member.")] or ["*"]
        results = "".join(
            f"<member><EvalActionName>{escape(action)}</EvalActionName>"
            f"<EvalResourceName>{escape(resource)}</EvalResourceName>"
            f"<EvalDecision>{'implicitDeny' if self.denies(action) else 'allowed'}</EvalDecision>"
            "<MatchedStatements/><MissingContextValues/></member>"
            for action in actions for resource in resources)
        return (
            '<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">'
            f"<SimulatePrincipalPolicyResult><IsTruncated>false</IsTruncated>"
            f"<EvaluationResults>{results}</EvaluationResults></SimulatePrincipalPolicyResult>"
            f"<ResponseMetadata><RequestId>{secrets.token_hex(8)}</RequestId></ResponseMetadata>"
            "</SimulatePrincipalPolicyResponse>")

    def check(self, call: Call) -> None:
        """Refuses the engine's calls that the policies deny."""
        action = iam_action(call)
        if not self.denies(action):
            return
        code = "AccessDeniedException" if call.protocol == "json" else "AccessDenied"
        status = 400 if call.protocol == "json" else 403
        raise Refused(
            code, f"User: arn:aws:sts::123456789012:assumed-role/kintsugi/engine is not authorized "
            f"to perform: {action} because no identity-based policy allows the {action} action",
            status)


def iam_action(call: Call) -> str:
    """The IAM action of a call: mostly its own name."""
    names = {"ListObjectsV2": "ListBucket", "ListObjects": "ListBucket", "HeadBucket": "ListBucket",
             "HeadObject": "GetObject", "CopyObject": "PutObject", "DeleteObjects": "DeleteObject",
             "TransactWriteItems": "PutItem", "BatchStopJobRun": "BatchStopJobRun"}
    return f"{call.service}:{names.get(call.operation, call.operation)}"


@dataclass
class OpsItems:
    """Systems Manager's OpsItems, which moto lacks: one for each deduplication string."""

    clock: Clock
    items: dict[str, dict[str, Any]] = field(default_factory=dict)

    def create(self, call: Call) -> dict[str, Any]:
        params = call.params
        key = params.get("OperationalData", {}).get("/aws/dedup", {}).get("Value")
        for id, item in self.items.items():
            if key is not None and item["dedup"] == key and item["Status"] != "Resolved":
                raise Refused(
                    "OpsItemAlreadyExistsException",
                    f"OpsItem with the same deduplication string exists: {id}")
        id = f"oi-{secrets.token_hex(6)}"
        self.items[id] = {
            **params, "OpsItemId": id, "Status": "Open", "dedup": key,
            "CreatedTime": self.clock.seconds()}
        return {"OpsItemId": id, "OpsItemArn": f"arn:aws:ssm:eu-west-1:123456789012:opsitem/{id}"}

    def get(self, call: Call) -> dict[str, Any]:
        item = self.items.get(call.params["OpsItemId"])
        if item is None:
            raise Refused("OpsItemNotFoundException", "there is no such OpsItem")
        return {"OpsItem": {name: value for name, value in item.items() if name != "dedup"}}


def copy_source(call: Call) -> tuple[str, str]:
    """The bucket and the key that a copy reads."""
    source = unquote(call.request.headers["x-amz-copy-source"].split("?")[0]).lstrip("/")
    bucket, _, key = source.partition("/")
    return bucket, key


def check_copy(call: Call, etag: str | None) -> None:
    """The conditions of `CopyObject`, which moto ignores; `etag` is the source's, if there is one.
    """
    headers = call.request.headers
    wanted = headers.get("x-amz-copy-source-if-match")
    refused = headers.get("x-amz-copy-source-if-none-match")
    if etag is None:
        return
    if (wanted and wanted.strip('"') != etag.strip('"')) or (
            refused and refused.strip('"') == etag.strip('"')):
        raise Refused(
            "PreconditionFailed",
            "At least one of the pre-conditions you specified did not hold", 412)
