"""Random safety files, overlays and cases, from a seed."""

import json

ENVIRONMENTS = ["dev", "staging", "prod"]
ACTIONS = {
    "retry": {"steps": [{"run_job": {}}], "changes": ["cost"]},
    "retry_later": {"steps": [{"wait": {}}, {"run_job": {}}], "changes": ["cost"]},
    "scale_up": {"steps": [{"run_job": {}}], "changes": ["cost"]},
    "coerce_schema": {
        "steps": [{"set_schema": {}}, {"run_job": {}}], "changes": ["catalog"],
        "undo": "restore_schema"},
    "rollback": {
        "steps": [{"restore_schema": {}}, {"run_job": {}}], "changes": ["catalog"],
        "undo": "restore_schema"},
    "quarantine": {
        "steps": [{"quarantine_objects": {}}, {"run_job": {}}], "changes": ["data"],
        "undo": "return_objects"},
    "log": {"steps": [], "passive": True},
    "escalate": {"steps": [{"notify": {}}]},
}
JOBS = ["ingest_flights", "reload_flights", "orders_daily"]
TABLES = {
    "ingest_flights": ["flights.raw_flights", "flights.curated_flights"],
    "reload_flights": ["flights.raw_flights", "flights.curated_flights"],
    "orders_daily": ["orders.raw", "orders.clean"],
}
KINDS = ["throttled", "volume", "type_change", "corrupt_file"]
SEVERITIES = ["low", "medium", "high", "critical"]
STATES = ["FAILED", "SUCCEEDED", "TIMEOUT", "STOPPED"]
CHANGES = ["added", "removed", "widening", "narrowing"]
ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC", "Australia/Lord_Howe"]
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def quoted(text):
    return json.dumps(text)


