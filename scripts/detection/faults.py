"""Faults that are put into clean batches: each kind in sizes, each size in its tier."""

import numpy as np
import pandas as pd

G, M, S = "gross", "moderate", "subtle"


class Case:
    """A batch under a fault: what is asked for, and what came of it."""

    def __init__(self, table, index, generator):
        self.table, self.index, self.random = table, index, generator
        self.frame = table.batches[index].copy()
        self.touched, self.time, self.copy_of = set(), None, None
        self.column = None

    def names(self, of):
        return [c for c in self.frame.columns if of(self.frame[c])]

    def pick(self, names):
        if not names:
            return None
        self.column = names[int(self.random.integers(len(names)))]
        self.touched = {self.column}
        return self.column

    def rows(self, share, of=None, least=1):
        """Places of a share of the rows, of those that hold a value where `of` is named."""
        places = np.arange(len(self.frame))
        if of is not None:
            places = places[self.frame[of].notna().to_numpy()]
        count = min(len(places), max(least, int(round(share * len(self.frame)))))
        return np.sort(self.random.choice(places, count, replace=False))

    def put(self, column, rows, values):
        series = self.frame[column]
        if not (pd.api.types.is_numeric_dtype(series) and series.dtype != bool
                and np.isscalar(values) and not isinstance(values, str)):
            series = series.astype(object) if not pd.api.types.is_datetime64_any_dtype(series) else series
        elif series.dtype.kind in "iu":
            series = series.astype(float)
        series = series.copy()
        series.iloc[rows] = values
        self.frame[column] = series


def is_number(s):
    return pd.api.types.is_numeric_dtype(s) and s.dtype != bool and s.notna().sum() >= 5


def varies(s):
    return is_number(s) and s.nunique() >= 5


def is_text(s):
    return s.dtype == object and s.notna().sum() >= 5


def is_category(s):
    return is_text(s) and 2 <= s.nunique() <= 30


def is_time(s):
    return pd.api.types.is_datetime64_any_dtype(s)


# Structure.

def drop_column(c, _):
    name = c.pick(list(c.frame.columns))
    c.frame = c.frame.drop(columns=[name])
    return True


def add_column(c, _):
    c.frame.insert(int(c.random.integers(c.frame.shape[1] + 1)), "load_id", "a1b2")
    c.touched = {"load_id"}
    return True


def rename_column(c, _):
    name = c.pick(list(c.frame.columns))
    c.frame = c.frame.rename(columns={name: name + "_new"})
    c.touched = {name + "_new"}
    return True


def reorder(c, _):
    names = list(c.frame.columns)
    i = int(c.random.integers(len(names) - 1))
    names[i], names[i + 1] = names[i + 1], names[i]
    c.column = names[i]
    c.frame = c.frame[names]
    return True


def number_to_text(c, _):
    name = c.pick(c.names(is_number))
    if name is None:
        return False
    c.frame[name] = c.frame[name].map(lambda v: None if pd.isna(v) else f"{v:,.2f} u").astype(object)
    return True


def widen(c, _):
    name = c.pick([n for n in c.names(is_number) if n in c.table.integers])
    if name is None:
        return False
    c.frame[name] = c.frame[name] + .5
    return True


def garbage_number(c, share):
    name = c.pick(c.names(is_number))
    if name is None:
        return False
    whole = name in c.table.integers
    text = c.frame[name].map(lambda v: None if pd.isna(v) else str(int(v)) if whole else str(v))
    rows = c.rows(share, name)
    text.iloc[rows] = "12a7"
    c.frame[name] = text.astype(object)
    return True


def date_format(c, _):
    names = c.names(is_time) + [n for n in c.names(is_text)
                                if str(c.frame[n].dropna().iloc[0])[:4].isdigit()
                                and str(c.frame[n].dropna().iloc[0])[4:5] == "-"]
    name = c.pick(names)
    if name is None:
        return False
    c.frame[name] = pd.to_datetime(c.frame[name]).dt.strftime("%d/%m/%Y %H:%M").astype(object)
    return True


# Missing values and rows.

def nulls(c, share):
    name = c.pick([n for n in c.frame.columns if c.frame[n].notna().mean() > .5])
    if name is None:
        return False
    rows = c.rows(share, name)
    if is_time(c.frame[name]):
        series = c.frame[name].copy()
        series.iloc[rows] = pd.NaT
        c.frame[name] = series
    else:
        c.put(name, rows, None if not is_number(c.frame[name]) else np.nan)
    return True


