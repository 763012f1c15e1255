"""moto's DynamoDB on a free port of loopback, one call at a time, until stdin ends.

moto's own server answers in threads that see each other's transactions half done, and a transaction
that fails there takes back what others wrote meanwhile. DynamoDB does neither.
"""

import copy
import os
import sys
import threading

from moto.dynamodb import models
from moto.dynamodb.models.table import Table
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server


class QuickCopies:
    """`copy` for moto, which copies the whole table before every transaction.

    Items are put and deleted whole here, so a copy of the table of contents is enough.
    """

    @staticmethod
    def deepcopy(value: object) -> object:
        """What moto takes back where a transaction is cancelled."""
        if not isinstance(value, Table):
            return copy.deepcopy(value)
        table = copy.copy(value)
        table.items = copy.copy(value.items)
        for key, items in value.items.items():
            table.items[key] = copy.copy(items)
        return table


class Quiet(WSGIRequestHandler):
    """Says nothing of the calls that it answers."""

    def log(self, *_: object) -> None:
        """Nothing."""


def leave_with_the_test() -> None:
    """Ends with whoever holds the other end of stdin, however that ends."""
    sys.stdin.read()
    os._exit(0)


models.copy = QuickCopies
app = DomainDispatcherApplication(create_backend_app)
server = make_server("127.0.0.1", 0, app, threaded=False, request_handler=Quiet)
threading.Thread(target=leave_with_the_test, daemon=True).start()
print(server.server_port, flush=True)
server.serve_forever()