class Maker:
    def __init__(self, chance):
        self.chance = chance

    # Conditions

    def atom(self):
        chance = self.chance
        sign = chance.choice(["==", "!="])
        order = chance.choice(["<", "<=", ">", ">=", "==", "!="])
        whole = chance.randrange(0, 4)
        return chance.choice([
            lambda: f"env {sign} {quoted(chance.choice(ENVIRONMENTS))}",
            lambda: f"env in {json.dumps(chance.sample(ENVIRONMENTS, 2))}",
            lambda: f"action.name {sign} {quoted(chance.choice(list(ACTIONS)))}",
            lambda: "action." + chance.choice(
                ["changes_data", "changes_catalog", "changes_cost", "starts_run", "can_undo"]),
            lambda: f"anomaly.severity {sign} {quoted(chance.choice(SEVERITIES))}",
            lambda: f"anomaly.kind in {json.dumps(chance.sample(KINDS, 2))}",
            lambda: f"anomaly.value {order} {chance.choice([0.5, 1.0, 2.5])}",
            lambda: f"run.state {sign} {quoted(chance.choice(STATES))}",
            lambda: f"run.attempt {order} {whole}",
            lambda: f"{whole} {order} run.workers",
            lambda: f"runs.active {order} {whole}",
            lambda: f"runs.failed_in_a_row {order} {whole}",
            lambda: f"proposal.share {order} {chance.choice([0.1, 0.25, 0.5])}",
            lambda: f"proposal.dpu_hours {order} {chance.choice([1.0, 2.5, 8.0])}",
            lambda: f"table.rows {order} {whole}",
            lambda: f"job.rerun {sign} {quoted(chance.choice(['overwrites', 'appends', 'unknown']))}",
            lambda: f"job.name {sign} {quoted(chance.choice(JOBS))}",
            lambda: "tables.exists(t, t.has_tag(\"legal-hold\"))",
            lambda: "tables.all(t, !t.has_tag(\"pii\") || t.role == \"reads\")",
            lambda: "table.has_tag(\"pii\")",
            lambda: "table.changes.exists(c, !c.lossless)",
            lambda: f"table.changes.all(c, c.kind in {json.dumps(chance.sample(CHANGES, 2))})",
            lambda: f"size(table.changes) {order} {whole}",
            lambda: "table.observed_fits_last_good",
            lambda: f"run.workers / runs.active {order} {whole}",
            lambda: f"run.workers % {chance.randrange(1, 4)} == {whole}",
            lambda: f"run.rows_written {order} run.rows_read",
            lambda: f"log.errors + log.warnings {order} {whole}",
            lambda: f"incident.attempt {order} {whole}",
            lambda: "run.error.matches(\"^No space left.*device$\")",
            lambda: "run.error.startsWith(\"No\")",
            lambda: f"double(run.workers) * 0.5 {order} {chance.choice([0.5, 1.0])}",
        ])()

    def condition(self, depth=3):
        chance = self.chance
        shape = chance.random()
        if depth == 0 or shape < 0.3:
            return self.atom()
        if shape < 0.6:
            return f"({self.condition(depth - 1)} && {self.condition(depth - 1)})"
        if shape < 0.85:
            return f"({self.condition(depth - 1)} || {self.condition(depth - 1)})"
        if shape < 0.93:
            return f"!({self.condition(depth - 1)})"
        parts = [self.condition(depth - 1) for _ in range(3)]
        return f"({parts[0]} ? {parts[1]} : {parts[2]})"

    # Configurations

    def safety(self):
        chance = self.chance
        names = list(ACTIONS)
        authority = {}
        for environment in ENVIRONMENTS:
            if chance.random() < 0.1:
                continue
            alone = [name for name in names if chance.random() < 0.6]
            ask = [name for name in names if name not in alone and chance.random() < 0.6]
            rest = [name for name in names if name not in alone + ask]
            shadow = [name for name in rest if chance.random() < 0.3]
            authority[environment] = {"alone": alone, "ask": ask, "shadow": shadow}
        if not authority:
            authority["dev"] = {"alone": names, "ask": []}
        return {
            "kintsugi": "safety/v1", "owner": "data-governance", "otherwise": "deny",
            "authority": authority,
            "ask_defaults": {"approver": "job.owner", "wait": "4h"},
            "remedies": {
                kind: chance.sample(names, chance.randrange(0, 6))
                for kind in KINDS if chance.random() < 0.9},
            "deny": [
                {"id": f"deny-{i}", "title": "Denied", "when": self.condition()}
                for i in range(chance.randrange(0, 4))],
            "ask": [
                {"id": f"ask-{i}", "title": "Asked", "when": self.condition()}
                for i in range(chance.randrange(0, 4))],
            "limits": [self.limit(i) for i in range(chance.randrange(0, 4))],
            "freeze": [self.freeze(i) for i in range(chance.randrange(0, 3))],
            "fail_closed": {
                "missing_evidence": "deny", "evaluation_error": "deny",
                "evidence_older_than": chance.choice(["15m", "1h30m", "45s"])},
            "kill_switch": "journal",
        }

    def limit(self, number):
        chance = self.chance
        unit = chance.choice(["actions", "actions", "dpu_hours"])
        return {
            "id": f"limit-{number}", "at_most": f"{chance.randrange(1, 6)} {unit}",
            "per": chance.choice(["job", "table", "env"]),
            "within": chance.choice(["10m", "1h", "1d"])}

    def freeze(self, number):
        chance = self.chance
        scope = {}
        if chance.random() < 0.6:
            scope["env"] = chance.sample(ENVIRONMENTS, chance.randrange(1, 3))
        if chance.random() < 0.3:
            scope["jobs"] = chance.sample(JOBS, 1)
        frozen = {"id": f"freeze-{number}", "title": "Frozen"}
        if scope:
            frozen["for"] = scope
        if chance.random() < 0.6:
            start, end = chance.sample(range(7 * 24 * 4), 2)
            frozen["weekly"] = f"{self.moment(start)} to {self.moment(end)}"
            frozen["zone"] = chance.choice(ZONES)
        else:
            first = chance.randrange(1, 25)
            frozen["from"] = f"2026-{chance.randrange(1, 12):02}-{first:02}T00:00:00+01:00"
            frozen["until"] = f"2026-12-{first:02}T12:30:00Z"
        return frozen

    @staticmethod
    def moment(quarter):
        return f"{DAYS[quarter // 96]} {quarter % 96 // 4:02}:{quarter % 4 * 15:02}"

    def waivers(self, safety, environment):
        chance = self.chance
        found = []
        for constraint in safety["ask"] + safety["limits"]:
            if chance.random() > 0.35:
                continue
            waiver = {
                "id": f"W-{len(found)}", "waives": constraint["id"], "reason": "Once",
                "owner": "flights-team", "approved_by": "data-governance", "ticket": "T-1",
                "expires": chance.choice(["2026-06-30", "2026-11-15T12:00:00Z", "2027-03-01"])}
            scope = {}
            if chance.random() < 0.5:
                scope["jobs"] = chance.sample(JOBS, chance.randrange(1, 3))
            if chance.random() < 0.2:
                scope["tables"] = [chance.choice(["flights.*", "orders.raw", "*"])]
            if scope:
                waiver["for"] = scope
            if "at_most" in constraint:
                amount, unit = constraint["at_most"].split()
                waiver["raise_to"] = f"{int(amount) + chance.randrange(1, 4)} {unit}"
            found.append(waiver)
        return found

    # Cases

    def maybe(self, value, unknown=0.12):
        return None if self.chance.random() < unknown else value

    def case(self, safety):
        chance = self.chance
        job = chance.choice(JOBS)
        anomaly = None
        if chance.random() < 0.9:
            anomaly = {
                "rule": "some-rule", "kind": chance.choice(KINDS + ["other"]),
                "mode": chance.choice(["heal", "heal", "heal", "heal", "alert"])}
        share, hours = self.maybe(chance.choice([0, 0.1, 0.25, 0.3, 1.0])), self.maybe(
            chance.choice([0, 0.5, 1.0, 2.5, 4.0]))
        limit = {"15m": 900, "1h30m": 5400, "45s": 45}[
            safety["fail_closed"]["evidence_older_than"]]
        usage = {}
        for budget in safety["limits"]:
            if chance.random() < 0.93:
                amount = int(budget["at_most"].split()[0])
                usage[budget["id"]] = max(0, amount + chance.choice([-3, -2, -1, -1, -0.5, 0, 1, 2]))
        return {
            "action": chance.choice(list(ACTIONS)), "env": chance.choice(ENVIRONMENTS),
            "now": self.time(safety), "job": job, "tables": TABLES[job],
            "kill": chance.choice(["off"] * 18 + ["on", "unreadable"]),
            "age": chance.choice([0] * 12 + [limit, limit + 1, limit - 1]),
            "usage": usage, "obstacles": ["something"] if chance.random() < 0.06 else [],
            "anomaly": anomaly, "share": share, "dpu_hours": hours,
            "facts": self.facts(job, anomaly, share, hours),
        }

    def facts(self, job, anomaly, share, hours):
        chance = self.chance
        count = lambda: self.maybe(chance.randrange(0, 5))
        tables = [self.table(role) for role in chance.choice([["reads"], ["reads", "writes"], []])]
        facts = {
            "job": {
                "name": job, "owner": "flights-team",
                "rerun": chance.choice(["overwrites", "appends", "unknown"])},
            "run": {
                "state": self.maybe(chance.choice(STATES)), "attempt": count(), "workers": count(),
                "rows_read": count(), "rows_written": count(),
                "error": self.maybe(chance.choice(
                    ["", "No space left on device", "No luck", "Timeout: no device"]))},
            "runs": {"active": count(), "failed_in_a_row": count()},
            "tables": tables, "table": tables[0] if tables else None,
            "log": {"errors": count(), "warnings": count()},
            "incident": {"attempt": chance.randrange(0, 4)},
            "proposal": {"share": share, "dpu_hours": hours},
        }
        if anomaly:
            facts["anomaly"] = {
                "rule": anomaly["rule"], "kind": anomaly["kind"],
                "severity": chance.choice(SEVERITIES),
                "value": self.maybe(chance.choice([0.4, 0.5, 1.0, 3.5]))}
        return facts

    def table(self, role):
        chance = self.chance
        changes = [
            {"kind": chance.choice(CHANGES), "lossless": chance.random() < 0.6}
            for _ in range(chance.randrange(0, 3))]
        return {
            "role": role, "rows": self.maybe(chance.randrange(0, 4)),
            "tags": self.maybe(chance.sample(["legal-hold", "pii", "x"], chance.randrange(0, 3))),
            "changes": self.maybe(changes),
            "observed_fits_last_good": self.maybe(chance.random() < 0.5)}

    def time(self, safety):
        """Often a minute beside the edge of something."""
        chance = self.chance
        edges = ["2026-06-30T00:00:00Z", "2026-11-15T12:00:00Z", "2027-03-01T00:00:00Z",
                 "2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z"]
        edges += [freeze[key] for freeze in safety["freeze"] for key in ("from", "until")
                  if key in freeze]
        if chance.random() < 0.4:
            from judge import time_of
            from datetime import timedelta, timezone
            moment = time_of(chance.choice(edges)) + timedelta(seconds=chance.choice([-1, 0, 1]))
            return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        day, minute = chance.randrange(0, 420), chance.randrange(0, 1440)
        from datetime import datetime, timedelta, timezone
        moment = datetime(2026, 1, 1, tzinfo=timezone.utc) + timedelta(
            days=day, minutes=minute - minute % 15, seconds=chance.choice([0, 0, 30, -1]))
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
