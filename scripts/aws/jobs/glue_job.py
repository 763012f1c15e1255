"""What a job of the miniature AWS runs with: arguments, catalog, objects, a log like Spark's.

It is to the jobs here what `awsglue` and Spark are to real ones, with the standard library alone:
a job starts in a few milliseconds. Its errors have the names and words of Spark's.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import os
import re
import resource
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote, urlsplit


class SparkError(Exception):
    """An error with the name that Java gives it."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


def arguments() -> dict[str, str]:
    """The run's arguments, without their dashes."""
    pairs = zip(sys.argv[1::2], sys.argv[2::2], strict=True)
    return {name.removeprefix("--"): value for name, value in pairs}


def log(level: str, text: str) -> None:
    """A line of the driver's log."""
    stamp = time.strftime("%y/%m/%d %H:%M:%S", time.gmtime())
    print(f"{stamp} {level} Ingest: {_one_line(text)}", file=sys.stderr)


def run(job: Callable[[dict[str, str]], None]) -> None:
    """Runs a job within its memory, and ends it with the last words that Glue would show."""
    heap = int(os.environ["GLUE_HEAP_BYTES"])
    resource.setrlimit(resource.RLIMIT_DATA, (heap, heap))
    stamp = time.strftime("%y/%m/%d %H:%M:%S", time.gmtime())
    for line in ("WARN Utils: Set SPARK_LOCAL_IP if you need to bind to another address",
                 "WARN NativeCodeLoader: Unable to load native-hadoop library for your platform... "
                 "using builtin-java classes where applicable"):
        print(stamp, line, file=sys.stderr)
    try:
        job(arguments())
    except SparkError as error:
        log("ERROR", "job failed")
        print(f"{error.name}: {_one_line(str(error))}", file=sys.stderr)
        sys.exit(1)
    except MemoryError:
        _out_of_memory()
        sys.exit(1)
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        print(f"{type(error).__name__}: {_one_line(str(error))}", file=sys.stderr)
        sys.exit(1)


def _one_line(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]", "?", text)


def _out_of_memory() -> None:
    """What a driver leaves that ran out of heap: the JVM is gone, and Python cannot reach it."""
    stamp = time.strftime("%y/%m/%d %H:%M:%S", time.gmtime())
    print(
        f"{stamp} ERROR Executor: Exception in task 0.0 in stage 0.0 (TID 0)\n"
        "java.lang.OutOfMemoryError: Java heap space\n"
        "\tat java.base/java.nio.HeapByteBuffer.<init>(HeapByteBuffer.java:64)\n"
        "\tat java.base/java.nio.ByteBuffer.allocate(ByteBuffer.java:363)\n"
        "\tat org.apache.spark.serializer.JavaSerializationStream.writeObject"
        "(JavaSerializer.scala:46)\n"
        f"{stamp} ERROR SparkUncaughtExceptionHandler: Uncaught exception in thread "
        "Thread[Executor task launch worker for task 0.0 in stage 0.0 (TID 0),5,main]\n"
        "java.lang.OutOfMemoryError: Java heap space\n"
        "Traceback (most recent call last):\n"
        '  File "/tmp/ingest_flights.py", line 61, in <module>\n'
        "ConnectionRefusedError: [Errno 111] Connection refused", file=sys.stderr)


class Account:
    """The account that the job runs in: signed calls to the endpoint in the environment."""

    def __init__(self) -> None:
        self._host = urlsplit(os.environ["AWS_ENDPOINT_URL"]).netloc
        self._region = os.environ["AWS_REGION"]
        self._connection = http.client.HTTPConnection(self._host, timeout=30)

    def table(self, database: str, name: str) -> dict[str, Any]:
        body = json.dumps({"DatabaseName": database, "Name": name}).encode()
        status, answer = self._call("glue", "POST", "/", "", body, {
            "content-type": "application/x-amz-json-1.1", "x-amz-target": "AWSGlue.GetTable"})
        if status != 200:
            raise SparkError("EntityNotFoundException", f"Table {database}.{name} not found")
        return json.loads(answer)["Table"]

    def keys(self, bucket: str, prefix: str) -> list[str]:
        found: list[str] = []
        token = ""
        while True:
            query = "&".join(sorted(filter(None, [
                "list-type=2", "encoding-type=url", f"prefix={quote(prefix, safe='-_.~')}",
                f"continuation-token={quote(token, safe='-_.~')}" if token else ""])))
            _, answer = self._call("s3", "GET", f"/{bucket}", query, b"", {})
            text = answer.decode()
            found += [unquote(key) for key in re.findall(r"<Key>(.*?)</Key>", text, re.S)]
            more = re.search(r"<NextContinuationToken>(.*?)</NextContinuationToken>", text)
            if not more:
                return found
            token = more.group(1)

    def read(self, bucket: str, key: str) -> bytes:
        status, answer = self._call("s3", "GET", _path(bucket, key), "", b"", {})
        if status != 200:
            raise SparkError("FileNotFoundException", f"No such file s3://{bucket}/{key}")
        return answer

    def write(self, bucket: str, key: str, body: bytes) -> None:
        status, _ = self._call("s3", "PUT", _path(bucket, key), "", body, {
            "content-type": "text/csv"})
        if status != 200:
            raise SparkError("IOException", f"cannot write s3://{bucket}/{key}")

    def get(self, path: str) -> str:
        """What a service beside AWS answers."""
        import urllib.request
        with urllib.request.urlopen(f"http://{self._host}{path}", timeout=30) as answer:
            return answer.read().decode()

    def _call(
        self, service: str, method: str, path: str, query: str, body: bytes,
        headers: dict[str, str],
    ) -> tuple[int, bytes]:
        now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        digest = hashlib.sha256(body).hexdigest()
        sent = {**headers, "host": self._host, "x-amz-date": now, "x-amz-content-sha256": digest,
                "x-amz-security-token": os.environ["AWS_SESSION_TOKEN"]}
        names = sorted(sent)
        signed = ";".join(names)
        lines = "".join(f"{name}:{sent[name]}\n" for name in names)
        canonical = f"{method}\n{path}\n{query}\n{lines}\n{signed}\n{digest}"
        scope = f"{now[:8]}/{self._region}/{service}/aws4_request"
        hashed = hashlib.sha256(canonical.encode()).hexdigest()
        key = b"AWS4" + os.environ["AWS_SECRET_ACCESS_KEY"].encode()
        for part in (*scope.split("/"), f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{hashed}"):
            key = hmac.new(key, part.encode(), "sha256").digest()
        sent["authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={os.environ['AWS_ACCESS_KEY_ID']}/{scope}, "
            f"SignedHeaders={signed}, Signature={key.hex()}")
        self._connection.request(method, path + ("?" + query if query else ""), body, sent)
        answer = self._connection.getresponse()
        return answer.status, answer.read()


def _path(bucket: str, key: str) -> str:
    return f"/{bucket}/{quote(key, safe='-_.~/')}"
