"""moto's DynamoDB on a free port of loopback, one call at a time, until stdin ends.

moto's own server answers in threads that see each other's transactions half done, and a transaction
that fails there takes back what others wrote meanwhile. DynamoDB does neither.
"""

import os
import sys
import threading

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    """Says nothing of the calls that it answers."""

    def log(self, *_: object) -> None:
        """Nothing."""


def leave_with_the_test() -> None:
    """Ends with whoever holds the other end of stdin, however that ends."""
    sys.stdin.read()
    os._exit(0)


app = DomainDispatcherApplication(create_backend_app)
server = make_server("127.0.0.1", 0, app, threaded=False, request_handler=Quiet)
threading.Thread(target=leave_with_the_test, daemon=True).start()
print(server.server_port, flush=True)
server.serve_forever()
