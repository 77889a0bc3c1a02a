"""YAML text -> nodes that know their place; everything a scenario must not hold is collected or refused here.

The events of the parser are read, not its documents: events still show anchors, tags and double keys, never recurse,
and stop at a limit before anything large is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from appraisal.ground.problem import LimitError, Problem, ScenarioError
from appraisal.scenario.node import Node, Path, Place, path_text, problem_at
from appraisal.scenario.scalars import bare_value, is_name

MAX_DEPTH = 20
MAX_NODES = 20_000
MAX_LINE = 20_000
"""Longest line in characters; the YAML scanner takes quadratic time on some long lines."""

MAX_SHOWN = 20
"""Most unfit characters that are listed; a binary file is told by fewer."""

# Beside control characters: what moves line numbers (U+0085, U+2028, U+2029) and what no text may hold.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")

_HINTS = (
    ("'\\t'", "indent with spaces, not with tabs"),
    ("mapping values are not allowed", "put a text that holds ': ' in quotes, and check the indentation of this line"),
    ("cannot start any token", "put a text that begins with this character in quotes"),
    ("but got", "a comma or a closing bracket is missing"),
    ("unexpected end of stream", "a quote or a bracket is not closed"),
    ("<block end>", "check the indentation of this line"),
    ("could not find expected ':'", "each line is 'key: value', with a space behind the colon"),
)


def compose(text: str, file: str) -> Node:
    """Return the one document of ``text`` as nodes.

    Raises:
        ScenarioError: with all problems found.
        LimitError: where the text is too deep or too long to be read on.
    """
    text = text.removeprefix("\ufeff")
    check_characters(text, file)
    builder = _Builder(file)
    for event in _events(text, builder):
        builder.take(event)
    if builder.root is None or builder.problems:
        raise ScenarioError(builder.problems or [_empty(file)])
    return builder.root


def _empty(file: str) -> Problem:
    return Problem("empty-file", "", "the file holds nothing; a scenario begins with 'format: 1'", file, 1, 1)


def check_characters(text: str, file: str) -> None:
    """Refuse control characters and lines that are too long."""
    lines = re.split("\r\n|\r|\n", text)
    unfit = [
        problem_at("control-character", (), f"holds {_named(found[0])}", Place(file, line, found.start() + 1))
        for line, content in enumerate(lines, 1)
        if (found := _UNFIT.search(content))
    ]
    if unfit:
        raise ScenarioError(unfit[:MAX_SHOWN])
    if any(len(line) > MAX_LINE for line in lines):
        raise LimitError([Problem("too-large", "", f"a line is longer than {MAX_LINE} characters", file)])


def _named(character: str) -> str:
    return f"the character U+{ord(character):04X}, which cannot stand in a scenario"


def scalar_value(text: str, place: Place) -> Node:
    """Return a bare word as the node of its value; a number keeps how it was spelt.

    Raises:
        ScenarioError: ``not-finite`` where it stands for no finite number.
    """
    try:
        value = bare_value(text)
    except ValueError:
        message = f"'{text[:40]}' is not a finite number"
        raise ScenarioError([problem_at("not-finite", (), message, place)]) from None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return Node(value, replace(place, text=text) if number else place)


def _events(text: str, builder: _Builder) -> Iterator[Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except (YAMLError, ValueError, LookupError, OverflowError, AttributeError) as error:
        # The scanner lets some bad escapes out as plain Python errors (an escaped code point beyond Unicode).
        builder.problems.append(_syntax_problem(error, builder))


def _syntax_problem(error: Exception, builder: _Builder) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = str(getattr(error, "problem", None) or "this is not YAML").strip()
    hint = next((f" ({hint})" for sign, hint in _HINTS if sign in said), "")
    place = builder.place_of(mark) if mark else builder.last
    return problem_at("yaml-syntax", builder.path(), said + hint, place)


@dataclass
class _Open:
    """A mapping or list that is still being read; ``key`` is None while a key is awaited, "" if it was refused."""

    value: dict[str, Node] | list[Node]
    place: Place
    is_key: bool
    key: str | None = None
    key_place: Place = field(default=Place("", 0, 0))

    @property
    def step(self) -> str | int | None:
        return len(self.value) if isinstance(self.value, list) else self.key


class _Builder:
    """Takes the parser's events one by one and builds the nodes."""

    def __init__(self, file: str) -> None:
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.open: list[_Open] = []
        self.nodes = 0
        self.documents = 0
        self.last = Place(file, 1, 1)

    def take(self, event: Any) -> None:
        kind = type(event).__name__
        if kind == "DocumentStartEvent":
            self.begin_document(event)
        elif self.documents > 1:
            return
        elif kind == "MappingStartEvent":
            self.begin({}, event)
        elif kind == "SequenceStartEvent":
            self.begin([], event)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self.end()
        elif kind in ("ScalarEvent", "AliasEvent"):
            self.leaf(event)

    def place_of(self, mark: Any) -> Place:
        return Place(self.last.file, mark.line + 1, mark.column + 1)

    def path(self) -> Path:
        return tuple(each.step for each in self.open if each.step not in (None, ""))

    def add(self, code: str, message: str, place: Place, *more: str) -> None:
        self.problems.append(problem_at(code, (*self.path(), *more), message, place))

    def begin_document(self, event: Any) -> None:
        self.documents += 1
        if self.documents == 2:
            place = self.place_of(event.start_mark)
            self.add("many-documents", "a file holds one scenario; a second one begins here", place)

    def begin(self, value: dict[str, Node] | list[Node], event: Any) -> None:
        place = self.check(event)
        if len(self.open) == MAX_DEPTH:
            raise LimitError([problem_at("too-deep", self.path(), f"nested deeper than {MAX_DEPTH} levels", place)])
        self.open.append(_Open(value, place, self.awaits_key()))

    def end(self) -> None:
        done = self.open.pop()
        if done.is_key:
            self.refuse_key("bad-key", "a key is a name, found a mapping or a list", done.place)
        else:
            self.put(Node(done.value, done.place))

    def leaf(self, event: Any) -> None:
        place = self.check(event)
        text, bare = getattr(event, "value", ""), getattr(event, "implicit", (True,))[0]
        if self.awaits_key():
            self.take_key(text, bare, place)
        elif self.open or text or not bare:
            self.put(self.scalar(text, bare, place))

    def check(self, event: Any) -> Place:
        """Count, and refuse anchors, aliases and tags; return the place."""
        place = self.last = self.place_of(event.start_mark)
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise LimitError([problem_at("too-many-values", self.path(), f"more than {MAX_NODES} values", place)])
        if event.anchor is not None:
            self.add("anchor", "anchors are not read; to state a figure once, give the path of the other one", place)
        if getattr(event, "tag", None) is not None:
            self.add("tag", f"tags such as '{event.tag}' are not read; write the plain value", place)
        return place

    def scalar(self, text: str, bare: bool, place: Place) -> Node:
        if unfit := _UNFIT.search(text):
            self.add("control-character", f"holds {_named(unfit[0])}", place)
        try:
            return scalar_value(text, place) if bare else Node(text, place)
        except ScenarioError as error:
            self.problems += [replace(problem, path=path_text(self.path())) for problem in error.problems]
            return Node(None, place)

    def put(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        here = self.open[-1]
        if isinstance(here.value, list):
            here.value.append(node)
        elif here.key:
            here.value[here.key] = Node(node.value, replace(here.key_place, text=node.place.text))
        here.key = None

    def awaits_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].value, dict) and self.open[-1].key is None

    def take_key(self, text: str, bare: bool, place: Place) -> None:
        here, known = self.open[-1], self.open[-1].value
        if bare and text == "<<":
            self.refuse_key("bad-key", "merge keys are not read; state the entries, or use 'extends'", place)
        elif not text or (bare and not is_name(text)) or _UNFIT.search(text):
            self.refuse_key("bad-key", f"a key is a name, found {text!r}", place)
        elif isinstance(known, dict) and text in known:
            first = known[text].place.line
            self.refuse_key(
                "duplicate-key", f"the key '{text}' stands twice; the first is in line {first}", place, text
            )
        else:
            here.key, here.key_place = text, place

    def refuse_key(self, code: str, message: str, place: Place, *key: str) -> None:
        self.add(code, message, place, *key)
        self.open[-1].key = ""
