"""What safety says of a proposal, said slowly: a second evaluator of the guardrails.

Written from the documents alone, without a look at the Swift: the dialect's safety file, what the
words mean, and docs/constraints.md. Takes the safety file as data; gives the verdict, what it rests
on, and what every constraint says.
"""

import functools
import re
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import conditions

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
# `because` names the first of the strictest in this order.
ORDER = ["kill", "fail closed", "freeze", "deny", "remedies", "limits", "authority", "ask",
         "otherwise", "world"]
STRICTNESS = ["allow", "ask", "unavailable", "deny"]


@functools.lru_cache(100_000)
def time_of(text):
    """A time, or a date alone: its first moment, UTC."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


@functools.lru_cache(1_000)
def seconds(text):
    total, digits = 0, ""
    for letter in text:
        if letter.isdigit():
            digits += letter
        else:
            total += int(digits) * UNITS[letter]
            digits = ""
    return total


class Action:
    """An action of the policy, by what its steps and keys say."""

    def __init__(self, name, declared):
        steps = [next(iter(step)) for step in declared["steps"]]
        changes = declared.get("changes", [])
        self.name = name
        self.passive = declared.get("passive", False)
        self.only_notifies = steps == ["notify"]
        self.starts_run = "run_job" in steps
        self.record = {
            "name": name, "changes_data": "data" in changes, "changes_catalog": "catalog" in changes,
            # A run costs money, whether that is said or not.
            "changes_cost": "cost" in changes or self.starts_run, "starts_run": self.starts_run,
            "can_undo": "undo" in declared,
        }


class Judge:
    """The guardrails of one safety file in one environment, with the overlay's waivers."""

    def __init__(self, safety, actions, waivers):
        self.safety = safety
        self.actions = {name: Action(name, declared) for name, declared in actions.items()}
        self.waivers = waivers
        self.parsed = {}

    def condition(self, text, case):
        if text not in self.parsed:
            self.parsed[text] = conditions.compiled(conditions.parse(text))
        names = dict(case["facts"])
        names["action"] = self.actions[case["action"]].record
        names["env"] = case["env"]
        return self.parsed[text](names)

    def judge(self, case):
        action = self.actions[case["action"]]
        if action.only_notifies:
            return {"verdict": "allow", "because": [], "rulings": {}}
        said = []  # (order, place, constraint, verdict or None)

        def say(order, constraint, verdict):
            said.append((ORDER.index(order), len(said), constraint, verdict))

        say("kill", "kill-switch", None if case["kill"] == "off" else "deny")
        limit = seconds(self.safety["fail_closed"]["evidence_older_than"])
        say("fail closed", "fail-closed.evidence-age", "deny" if case["age"] > limit else None)
        for freeze in self.safety.get("freeze", []):
            say("freeze", freeze["id"], "deny" if self.is_frozen(freeze, case) else None)
        for deny in self.safety.get("deny", []):
            self.speak(say, "deny", deny, case, "deny")
        say("remedies", "remedies", None if action.passive or self.is_remedy(case) else "deny")
        for budget in self.safety.get("limits", []):
            order, verdict = self.budget(budget, action, case)
            say(order, budget["id"], verdict)
        authority = self.safety["authority"].get(case["env"], {})
        asks = action.name in authority.get("ask", [])
        alone = action.name in authority.get("alone", [])
        watched = action.name in authority.get("shadow", [])
        said_so = "deny" if watched else "ask" if asks else None
        say("authority", "authority." + case["env"], said_so)
        for ask in self.safety.get("ask", []):
            waived = self.waiver(ask["id"], case) is not None
            self.speak(say, "ask", ask, case, None if waived else "ask")
        say("otherwise", "otherwise", None if asks or alone or watched else "deny")
        strictest = max((STRICTNESS.index(v) for *_, v in said if v), default=0)
        world = "unavailable" if case["obstacles"] else None
        say("world", "world", world)
        if world and STRICTNESS[strictest] in ("allow", "ask"):
            strictest = STRICTNESS.index("unavailable")
        verdict = STRICTNESS[strictest]
        because = [name for _, _, name, v in sorted(said) if v == verdict]
        return {
            "verdict": verdict, "because": because,
            "rulings": {name: v for _, _, name, v in said},
        }

    def speak(self, say, order, constraint, case, verdict):
        value = self.condition(constraint["when"], case)
        if isinstance(value, conditions.Fault):
            say("fail closed", constraint["id"], "deny")
        else:
            say(order, constraint["id"], verdict if value else None)

    def is_remedy(self, case):
        anomaly = case["anomaly"]
        if anomaly is None or anomaly["mode"] != "heal":
            return False
        return case["action"] in self.safety["remedies"].get(anomaly["kind"], [])

    def budget(self, budget, action, case):
        """What is used up and what the action adds must fit; what cannot be told does not."""
        if action.passive:
            return "limits", None
        amount, unit = budget["at_most"].split()
        amount = float(amount)
        waiver = self.waiver(budget["id"], case)
        if waiver:
            amount = float(waiver["raise_to"].split()[0])
        used = case["usage"].get(budget["id"])
        does = action.record
        uses = {
            "actions": True, "dpu_hours": action.starts_run, "rows": does["changes_data"],
            "tables": does["changes_data"] or does["changes_catalog"],
        }[unit]
        cost = {
            "actions": 1, "dpu_hours": case["dpu_hours"], "rows": case["rows"],
            "tables": case["changed_tables"],
        }[unit]
        if used is None:
            return "fail closed", "deny"
        if not uses:
            return "limits", None
        if cost is None:
            return "fail closed", "deny"
        return "limits", "deny" if used + cost > amount else None

    def waiver(self, constraint, case):
        for waiver in self.waivers:
            if waiver["env"] != case["env"] or waiver["waives"] != constraint:
                continue
            scope = waiver.get("for", {})
            if "jobs" in scope and not named(case["job"], scope["jobs"]):
                continue
            # One that names tables counts where all tables of the job are among them.
            if "tables" in scope:
                tables = case["tables"]
                if not tables or not all(named(table, scope["tables"]) for table in tables):
                    continue
            if time_of(case["now"]) < time_of(waiver["expires"]):
                return waiver
        return None

    def is_frozen(self, freeze, case):
        scope = freeze.get("for", {})
        if "env" in scope and not named(case["env"], scope["env"]):
            return False
        if "jobs" in scope and not named(case["job"], scope["jobs"]):
            return False
        now = time_of(case["now"])
        if "from" in freeze:
            return time_of(freeze["from"]) <= now < time_of(freeze["until"])
        start, end = freeze["weekly"].split(" to ")
        wall = now.astimezone(ZoneInfo(freeze["zone"]))
        place = minute_of_week(DAYS[wall.weekday()], wall.hour, wall.minute)
        first, last = moment_of_week(start), moment_of_week(end)
        if first < last:
            return first <= place < last
        return place >= first or place < last


def named(name, patterns):
    """Whether a name is among patterns, in which `*` stands for any run of characters."""
    return any(matches(name, pattern) for pattern in patterns)


@functools.lru_cache(10_000)
def matches(name, pattern):
    words = ".*".join(map(re.escape, pattern.split("*")))
    return re.fullmatch(words, name, re.DOTALL) is not None


def minute_of_week(day, hour, minute):
    return (DAYS.index(day) * 24 + hour) * 60 + minute


def moment_of_week(text):
    day, clock = text.split()
    return minute_of_week(day, int(clock[:2]), int(clock[3:]))
