"""Records signatures that botocore makes: what the signer of the AWS target is held against.

    python3 scripts/aws/record_signatures.py > Tests/AWSTests/data/signatures.json

A case is what is meant (a path and a query before encoding), so that the encoding is tested too.
"""

import datetime
import json
import random
import sys
from unittest import mock
from urllib.parse import quote

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

SEED = 20261126
LETTERS = "abz019-._~ =+&%?#/'()*,:;!@$[]{}\"<>|^`\\é日\u202e"
KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


def text(chance, most):
    return "".join(chance.choice(LETTERS) for _ in range(chance.randrange(1, most)))


def case(chance, number):
    is_storage = number % 2 == 0
    service = "s3" if is_storage else chance.choice(["glue", "logs", "dynamodb", "sns", "sts", "iam"])
    path = "/" + text(chance, 24).lstrip("/") if is_storage else "/"
    if number % 5 == 3:
        service, path = "execute-api", "/" + text(chance, 12).lstrip("/")
    query = []
    if is_storage and chance.random() < 0.6:
        names = {text(chance, 6) for _ in range(chance.randrange(1, 5))}
        query = [[name, text(chance, 8) if chance.random() < 0.8 else ""] for name in sorted(names)]
        chance.shuffle(query)
    method = chance.choice(["GET", "PUT", "DELETE"]) if is_storage else "POST"
    headers = {"content-type": "application/x-amz-json-1.1"} if method == "POST" else {}
    if method == "PUT":
        headers["x-amz-copy-source"] = quote("/bucket/" + text(chance, 9), safe="/~")
        headers["x-amz-meta-note"] = "two  spaces   and more"
    return {
        "method": method,
        "service": service,
        "region": chance.choice(["eu-west-1", "us-east-1", "cn-north-1"]),
        "host": f"{service}.example.com" + chance.choice(["", ":8443"]),
        "path": path,
        "query": query,
        "headers": headers,
        "body": "" if method in ("GET", "DELETE") else text(chance, 60),
        "token": "FwoGZXIvYXdzEXAMPLE//TOKEN==" if chance.random() < 0.5 else None,
        "time": "2026-11-26T11:%02d:%02dZ" % (number // 60, number % 60),
    }


def signature(meant):
    now = datetime.datetime.strptime(meant["time"], "%Y-%m-%dT%H:%M:%SZ")
    encoded = "&".join(f"{quote(n, safe='-_.~')}={quote(v, safe='-_.~')}" for n, v in meant["query"])
    # S3 takes a path as it is; others are encoded once by whoever sends, and again to be signed.
    url = f"https://{meant['host']}{quote(meant['path'], safe='/-_.~')}"
    request = AWSRequest(
        method=meant["method"],
        url=url + ("?" + encoded if encoded else ""),
        headers=dict(meant["headers"]),
        data=meant["body"].encode(),
    )
    credentials = Credentials(KEY, SECRET, meant["token"])
    kind = S3SigV4Auth if meant["service"] == "s3" else SigV4Auth
    with mock.patch("botocore.auth.get_current_datetime", return_value=now):
        signer = kind(credentials, meant["service"], meant["region"])
        signer._should_sha256_sign_payload = lambda _: True
        signer.add_auth(request)
    return request.headers["Authorization"]


def main():
    chance = random.Random(SEED)
    cases = [case(chance, number) for number in range(200)]
    for meant in cases:
        meant["authorization"] = signature(meant)
    json.dump({"accessKey": KEY, "secret": SECRET, "cases": cases}, sys.stdout, indent=1)
    print()


main()
