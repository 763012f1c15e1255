"""Writes the Parquet files of `ParquetPagesTests` and the figures that Arrow and pandas have of them.

usage: pages.py FOLDER   (PyPI: pyarrow==26.0.1, pandas==3.1.1)
"""

import datetime
import decimal
import random
import sys

import pandas
import pyarrow
import pyarrow.parquet

folder = sys.argv[1]
draw = random.Random(7)
ROWS = 300


def some(value):
    return None if draw.random() < 0.1 else value


day = datetime.date(2013, 4, 18)
time = datetime.datetime(2013, 4, 18, 6)
columns = {
    "whole": pyarrow.array([some(draw.randrange(-50, 50)) for _ in range(ROWS)], pyarrow.int32()),
    "long": pyarrow.array([some(draw.randrange(-(2**60), 2**60)) for _ in range(ROWS)], pyarrow.int64()),
    "small": pyarrow.array([some(draw.randrange(200)) for _ in range(ROWS)], pyarrow.uint8()),
    "real": pyarrow.array([some(draw.gauss(0, 100)) for _ in range(ROWS)], pyarrow.float64()),
    "single": pyarrow.array([some(draw.randrange(1000) / 8) for _ in range(ROWS)], pyarrow.float32()),
    "flag": pyarrow.array([some(draw.random() < 0.3) for _ in range(ROWS)], pyarrow.bool_()),
    "text": pyarrow.array([some(draw.choice(["N725MQ", "naïve", "x y", "", "日本"])) for _ in range(ROWS)]),
    "many": pyarrow.array([f"id-{draw.randrange(10**6)}-with-a-long-tail" for _ in range(ROWS)]),
    "day": pyarrow.array([some(day + datetime.timedelta(draw.randrange(90))) for _ in range(ROWS)]),
    "time": pyarrow.array([some(time + datetime.timedelta(seconds=draw.randrange(9999))) for _ in range(ROWS)],
                          pyarrow.timestamp("us", tz="UTC")),
    "money": pyarrow.array([some(decimal.Decimal(draw.randrange(-9999, 9999)) / 100) for _ in range(ROWS)],
                           pyarrow.decimal128(10, 2)),
    "nothing": pyarrow.array([None] * ROWS, pyarrow.int32()),
    "list": pyarrow.array([[1, 2]] * ROWS),
}
schema = pyarrow.schema([pyarrow.field(n, c.type, nullable=n != "many") for n, c in columns.items()])
table = pyarrow.table(columns, schema=schema)

for codec in ["none", "snappy", "gzip", "zstd"]:
    for version in ["1.0", "2.0"]:
        for dictionary in [True, False]:
            name = f"{codec}_v{version[0]}_{'dictionary' if dictionary else 'plain'}.parquet"
            pyarrow.parquet.write_table(
                table, f"{folder}/{name}", compression=codec, data_page_version=version,
                use_dictionary=dictionary, row_group_size=200, data_page_size=512, write_batch_size=64)
pyarrow.parquet.write_table(
    table, f"{folder}/delta_lz4.parquet", compression="lz4", use_dictionary=False,
    column_encoding={"whole": "DELTA_BINARY_PACKED"})

with open(f"{folder}/pages.tsv", "w") as out:
    out.write("column\tnulls\tdistinct\tmin\tmax\tmean\tdeviation\tp25\tp50\ttop\tcount\n")
    for name, column in columns.items():
        if name in ("list", "nothing"):
            continue
        values = column.drop_null().to_pylist()
        counts = {}
        for value in values:
            counts[value] = counts.get(value, 0) + 1
        distinct = len(counts)
        is_number = name in ("whole", "long", "small", "real", "single", "money")
        numbers = pandas.Series([float(value) for value in values]) if is_number else None
        if name == "day":
            seconds = pandas.Series([(v - datetime.date(1970, 1, 1)).days * 86400.0 for v in values])
        elif name == "time":
            seconds = pandas.Series([v.timestamp() for v in values])
        else:
            seconds = numbers
        shown = {v: v.isoformat().replace("+00:00", "Z") if name in ("day", "time") else
                 str(v).lower() if name == "flag" else str(v) for v in counts}
        top = min(((-c, shown[v].encode()) for v, c in counts.items()))
        low, high = ("", "") if name == "flag" else (min(values), max(values))
        if name in ("text", "many"):
            low, high = min(v.encode() for v in values).decode(), max(v.encode() for v in values).decode()
        fields = [name, column.null_count, distinct, shown.get(low, low), shown.get(high, high)]
        fields += [repr(float(numbers.mean())), repr(float(numbers.std(ddof=0)))] if is_number else ["", ""]
        fields += [repr(float(seconds.quantile(0.25))), repr(float(seconds.quantile(0.5)))] if seconds is not None else ["", ""]
        fields += [top[1].decode(), -top[0]]
        out.write("\t".join(str(field) for field in fields) + "\n")
