"""Reads a Django template as one tree of its HTML elements and its Django tags."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

SPACES = " \t\n\r\f"  # what HTML collapses; a no-break space is a letter like another
DJANGO = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}")
COMMENT = re.compile(r"<!--.*?-->", re.S)
OPENING, CLOSING = re.compile(r"<([a-zA-Z][\w-]*)"), re.compile(r"</([a-zA-Z][\w-]*)\s*>")
WORD = re.compile(r"(?:(?!{[%{#]|</?[a-zA-Z]|<!)[^ \t\n\r\f])+")
RAW = {"script", "style", "pre", "textarea"}
RAW_TAGS = {"comment", "verbatim", "blocktranslate", "blocktrans"}
MIDDLE = {"else", "elif", "empty"}
KINDS = {"{{": "variable", "{#": "comment", "{%": "tag"}


def names(words: str) -> set[str]:
    """A set of names."""
    return set(words.split())


VOID = names("area base br col embed hr img input link meta source track wbr")


@dataclass(eq=False)
class Flow:
    """What stands one after the other, and the gaps before, between and after: « », « space » or « new line »."""

    nodes: list["Node"] = field(default_factory=list)
    gaps: list[str] = field(default_factory=lambda: [""])
    # For each gap, whether a space there does not show: beside a block-level tag; also where another space stands by.
    free: list[bool] = field(default_factory=list)
    loose: list[bool] = field(default_factory=list)

    def add(self, node: "Node") -> None:
        """Put a node at the end."""
        self.nodes.append(node)
        self.gaps.append("")

    def splice(self, other: "Flow") -> None:
        """Put all of another flow at the end."""
        self.nodes += other.nodes
        self.gaps[-1:] = other.gaps


@dataclass(eq=False)
class Node:
    """A word, a variable, a comment, a tag alone, an element (one part), or a Django block (a part for each branch)."""

    kind: str  # word, variable, comment, tag, block, element, stray
    text: str
    name: str = ""
    attributes: list[str] = field(default_factory=list)
    bracket: str = ""  # what ends an element's opening tag
    parts: list[tuple[str, Flow]] = field(default_factory=list)
    end: str = ""

    @property
    def classes(self) -> set[str]:
        """The classes it always has."""
        words = next((words for words in self.attributes if words.startswith("class=")), "")[7:-1]
        return set(re.sub(r"{% if .*{% endif %}|\S*{{.*}}\S*|\S*{%.*%}\S*", " ", words).split())

    @property
    def is_hidden(self) -> bool:
        """Whether nothing of it is laid out, not even an empty box."""
        if self.kind == "tag":
            return self.name in {"load", "extends", "csrf_token"} or bool(re.search(r"\bas \w+ %}$", self.text))
        return self.kind == "comment" or (self.name == "input" and 'type="hidden"' in self.attributes)


def tag_name(text: str) -> str:
    """The first word of `{% … %}`; nothing for a variable or a comment."""
    return text[2:-2].split()[0] if text.startswith("{%") else ""


def quoted_end(text: str, start: int) -> int:
    """The place after a quoted value; quotes inside Django tags do not end it."""
    place = start + 1
    while text[place] != text[start]:
        inside = DJANGO.match(text, place)
        place = inside.end() if inside else place + 1
    return place + 1


def attribute_end(text: str, start: int) -> int:
    """The place after one attribute; `{% if … %} … {% endif %}` with all it holds counts as one."""
    depth, place = 0, start
    while depth or (text[place] not in SPACES + ">" and not text.startswith("/>", place)):
        inside = DJANGO.match(text, place)
        name = tag_name(inside[0]) if inside else ""
        is_other = name in MIDDLE or name.startswith("end") or text[place - 1] in "\"'"
        if inside and not depth and place > start and is_other:
            return place
        if text[place] in "\"'":
            place = quoted_end(text, place)
            continue
        place = inside.end() if inside else place + 1
        depth += bool(name and f"{{% end{name}" in text) - name.startswith("end")
        if name.startswith("end") and not depth:
            return place
    return place


def split_condition(words: str) -> list[str]:
    """The tags and the attributes of `{% if … %} … {% endif %}`, in their order; any other attribute alone."""
    pieces, place = [], 0
    while words.startswith("{%") and place < len(words):
        tag = DJANGO.match(words, place)
        end = tag.end() if tag and tag_name(tag[0]) else attribute_end(words + " ", place)
        if words[place] in SPACES:
            end = place + 1
        else:
            pieces.append(words[place:end])
        place = end
    return pieces or [words]


def read_opening(text: str, place: int, name: str) -> tuple[Node, int]:
    """The element whose tag opens here, without what it holds, and the place after the tag."""
    node = Node("element", f"<{name}", name.lower())
    place += 1 + len(name)
    while True:
        while text[place] in SPACES:
            place += 1
        if text[place] == ">" or text.startswith("/>", place):
            node.bracket = "/>" if text[place] == "/" else ">"
            return node, place + len(node.bracket)
        end = attribute_end(text, place)
        pieces = split_condition(text[place:end])
        node.attributes.append(
            "".join(words if words.startswith("{%") else f" {words}" for words in pieces).lstrip(" ")
        )
        place = end


def read_piece(text: str, place: int) -> tuple[Node, int]:
    """The node that begins here and the place after it; a closing tag is a stray until the tree matches it."""
    if match := DJANGO.match(text, place):
        node = Node(KINDS[match[0][:2]], match[0], tag_name(match[0]))
        if node.name not in RAW_TAGS:
            return node, match.end()
        end = text.index("%}", text.index(f"{{% end{node.name}", place)) + 2
        return Node("word", text[place:end]), end
    if match := COMMENT.match(text, place):
        return Node("comment", match[0]), match.end()
    if match := CLOSING.match(text, place):
        return Node("stray", match[0], match[1].lower()), match.end()
    if match := OPENING.match(text, place):
        node, end = read_opening(text, place, match[1])
        if node.name in RAW:
            start, end = end, text.index(f"</{match[1]}>", end)
            node.end = text[start:end] + f"</{match[1]}>"
            end += len(match[1]) + 3
        return node, end
    if match := WORD.match(text, place):
        return Node("word", match[0]), match.end()
    end = text.index(">", place) + 1
    return Node("element", text[place : end - 1], "!doctype", bracket=">"), end


def read_pieces(text: str) -> Iterator[Node | str]:
    """The template piece by piece: nodes, and gaps as strings."""
    place = 0
    while place < len(text):
        spaces = re.compile(f"[{SPACES}]*").match(text, place)[0]  # type: ignore[index]  # nothing at all matches too
        if spaces:
            yield "\n" if "\n" in spaces else " "
            place += len(spaces)
        else:
            node, place = read_piece(text, place)
            yield node


class Tree:
    """The tree as it grows: the flows that are open, each with the element or the Django block that opened it."""

    def __init__(self) -> None:
        self.root = Flow()
        self.open: list[tuple[Node, Flow]] = []

    @property
    def flow(self) -> Flow:
        """Where the next node goes."""
        return self.open[-1][1] if self.open else self.root

    def begin(self, node: Node, words: str) -> None:
        """Open a part of this node."""
        node.parts.append((words, Flow()))
        self.open.append((node, node.parts[-1][1]))

    def abandon(self) -> None:
        """The last element opened has no closing tag where it should: its opening tag is a stray."""
        node, flow = self.open.pop()
        node.kind, node.parts = "stray", []
        self.flow.add(node)
        self.flow.splice(flow)

    def close(self, wanted: Callable[[Node], bool]) -> Node | None:
        """End a part of the nearest fit node, over elements left open but never over a Django block."""
        for index in range(len(self.open) - 1, -1, -1):
            node = self.open[index][0]
            if wanted(node):
                while len(self.open) - 1 > index:
                    self.abandon()
                return self.open.pop()[0]
            if node.kind == "block":
                return None
        return None

    def put(self, node: Node, is_block: bool) -> None:
        """Put the next piece where it belongs."""
        name, is_tag, is_stray = node.name, node.kind == "tag", node.kind == "stray"
        if is_stray and (opener := self.close(lambda other: other.kind == "element" and other.name == name)):
            opener.end = node.text
            self.flow.add(opener)
        elif is_tag and name in MIDDLE and (opener := self.close(lambda other: other.kind == "block")):
            self.begin(opener, node.text)
        elif is_tag and (opener := self.close(lambda other: other.kind == "block" and name == f"end{other.name}")):
            opener.end = node.text
            self.flow.add(opener)
        elif is_tag and is_block:
            node.kind = "block"
            self.begin(node, node.text)
        elif node.kind == "element" and node.bracket == ">" and name not in VOID | RAW | {"!doctype"}:
            self.begin(node, "")
        else:
            self.flow.add(node)


def parse(text: str) -> Flow:
    """The tree of a template; a tag whose other half stands in another branch stays alone, a « stray »."""
    tree = Tree()
    for piece in read_pieces(text):
        if isinstance(piece, str):
            tree.flow.gaps[-1] = piece
        else:
            tree.put(piece, f"{{% end{piece.name}" in text)
    while tree.open:
        tree.abandon()
    return tree.root