def lose_rows(c, share):
    keep = np.setdiff1d(np.arange(len(c.frame)), c.rows(share))
    c.frame, c.touched = c.frame.iloc[keep].reset_index(drop=True), None
    return True


def truncate(c, share):
    count = int(round(len(c.frame) * (1 - share)))
    c.frame, c.touched = c.frame.iloc[:count].reset_index(drop=True), None
    return count < len(c.table.batches[c.index])


def repeat_rows(c, share):
    if share >= 1:
        c.frame = pd.concat([c.frame, c.frame], ignore_index=True)
    else:
        again = c.frame.iloc[c.rows(share, least=2)]
        c.frame = pd.concat([c.frame, again], ignore_index=True)
    c.touched = None
    return True


# Numbers.

def scale(c, factor):
    name = c.pick(c.names(varies))
    if name is None or c.frame[name].abs().median() == 0:
        return False
    c.frame[name] = c.frame[name] * factor
    return True


def negate(c, _):
    name = c.pick([n for n in c.names(varies) if c.frame[n].median() > 0])
    if name is None:
        return False
    c.frame[name] = -c.frame[name]
    return True


def sentinel(c, share):
    name = c.pick(c.names(is_number))
    if name is None:
        return False
    c.put(name, c.rows(share, name), float(c.random.choice([-999., -1., 9999., -9999.])))
    return True


def outliers(c, share):
    name = c.pick(c.names(varies))
    if name is None:
        return False
    top = float(c.frame[name].abs().max())
    c.put(name, c.rows(share, name), round(top * 1000 + 7))
    return top > 0


def _spread(c, name):
    """The deviation of a column over the history, not of the one batch."""
    return float(pd.concat([b[name] for b in c.table.batches[max(0, c.index - 30):c.index + 1]]).std())


def _add(c, name, amount):
    if name in c.table.integers:
        amount = np.round(amount)
    c.frame[name] = c.frame[name] + amount


def shift(c, deviations):
    name = c.pick(c.names(varies))
    if name is None:
        return False
    amount = deviations * _spread(c, name) * (1 if c.random.random() < .5 else -1)
    _add(c, name, amount)
    return round(abs(amount)) >= 1 or name not in c.table.integers


def noise(c, deviations):
    name = c.pick(c.names(varies))
    if name is None:
        return False
    _add(c, name, c.random.normal(0, deviations * _spread(c, name), len(c.frame)))
    return True


def constant(c, _):
    names = [n for n in c.frame.columns if c.frame[n].nunique() >= 4]
    name = c.pick(names)
    if name is None:
        return False
    c.frame[name] = c.frame[name].dropna().iloc[0]
    return True


def swap_columns(c, _):
    numbers = c.names(varies)
    if len(numbers) < 2:
        return False
    a, b = c.random.choice(numbers, 2, replace=False)
    left, right = c.frame[a].median(), c.frame[b].median()
    # Columns of one scale look alike in every figure: these are in the list of what nobody sees.
    if abs(left - right) < 2 * max(c.frame[a].std(), c.frame[b].std()):
        return False
    c.column, c.touched = f"{a}/{b}", {a, b}
    c.frame[a], c.frame[b] = c.frame[b].copy(), c.frame[a].copy()
    return True


def rounded(c, _):
    names = [n for n in c.names(varies) if n not in c.table.integers]
    name = c.pick(names)
    if name is None:
        return False
    before = c.frame[name].nunique()
    c.frame[name] = c.frame[name].round(-1 if c.frame[name].abs().median() > 20 else 0)
    return c.frame[name].nunique() < .5 * before


# Texts.

def new_category(c, share):
    name = c.pick(c.names(is_category))
    if name is None:
        return False
    c.put(name, c.rows(share, name), "Zzyx")
    return True


def move_category(c, share):
    """Rows of the most frequent value become the second."""
    name = c.pick(c.names(is_category))
    if name is None:
        return False
    counts = c.frame[name].value_counts()
    rows = np.flatnonzero((c.frame[name] == counts.index[0]).to_numpy())
    if len(rows) < .3 * len(c.frame):
        return False
    count = max(1, int(round(share * len(rows))))
    c.put(name, c.random.choice(rows, count, replace=False), counts.index[1])
    return True


