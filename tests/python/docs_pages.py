"""Reads the pages in docs/ and README.md: their tables, links, code and commands."""

import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
DOCS = SOURCE / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), SOURCE / "README.md", SOURCE / "CONTRIBUTING.md"])

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.*)$", re.MULTILINE)
# What ends the words of a command.
END = re.compile(r"\s#|[|;&<>\\]|$")
COMMAND = re.compile(r"(?:^|[\s/])engram +([^\n]+)")


def text_of(page):
    return page.read_text(encoding="utf-8")


def cells(line):
    """The cells of a line of a table, without code marks."""
    return [cell.strip().replace("`", "") for cell in line.strip().strip("|").split("|")]


def tables(text):
    """All tables as lists of dictionaries from the head's names to the cells."""
    found, lines = [], text.splitlines()
    for i, line in enumerate(lines):
        if not re.fullmatch(r"\|[-| :]+\|", line):
            continue
        head, rows = cells(lines[i - 1]), []
        for row in lines[i + 1:]:
            if not row.startswith("|"):
                break
            rows.append(dict(zip(head, cells(row))))
        found.append(rows)
    return found


def quantities(text):
    """(unit, default) by name, from all tables with units."""
    found = {}
    for row in (row for table in tables(text) for row in table):
        name = row.get("name") or row.get("number")
        if name and "unit" in row:
            found[name] = (row["unit"], row.get("default", row.get("starts at")))
    return found


def code(text, *languages):
    """The blocks of code in one of the languages."""
    return [body for language, body in FENCE.findall(text) if language in languages]


def commands(text):
    """The words behind `engram` of every command shown: in shell blocks and in code marks."""
    shown = code(text, "sh", "")
    shown += [inline for inline in re.findall(r"`([^`\n]+)`", FENCE.sub("", text))
              if re.match(r"(build/)?engram |.*/engram ", inline)]
    for block in shown:
        for match in COMMAND.finditer(block):
            words = match.group(1)
            yield words[:END.search(words).start()].split()


def options(text):
    """Long options named by themselves, in code marks."""
    return set(re.findall(r"`(--[a-z][a-z-]*)[^`\n]*`", FENCE.sub("", text)))


def links(text):
    """Targets of links within the project."""
    return [link for link in LINK.findall(FENCE.sub("", text))
            if not re.match(r"[a-z]+:", link)]


def anchors(text):
    """What a link may name behind `#`: headings as GitHub writes them."""
    slugs = set()
    for heading in HEADING.findall(FENCE.sub("", text)):
        kept = re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower())
        slugs.add(kept.strip().replace(" ", "-"))
    return slugs


def schema_keys(schema):
    """Names of all keys that a JSON Schema describes."""
    if isinstance(schema, list):
        return set().union(*map(schema_keys, schema))
    if not isinstance(schema, dict):
        return set()
    own = schema.get("properties", {})
    return set(own).union(*map(schema_keys, own.values()),
                          *(schema_keys(value) for key, value in schema.items() if key != "properties"))
