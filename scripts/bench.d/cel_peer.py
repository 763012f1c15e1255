"""Times a compiled CEL of PyPI on the conditions that standard input lists: a name, a tab, a text."""

import datetime
import sys
import time

RUN = {
    "state": "FAILED",
    "attempt": 0,
    "workers": 10,
    "worker": "G.2X",
    "hours": 0.8,
    "rows": 90_000,
    "error": "org.apache.spark.SparkException: Job aborted due to stage failure: Task 3 failed",
    "started": datetime.datetime.fromtimestamp(1_760_000_000, datetime.timezone.utc),
}
EVIDENCE = {
    "run": RUN,
    "job": {"owner": "data-platform", "paused": False},
    "table": {
        "rows": 100_000,
        "columns": [
            {"name": f"column{number}", "type": "string", "nulls": 0.01} for number in range(50)
        ],
    },
    "baseline": {"rows": 98_000.0},
    "env": "prod",
    "now": datetime.datetime.fromtimestamp(1_760_100_000, datetime.timezone.utc),
}


def cel_cpp():
    """cel-cpp, as its own authors wrap it for Python; checked against declared variables."""
    from cel_expr_python import cel

    record = cel.Type.Map(cel.Type.STRING, cel.Type.DYN)
    types = {name: record for name in ("run", "job", "table", "baseline")}
    # The wrapper takes a timestamp as a variable only, not inside of a map.
    types |= {"env": cel.Type.STRING, "now": cel.Type.TIMESTAMP, "started": cel.Type.TIMESTAMP}
    env = cel.NewEnv(variables=types)
    run = {name: value for name, value in RUN.items() if name != "started"}
    activation = env.Activation(EVIDENCE | {"run": run, "started": RUN["started"]})
    return (
        lambda text: env.compile(text.replace("run.started", "started")),
        lambda program: program.eval(activation).value(),
    )


def cel_rust():
    """The cel crate, as common-expression-language wraps it; not checked."""
    import cel

    context = cel.Context(variables=EVIDENCE)
    return cel.compile, lambda program: program.execute(context)


def least(rounds, calls, body):
    """The least time of a call in nanoseconds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter_ns()
        for _ in range(calls):
            body()
        best = min(best, (time.perf_counter_ns() - start) / calls)
    return best


def main():
    conditions = [line.rstrip("\n").split("\t") for line in sys.stdin]
    for peer in (cel_cpp, cel_rust):
        try:
            compiled, evaluated = peer()
        except Exception as error:  # pylint: disable=broad-except
            print(f"{peer.__name__}: not here ({error})")
            continue
        print(f"{peer.__name__} under Python: {peer.__doc__.splitlines()[0]}")
        for name, text in conditions:
            try:
                program = compiled(text)
                value = evaluated(program)
            except Exception as error:  # pylint: disable=broad-except
                print(f"{name:12}refused: {error}")
                continue
            evaluation = least(7, 2_000, lambda: evaluated(program))
            compilation = least(5, 100, lambda: compiled(text))
            print(f"{name:12}{evaluation:<15.1f}{'':13}{compilation / 1000:<12.1f}{value}")


main()