def _edit(change):
    def fault(c, share):
        name = c.pick(c.names(is_text))
        if name is None:
            return False
        rows = c.rows(share, name, least=2)
        old = c.frame[name].iloc[rows]
        new = old.map(lambda v: change(str(v), c.random))
        if (new == old).all():
            return False
        c.put(name, rows, new.to_numpy(dtype=object))
        return True
    return fault


def _typo(text, random):
    if len(text) < 2:
        return text + "x"
    i = int(random.integers(len(text)))
    return text[:i] + chr(97 + int(random.integers(26))) + text[i + 1:]


upper_lower = _edit(lambda v, _: v.lower() if v != v.lower() else v.upper())
padded = _edit(lambda v, _: v + "  ")
typos = _edit(_typo)
mojibake = _edit(lambda v, _: v[:1] + "Ã©" + v[2:])
cut_text = _edit(lambda v, _: v[:2])
placeholder = _edit(lambda v, random: ["N/A", "unknown", "NULL", "-"][int(random.integers(4))])


# Time and delivery.

def replay(c, back):
    c.copy_of = max(0, c.index - back)
    return True


def stale(c, back):
    """An older batch under the new name, one row less: its content is no exact copy."""
    other = c.table.batches[max(0, c.index - back)]
    c.frame, c.touched = other.iloc[1:].reset_index(drop=True), None
    return len(other) > 1


def shift_time(c, hours):
    name = c.pick(c.names(is_time))
    if name is None:
        return False
    c.frame[name] = c.frame[name] + pd.Timedelta(hours=hours)
    return True


def late(c, hours):
    c.time = pd.Timedelta(hours=hours)
    return True


def mixed(c, share):
    """A share of the rows come from a batch of a month ago."""
    if c.index < 40:
        return False
    other = c.table.batches[c.index - 30]
    take = min(len(other), max(1, int(round(share * len(c.frame)))))
    kept = c.frame.iloc[c.rows(1 - share)]
    c.frame = pd.concat([kept, other.sample(take, random_state=int(c.random.integers(2**31)))],
                        ignore_index=True)
    c.touched = None
    return True


KINDS = [
    ("drop_column", drop_column, [(G, 1)]), ("add_column", add_column, [(G, 1)]),
    ("rename_column", rename_column, [(G, 1)]), ("reorder", reorder, [(M, 1)]),
    ("number_to_text", number_to_text, [(G, 1)]), ("widen", widen, [(M, 1)]),
    ("garbage_number", garbage_number, [(G, .3), (M, .05), (S, .005)]),
    ("date_format", date_format, [(G, 1)]),
    ("nulls", nulls, [(G, 1), (G, .6), (M, .15), (S, .03)]),
    ("lose_rows", lose_rows, [(G, 1), (G, .9), (M, .4), (S, .25)]),
    ("truncate", truncate, [(G, .8), (M, .5), (S, .15)]),
    ("repeat_rows", repeat_rows, [(G, 1), (M, .1), (S, .01)]),
    ("scale", scale, [(G, 1000), (M, 60), (M, .01), (S, 1.6)]), ("negate", negate, [(G, 1)]),
    ("sentinel", sentinel, [(G, .2), (M, .05), (S, .01)]),
    ("outliers", outliers, [(G, .05), (M, .005)]),
    ("shift", shift, [(G, 3), (M, 1), (S, .5)]), ("noise", noise, [(G, 3), (M, 1)]),
    ("constant", constant, [(G, 1)]), ("swap_columns", swap_columns, [(G, 1)]),
    ("rounded", rounded, [(S, 1)]),
    ("new_category", new_category, [(G, .2), (M, .05), (S, .01)]),
    ("move_category", move_category, [(G, 1), (M, .5), (S, .2)]),
    ("upper_lower", upper_lower, [(G, 1), (M, .1), (S, .02)]),
    ("padded", padded, [(M, .5), (S, .02)]), ("typos", typos, [(M, .2), (S, .03)]),
    ("mojibake", mojibake, [(G, .3), (M, .05), (S, .01)]), ("cut_text", cut_text, [(G, 1), (M, .1)]),
    ("placeholder", placeholder, [(G, .2), (M, .05), (S, .01)]),
    ("replay", replay, [(G, 1), (M, 7)]), ("stale", stale, [(G, 30), (M, 1)]),
    ("shift_time", shift_time, [(G, 26), (M, 5)]), ("late", late, [(G, 30), (M, 5)]),
    ("mixed", mixed, [(M, .3), (S, .1)]),
]
