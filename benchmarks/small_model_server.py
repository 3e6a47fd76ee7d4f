# mypy: disable-error-code="import-not-found, import-untyped, no-untyped-call"
"""Serves a model file by the OpenAI protocol until it is killed, a reply at a time: MODEL PORT."""

import sys
import threading

import xllamacpp

CONTEXT = 2048


def serve() -> None:
    """Load the model, print the address, and wait."""
    parameters = xllamacpp.CommonParams()
    parameters.model.path = sys.argv[1]
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = int(sys.argv[2])
    parameters.n_ctx = CONTEXT
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = 2
    parameters.endpoint_slots = True
    server = xllamacpp.Server(parameters)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    threading.Event().wait()


if __name__ == "__main__":
    serve()
