"""A call on its way: numbered, verified, answered, spoilt as the plan says, and logged."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from .calls import Answer, Call, Request
from .faults import PAGES, STALE, Fault, Plan
from .refusals import Refused, refusal, throttled
from .world import World

UNSIGNED = ("AssumeRoleWithWebIdentity", "AssumeRoleWithSAML")
HTML = b"<html><head><title>504</title></head><body>upstream timed out</body></html>\n"


@dataclass
class Delivery:
    """What goes back over the wire: an answer, a part of it, or nothing at all."""

    answer: Answer | None
    is_cut: bool = False
    skew: float = 0.0


@dataclass
class Crash:
    """Kills the engine when its call number `at` arrives, before or after it is forwarded."""

    at: int
    when: str
    pid: int | None = None
    happened: bool = False


class UnreliableWire:
    """Between the engine and the world. Jobs and the test itself have a wire without faults."""

    def __init__(self, world: World, plan: Plan) -> None:
        self.world = world
        self.plan = plan
        self.crash: Crash | None = None
        self.number = 0
        self.skew = 0.0
        self._stale_until = 0.0
        self._expired_until = 0
        self._remembered: dict[str, Answer] = {}
        self._pages: dict[str, dict[str, Any]] = {}
        self._lock = threading.Lock()

    def restart(self, plan: Plan) -> None:
        """Begins anew with another plan."""
        self.__init__(self.world, plan)  # type: ignore[misc]

    def deliver(self, request: Request) -> Delivery:
        call = Call.of(request)
        is_hook = request.path.startswith("/_hooks/")
        if is_hook:
            call = Call(request, "webhook", "", "", "rest", "POST")
        who = "engine" if is_hook else self.world.signatures.who(call)
        if who != "engine":
            answer, effect = self._verified(call, who)
            self.world.log.add(who, 0, call, status=answer.status, effects=int(effect))
            return Delivery(answer)
        with self._lock:
            self.number += 1
            number = self.number
            fault = self.plan.next(call, number)
        if self._crashes(number, "before"):
            self.world.log.add(who, number, call, status=None, fault="kill-before")
            return Delivery(None)
        delivery, effects = self._happen(call, fault)
        killed = self._crashes(number, "after")
        self.world.log.add(
            who, number, call, effects=effects,
            status=delivery.answer.status if delivery.answer else None,
            fault="kill-after" if killed else fault.kind if fault else None)
        return Delivery(None) if killed else delivery

    def _verified(self, call: Call, who: str) -> tuple[Answer, bool]:
        """The world's answer to a call whose signature holds, without any fault."""
        if (refused := self._refused(call, 0)) is not None:
            return refused, False
        return self.world.ask(call, who)

    def _refused(self, call: Call, skew: float) -> Answer | None:
        """The refusal of a call whose signature does not hold by a clock that is off by `skew`."""
        if call.service == "webhook" or call.operation in UNSIGNED:
            return None
        try:
            self.world.signatures.verify(call, self.world.clock.now() + timedelta(seconds=skew))
        except Refused as error:
            return refusal(call, error.code, error.message, error.status)
        return None

    def _ask(self, call: Call) -> tuple[Answer, int]:
        """The world's answer, or an older one while reads are stale."""
        key = f"{call.name} {call.digest}"
        is_strong = call.params.get("ConsistentRead") is True
        if call.name in STALE and not is_strong and time.monotonic() < self._stale_until:
            if (older := self._remembered.get(key)) is not None:
                return older, 0
        if (page := self._pages_of(call)) is not None:
            call = page
        answer, effect = self.world.ask(call, "engine")
        if (call.name in STALE or call.name in PAGES) and answer.is_success:
            self._remembered[key] = answer
        return answer, int(effect)

    def _happen(self, call: Call, fault: Fault | None) -> tuple[Delivery, int]:
        """Delivers a call with a fault; the signature is checked first, as AWS does."""
        if (refused := self._refused(call, self.skew)) is not None:
            return Delivery(refused, skew=self.skew), 0
        if fault is None:
            answer, effects = self._ask(call)
            return Delivery(answer, skew=self.skew), effects
        return self._spoil(call, fault)

    def _spoil(self, call: Call, fault: Fault) -> tuple[Delivery, int]:
        """One kind of fault after the other; flat on purpose."""
        effects = 0
        answer: Answer | None = None
        is_cut = False
        match fault.kind:
            case "drop-before":
                pass
            case "drop-after":
                _, effects = self._ask(call)
            case "delay":
                time.sleep(fault.seconds)
                answer, effects = self._ask(call)
            case "twice":
                _, first = self._ask(call)
                answer, effects = self._ask(call)
                effects += first
            case "cut":
                answer, effects = self._ask(call)
                is_cut = True
            case "html":
                answer = Answer(200, HTML, {"Content-Type": "text/html"})
            case "status" | "outage":
                answer = _unavailable(call, fault)
            case "status-after":
                _, effects = self._ask(call)
                answer = _unavailable(call, fault)
            case "throttle":
                answer = throttled(call)
            case "expired":
                answer = _expired(call)
            case "skew":
                self.skew = fault.seconds
                return self._happen(call, None)
            case "stale":
                self._stale_until = time.monotonic() + fault.seconds
                since = self.world.clock.seconds()
                self.world.runs.stale = (since, since + fault.seconds)
                answer, effects = self._ask(call)
            case "page-short":
                answer, effects = self._ask(_shortened(call))
            case "page-empty":
                answer = self._empty_page(call)
            case "page-repeat":
                answer = self._repeated_page(call)
            case "conflict":
                self._write_beside(call)
                answer, effects = self._ask(call)
        return Delivery(answer, is_cut, self.skew), effects

    def _crashes(self, number: int, when: str) -> bool:
        """Kills the engine where that was asked for; waits until it is told whom."""
        crash = self.crash
        if crash is None or crash.happened or number < crash.at or crash.when != when:
            return False
        crash.happened = True
        until = time.monotonic() + 5
        while crash.pid is None and time.monotonic() < until:
            time.sleep(0.001)
        if crash.pid is not None:
            os.kill(crash.pid, signal.SIGKILL)
        return True

    def _empty_page(self, call: Call) -> Answer:
        """A page with nothing but a token that leads to what was asked for."""
        call = self._pages_of(call) or call
        items, told, _, _ = PAGES[call.name]
        name = f"again-{len(self._pages)}"
        self._pages[name] = call.params
        is_key = call.service == "dynamodb"
        token: Any = {"pk": {"S": name}, "sk": {"S": name}} if is_key else name
        extra = {"Count": 0, "ScannedCount": 0} if is_key else {}
        return Answer(200, json.dumps({items: [], told: token, **extra}).encode(), {
            "Content-Type": call.request.headers.get("content-type", "application/json")})

    def _pages_of(self, call: Call) -> Call | None:
        """The call that a token of an empty page stands for."""
        if call.name not in PAGES:
            return None
        token = call.params.get(PAGES[call.name][2])
        name = token.get("pk", {}).get("S") if isinstance(token, dict) else token
        params = self._pages.get(name) if isinstance(name, str) else None
        return None if params is None else Call.of(call.request.with_json(params))

    def _repeated_page(self, call: Call) -> Answer:
        """The page before again, token and all."""
        token_name = PAGES[call.name][2]
        params = {name: value for name, value in call.params.items() if name != token_name}
        before = Call.of(call.request.with_json(params))
        return self._remembered.get(f"{call.name} {before.digest}") or self._ask(call)[0]

    def _write_beside(self, call: Call) -> None:
        """Somebody else changes the table just before the engine does."""
        inside = self.world.inside
        database, name = call.params["DatabaseName"], call.params["TableInput"]["Name"]
        with self.world.lock:
            table = inside.call("glue", "GetTable", DatabaseName=database, Name=name)["Table"]
            wanted = {key: table[key] for key in TABLE_INPUT if key in table}
            wanted["Parameters"] = {**table.get("Parameters", {}), "touched": "yes"}
            inside.call("glue", "UpdateTable", DatabaseName=database, TableInput=wanted)
            version = str(int(table["VersionId"]) + 1)
            self.world.catalog.note_version(f"{database}.{name}", version)


TABLE_INPUT = ("Name", "Description", "Owner", "Retention", "StorageDescriptor", "PartitionKeys",
               "TableType", "Parameters")


def _unavailable(call: Call, fault: Fault) -> Answer:
    codes = {400: "ValidationException", 403: "AccessDeniedException", 429: "TooManyRequests",
             500: "InternalServerError", 502: "BadGateway", 503: "ServiceUnavailable"}
    answer = refusal(call, codes.get(fault.status, "InternalFailure"), "injected", fault.status)
    if fault.retry_after is not None:
        answer.headers["Retry-After"] = str(fault.retry_after)
    return answer


def _expired(call: Call) -> Answer:
    code = "ExpiredTokenException" if call.protocol == "json" else "ExpiredToken"
    return refusal(
        call, code, "The security token included in the request is expired",
        403 if call.protocol == "query" else 400)


def _shortened(call: Call) -> Call:
    """The same call, asking for one entry a page."""
    if call.service == "s3":
        query = dict(parse_qsl(call.request.query, keep_blank_values=True)) | {"max-keys": "1"}
        return Call.of(replace(call.request, target=f"{call.request.path}?{urlencode(query)}"))
    return Call.of(call.request.with_json({**call.params, PAGES[call.name][3]: 1}))
