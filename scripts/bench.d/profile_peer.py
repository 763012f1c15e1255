"""Times kintsugi, pandas and DuckDB at the same figures of the same files, one core each.

usage: profile_peer.py KINTSUGI FOLDER
"""

import os
import subprocess
import sys
import tempfile

# The figures that kintsugi has, as a user of pandas writes them. The shape of a text takes one
# pattern a kind of character, on the different values alone, which is the fastest way there is.
PANDAS = r"""
import sys
import pandas as pd
frame = pd.read_csv(sys.argv[1], engine="c")
shares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]
figures = {"rows": len(frame), "duplicates": int(frame.duplicated().sum())}
for name in frame.columns:
    column = frame[name]
    counts = column.value_counts()
    own = {"type": str(column.dtype), "nulls": int(column.isna().sum()), "distinct": len(counts),
           "top": counts.head(20).to_dict()}
    if pd.api.types.is_numeric_dtype(column):
        own |= {"min": column.min(), "max": column.max(), "mean": column.mean(),
                "deviation": column.std(ddof=0), "quantiles": column.quantile(shares).to_dict()}
    else:
        times = pd.to_datetime(pd.Series(counts.index), format="ISO8601", errors="coerce")
        values = pd.Series(counts.index)
        own |= {"min": values.min(), "max": values.max()}
        if times.notna().all():
            whole = column.map(dict(zip(counts.index, times))).astype("int64")
            own |= {"quantiles": whole.quantile(shares).to_dict()}
        else:
            lengths = column.dropna().str.len()
            own |= {"lengths": (lengths.min(), lengths.mean(), lengths.max())}
            shapes = values
            for pattern, sign in (("[0-9]+", "9"), ("[A-Z]+", "A"), ("[a-z]+", "a")):
                shapes = shapes.str.replace(pattern, sign, regex=True)
            own |= {"shapes": pd.Series(counts.values).groupby(shapes.values).sum().nlargest(20).to_dict()}
    figures[name] = own
print(figures)
"""

QUICK_PANDAS = """
import sys
import pandas as pd
frame = pd.read_csv(sys.argv[1], engine="c")
print(len(frame), frame.isna().sum().to_dict(), frame.dtypes.to_dict())
"""

# SUMMARIZE has fewer figures (no frequent values, shapes, lengths or duplicates, an estimate of the
# different values); the rest is asked for as well, as far as SQL says it in a line.
DUCKDB = """
import sys
import duckdb
base = duckdb.connect(config={"threads": 1})
base.execute(f"create table t as select * from read_csv('{sys.argv[1]}')")
print(base.execute("summarize t").fetchall())
names = [row[0] for row in base.execute("describe t").fetchall()]
print(base.execute("select count(*) - (select count(*) from (select distinct * from t)) from t").fetchall())
for name in names:
    print(base.execute(f"select {name}, count(*) from t group by 1 order by 2 desc limit 20").fetchall())
    print(base.execute(f"select quantile_cont(epoch(try_cast({name} as timestamp)), [0.01, 0.99]) from t"
                       if name == "time_hour" else
                       f"select count(distinct {name}) from t").fetchall())
"""

QUICK_DUCKDB = """
import sys
import duckdb
base = duckdb.connect(config={"threads": 1})
table = base.read_csv(sys.argv[1])
names = table.columns
print(names, table.types)
print(table.aggregate(", ".join(["count(*)"] + [f"count({name})" for name in names])).fetchall())
"""

FOOTERS_DUCKDB = """
import sys
import duckdb
base = duckdb.connect(config={"threads": 1})
print(len(base.execute(f"select * from parquet_metadata('{sys.argv[1]}/*.parquet')").fetchall()))
"""

FOOTERS_PYARROW = """
import glob, sys
import pyarrow.parquet as pq
print(sum(len(pq.read_metadata(path).to_dict()["row_groups"]) for path in glob.glob(sys.argv[1] + "/*.parquet")))
"""

ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_THREADS": "1"}


def cost(command, runs=3):
    """The least processor time of a command in seconds, and its memory in MB."""
    best, memory = None, 0
    for _ in range(runs):
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=errors, env=os.environ | ONE_CORE)
            _, status, usage = os.wait4(process.pid, 0)
            if status != 0:
                errors.seek(0)
                sys.exit(f"{command[0]}: {errors.read().decode()[-2000:]}")
        taken = usage.ru_utime + usage.ru_stime
        best = taken if best is None else min(best, taken)
        memory = max(memory, usage.ru_maxrss // 1024)
    return best, memory


def python(code, *arguments):
    return [sys.executable, "-c", code, *arguments]


def main(kintsugi, folder):
    failed = []
    flights = folder + "/flights.csv"
    size = os.path.getsize(flights) / 1e6

    def line(name, taken, memory, note=""):
        print(f"  {name:10} {taken:7.2f} s {size / taken:7.0f} MB/s {memory:6} MB{note}")

    def bar(what, good):
        if not good:
            failed.append(what)

    print(f"CSV of {size:.0f} MB, all figures")
    own, memory = cost([kintsugi, "profile", flights, "-o", "json"])
    peer, peer_memory = cost(python(PANDAS, flights))
    other, other_memory = cost(python(DUCKDB, flights))
    line("kintsugi", own, memory, f"   bars: 60 MB/s, 5 x pandas ({peer / own:.1f} x), 256 MB")
    line("pandas", peer, peer_memory)
    line("DuckDB", other, other_memory)
    bar("full profile", size / own >= 60 and peer / own >= 5 and memory <= 256)

    print("the same, rows, nulls and types alone")
    own, memory = cost([kintsugi, "profile", flights, "--only", "rows,nulls,types", "-o", "json"])
    peer, peer_memory = cost(python(QUICK_PANDAS, flights))
    other, other_memory = cost(python(QUICK_DUCKDB, flights))
    line("kintsugi", own, memory, "   bar: 200 MB/s")
    line("pandas", peer, peer_memory)
    line("DuckDB", other, other_memory)
    bar("quick profile", size / own >= 200)

    footers = folder + "/footers"
    print("footers of 1,000 Parquet files")
    own, memory = cost(
        [kintsugi, "profile", footers, "--only", "rows,nulls,types", "-o", "json"])
    arrow, arrow_memory = cost(python(FOOTERS_PYARROW, footers))
    other, other_memory = cost(python(FOOTERS_DUCKDB, footers))
    print(f"  kintsugi   {own:7.2f} s {memory:6} MB   bar: 2 s")
    print(f"  pyarrow    {arrow:7.2f} s {arrow_memory:6} MB")
    print(f"  DuckDB     {other:7.2f} s {other_memory:6} MB")
    bar("footers", own <= 2)

    if failed:
        sys.exit("missed: " + ", ".join(failed))


main(sys.argv[1], sys.argv[2])
