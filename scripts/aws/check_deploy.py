"""Deploys `deploy/template.yaml` to moto after SAM's transformation, and looks at what is there."""

from __future__ import annotations

import json
import logging
import os
import sys
import warnings
from pathlib import Path
from typing import Any

os.environ.update(AWS_DEFAULT_REGION="eu-west-1", AWS_ACCESS_KEY_ID="x",
                  AWS_SECRET_ACCESS_KEY="x", MOTO_ACCOUNT_ID="123456789012")

import boto3  # noqa: E402
import cfnlint.decode.cfn_yaml  # noqa: E402
from moto import mock_aws  # noqa: E402
from samtranslator.translator.transform import transform  # noqa: E402

TEMPLATE = Path(__file__).resolve().parents[2] / "deploy" / "template.yaml"
PARAMETERS = {
    "ImageUri": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/kintsugi:1",
    "DataBuckets": "arn:aws:s3:::acme-lake-raw",
    "DataObjects": "arn:aws:s3:::acme-lake-raw/*",
}


class NoPolicies:
    """SAM's managed policies, of which the template names none."""

    def load(self) -> dict[str, str]:
        return {}


def resources(name: str, of: dict[str, Any]) -> list[dict[str, Any]]:
    return [r["Properties"] for r in of["Resources"].values() if r["Type"] == name]


def main() -> int:
    loaded = json.loads(json.dumps(cfnlint.decode.cfn_yaml.load(str(TEMPLATE))))
    plain = transform(loaded, PARAMETERS, NoPolicies())
    warnings.simplefilter("ignore")  # moto tells what it skips, in two ways
    logging.disable()
    with mock_aws():
        boto3.client("cloudformation").create_stack(
            StackName="kintsugi", TemplateBody=json.dumps(plain), Capabilities=["CAPABILITY_IAM"],
            Parameters=[{"ParameterKey": name, "ParameterValue": value}
                        for name, value in PARAMETERS.items()])
        problems = _problems(plain)
    print(*problems or ["deploy/template.yaml deploys as it should"], sep="\n")
    return 1 if problems else 0


def _problems(plain: dict[str, Any]) -> list[str]:
    """What is not as the guide says."""
    stack = boto3.client("cloudformation").describe_stacks(StackName="kintsugi")["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    checks = {
        f"the stack is {stack['StackStatus']}": stack["StackStatus"] == "CREATE_COMPLETE",
        "the journal has no pk and sk": [
            key["AttributeName"] for key in boto3.client("dynamodb").describe_table(
                TableName=outputs["JournalTable"])["Table"]["KeySchema"]] == ["pk", "sk"],
        # moto makes neither times to live nor alarms out of a template: those are read in it.
        "the journal's items do not expire": all(
            table["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}
            for table in resources("AWS::DynamoDB::Table", plain)),
        "no rule sends the ends of runs into the queue": _rule_reaches(outputs["QueueUrl"]),
        "the queue has no dead-letter queue": "RedrivePolicy" in boto3.client(
            "sqs").get_queue_attributes(
                QueueUrl=outputs["QueueUrl"], AttributeNames=["All"])["Attributes"],
        "an alarm has nobody to tell": all(
            alarm["AlarmActions"] for alarm in resources("AWS::CloudWatch::Alarm", plain)),
        "no alarm minds silence": any(
            alarm["TreatMissingData"] == "breaching"
            for alarm in resources("AWS::CloudWatch::Alarm", plain)),
        "batches fail whole": all(
            mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
            for mapping in resources("AWS::Lambda::EventSourceMapping", plain)),
        "a policy allows everything": not any(
            "*" in json.dumps(statement["Action"])
            for role in resources("AWS::IAM::Role", plain) for policy in role["Policies"]
            for statement in policy["PolicyDocument"]["Statement"]),
    }
    return [problem for problem, holds in checks.items() if not holds]


def _rule_reaches(queue: str) -> bool:
    events = boto3.client("events")
    name = queue.rpartition("/")[2]
    for rule in events.list_rules()["Rules"]:
        pattern = json.loads(rule.get("EventPattern") or "{}")
        targets = events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
        if pattern.get("source") == ["aws.glue"] and any(
                target["Arn"].endswith(f":{name}") for target in targets):
            return set(pattern["detail"]["state"]) == {
                "SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED", "ERROR"}
    return False


if __name__ == "__main__":
    sys.exit(main())
