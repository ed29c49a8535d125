"""Reads exports as their users' programs do. Prints one JSON object: for each format how many rows it has, and the first of them.

    read_back.py FOLDER     with answer.FORMAT files in it
"""

import csv
import json
import pathlib
import subprocess
import sys

import feedparser
import icalendar
import openpyxl
import pybtex.database
import rispy


def calendar(path):
    events = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    first = events[0]
    return len(events), {"id": str(first["UID"]).split("@")[0], "date": str(first.decoded("DTSTART")), "words": str(first["SUMMARY"])}


def workbook(path):
    book = openpyxl.load_workbook(path)
    head, *rows = book["answers"].iter_rows(values_only=True)
    first = dict(zip(head, rows[0]))
    assert book["answers"].freeze_panes == "A2", book["answers"].freeze_panes
    link = book["answers"].cell(2, head.index("document.url") + 1).hyperlink
    assert link is None or link.target == first["document.url"], (link, first)
    return len(rows), {"id": first["id"], "date": first["said.start"].date().isoformat(), "words": first["text"]}


def csvkit(path):
    program = pathlib.Path(sys.executable).with_name("csvjson")
    return json.loads(subprocess.run([program, "--no-inference", path], check=True, capture_output=True).stdout)


def table(path):
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["text"] for row in csvkit(path)] == [row["text"] for row in rows], "csvkit reads other words than Python"
    return len(rows), {"id": rows[0]["id"], "date": rows[0]["said.edtf"], "words": rows[0]["text"]}


def atom(path):
    feed = feedparser.parse(str(path))
    assert not feed.bozo and feed.version == "atom10", feed
    first = feed.entries[0]
    return len(feed.entries), {"id": first.id.split(":")[-1], "date": first.published[:10], "words": first.title}


def bibtex(path):
    entries = pybtex.database.parse_file(str(path), "bibtex").entries
    key, first = next(iter(entries.items()))
    return len(entries), {"id": key, "date": first.fields["note"].rsplit(" ", 1)[-1].strip(")"), "words": first.fields["note"]}


def ris(path):
    entries = rispy.loads(path.read_text(encoding="utf-8"))
    note = entries[0]["notes"][0]
    return len(entries), {"id": entries[0]["id"], "date": note.rsplit(" ", 1)[-1].strip(")"), "words": note}


READERS = {"ics": calendar, "xlsx": workbook, "csv": table, "atom": atom, "bibtex": bibtex, "ris": ris}

folder = pathlib.Path(sys.argv[1])
print(json.dumps({name: read(folder / f"answer.{name}") for name, read in READERS.items()}))
