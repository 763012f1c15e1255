"""Writes the data of the profile benchmark: flights as the New York ones, the same bytes each time.

usage: profile_data.py FLIGHTS.csv BYTES | profile_data.py --parquet FOLDER FILES
"""

import datetime
import os
import random
import sys

HEADER = (
    "year,month,day,dep_time,sched_dep_time,dep_delay,arr_time,sched_arr_time,arr_delay,"
    "carrier,flight,tailnum,origin,dest,air_time,distance,hour,minute,time_hour"
)
CARRIERS = ["UA", "B6", "EV", "DL", "AA", "MQ", "US", "9E", "WN", "VX", "FL", "AS", "F9"]
ORIGINS = ["EWR", "JFK", "LGA"]


def clock(minutes):
    minutes %= 1440
    return minutes // 60 * 100 + minutes % 60


def main(path, wanted):
    draw = random.Random(20130418)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    tails = [f"N{draw.randrange(100, 1000)}{draw.choice(letters)}{draw.choice(letters)}" for _ in range(4000)]
    places = ["".join(draw.choice(letters) for _ in range(3)) for _ in range(105)]
    away = {place: draw.randrange(80, 5000) for place in places}
    now = datetime.datetime(2013, 1, 1, 5)
    written = 0
    with open(path + ".part", "w", newline="") as out:
        written += out.write(HEADER + "\n")
        while written < wanted:
            rows = []
            for _ in range(draw.randrange(20, 70)):
                place = draw.choice(places)
                sched = now.hour * 60 + draw.randrange(60)
                delay = int(draw.gauss(-2, 6)) if draw.random() < 0.8 else int(draw.expovariate(1 / 50))
                air = away[place] // 8 + draw.randrange(20, 50)
                late = delay + int(draw.gauss(-5, 15))
                is_cancelled = draw.random() < 0.025
                times = ["", "", "", "", ""] if is_cancelled else [
                    clock(sched + delay), delay, clock(sched + delay + air), late, air]
                rows.append(
                    f"{now.year},{now.month},{now.day},{times[0]},{clock(sched)},{times[1]},{times[2]},"
                    f"{clock(sched + air)},{times[3]},{draw.choice(CARRIERS)},{draw.randrange(1, 8500)},"
                    f"{draw.choice(tails) if draw.random() < 0.99 else ''},{draw.choice(ORIGINS)},{place},"
                    f"{times[4]},{away[place]},{sched // 60},{sched % 60},{now:%Y-%m-%dT%H:00:00Z}\n")
            written += out.write("".join(rows))
            now += datetime.timedelta(hours=1)
            if now.hour == 0:
                now += datetime.timedelta(hours=5)
    os.replace(path + ".part", path)


def parquet(folder, count):
    import pyarrow
    import pyarrow.parquet

    os.makedirs(folder, exist_ok=True)
    for number in range(count):
        draw = random.Random(number)
        columns = {f"n{i}": [draw.randrange(1000) for _ in range(200)] for i in range(10)}
        columns |= {f"t{i}": [draw.choice(CARRIERS) for _ in range(200)] for i in range(9)}
        pyarrow.parquet.write_table(pyarrow.table(columns), f"{folder}/{number:04}.parquet")


if sys.argv[1] == "--parquet":
    parquet(sys.argv[2], int(sys.argv[3]))
else:
    main(sys.argv[1], int(sys.argv[2]))
