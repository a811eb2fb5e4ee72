"""Writes a template's tree as lines of at most 120 characters, an element a line."""

import re

from template_layout.gaps import Included, is_block
from template_layout.tree import Flow, Node, split_condition

WIDTH, STEP = 120, "  "
UNBROKEN = 10_000  # longer than any line: no break was met


class Lines:
    """The lines written up to now; `write_…` goes on from the end of the last one."""

    def __init__(self, included: Included) -> None:
        self.included = included
        self.lines: list[str] = [""]
        self.flats: dict[int, str | None] = {}

    # What a node or a gap wants ----------------------------------------------------------------

    def is_tall(self, node: Node) -> bool:
        """Whether it has lines of its own: block-level, or with something block-level inside."""
        if is_block(node):
            return True
        if node.name == "include" and (flow := self.included(node.text)):
            return any(map(self.is_tall, flow.nodes))
        return any(self.is_tall(child) for _, flow in node.parts for child in flow.nodes)

    def may_break(self, flow: Flow, place: int) -> bool:
        """Whether a new line may stand in this gap."""
        return bool(flow.gaps[place]) or flow.loose[place]

    def must_break(self, flow: Flow, place: int) -> bool:
        """Beside what has lines of its own; between elements that already stand on lines of their own."""
        beside = flow.nodes[max(0, place - 1) : place + 1]
        if not beside or not self.may_break(flow, place):
            return False
        is_column = flow.gaps[place] == "\n" and 0 < place < len(flow.nodes) and not has_words(flow)
        return is_column or any(node.is_hidden or self.is_tall(node) for node in beside)

    # On one line -------------------------------------------------------------------------------

    def flat(self, node: Node) -> str | None:
        """The node on one line; None when it wants several."""
        if id(node) not in self.flats:
            self.flats[id(node)] = self.flat_parts(node) if node.kind in {"element", "block"} else opening(node)
        return self.flats[id(node)]

    def flat_parts(self, node: Node) -> str | None:
        """An element or a Django block with all it holds."""
        words = opening(node) if node.kind == "element" else ""
        for tag, flow in node.parts:
            inside, last = self.flat_flow(flow, 0, len(flow.nodes)), len(flow.nodes)
            if inside is None or self.must_break(flow, 0) or self.must_break(flow, last):
                return None
            words += tag + flat_gap(flow, 0) + inside + (flat_gap(flow, last) if last else "")
        return words + node.end

    def flat_flow(self, flow: Flow, start: int, stop: int) -> str | None:
        """These nodes of a flow."""
        words = ""
        for place in range(start, stop):
            node = self.flat(flow.nodes[place])
            if node is None or "\n" in node or (place > start and self.must_break(flow, place)):
                return None
            words += (flat_gap(flow, place) if place > start else "") + node
        return words

    def lead(self, flow: Flow, start: int, stop: int, tail: int) -> int:
        """How much of these nodes, and of `tail` behind them, must stand on the line where they begin."""
        length = 0
        for place in range(start, stop):
            node = flow.nodes[place]
            if place > start and self.may_break(flow, place):
                return length
            if node.attributes:
                return length + len(node.text)
            length += len(opening(node)) if node.kind != "block" else 0
            for tag, inside in node.parts:
                length += len(tag)
                inner = self.lead_inside(inside, UNBROKEN)
                if inner < UNBROKEN:
                    return length + inner
                length += inner - UNBROKEN
            length += len(node.end)
        return length + tail

    def lead_inside(self, flow: Flow, tail: int) -> int:
        """The same for what stands between two tags; `tail` counts the one behind."""
        last = len(flow.nodes)
        if last and self.may_break(flow, 0):
            return 0
        return self.lead(flow, 0, last, 0 if self.may_break(flow, last) and last else tail)

    # On several --------------------------------------------------------------------------------

    def write(self, words: str) -> None:
        """Go on with these words; a comment, a script may bring lines of its own."""
        first, *others = words.split("\n")
        self.lines[-1] += first
        self.lines += others

    def new_line(self, depth: int) -> None:
        """Begin a line."""
        if self.lines[-1].strip():
            self.lines.append("")
        self.lines[-1] = STEP * depth

    def fits(self, words: str | None, tail: int = 0) -> bool:
        """Whether the words go on this line, with `tail` more that cannot be parted from them."""
        return words is not None and len(self.lines[-1]) + len(words) + tail <= WIDTH

    def write_flow(self, flow: Flow, depth: int, tail: int = 0) -> None:
        """Fill lines with words; elements without words between them take a line each, or one for all."""
        stop = len(flow.nodes)
        starts = [0, *(place for place in range(1, stop) if self.may_break(flow, place))]
        is_whole = self.fits(self.flat_flow(flow, 0, stop), tail)
        columns = {place for place in starts[1:] if not has_words(flow) or flow.nodes[place - 1].name == "br"}
        for start, end in zip(starts, [*starts[1:], stop], strict=True):
            words, after = self.flat_flow(flow, start, end), tail if end == stop else 0
            gap = flat_gap(flow, start) if start else ""
            is_ended = start in columns and not is_whole
            if start and (is_ended or self.must_break(flow, start) or not self.fits(words, len(gap) + after)):
                self.new_line(depth)
            else:
                self.write(gap)
            if words is not None and self.fits(words, after):
                self.write(words)
            else:
                self.write_glued(flow, start, end, depth, after)

    def write_glued(self, flow: Flow, start: int, stop: int, depth: int, tail: int) -> None:
        """Write nodes that nothing may part, each broken inside where it must be."""
        for place in range(start, stop):
            node = flow.nodes[place]
            after = self.lead(flow, place + 1, stop, tail)
            words = self.flat(node)
            if words is not None and (self.fits(words, after) or not (node.parts or node.attributes)):
                self.write(words)
            elif node.kind == "block":
                self.write_parts(node, depth, after)
            else:
                self.write_opening(node, depth, after)
                self.write_parts(node, depth, after)

    def write_opening(self, node: Node, depth: int, tail: int) -> None:
        """Write an element's opening tag, an attribute a line where it does not fit."""
        follows = self.lead_inside(node.parts[0][1], tail + len(node.end)) if node.parts else tail + len(node.end)
        if self.fits(opening(node), follows):
            self.write(opening(node))
            return
        self.write(node.text)
        for words in node.attributes:
            self.new_line(depth + 1)
            self.write_attribute(words, depth + 1)
        self.new_line(depth)
        self.write(node.bracket)

    def write_attribute(self, words: str, depth: int) -> None:
        """Write an attribute; those under a condition take lines of their own where they do not fit."""
        if self.fits(words):
            self.write(words)
            return
        for piece in split_condition(words):
            is_tag = piece.startswith("{% ")
            depth -= is_tag and piece.startswith(("{% end", "{% el"))
            self.new_line(depth)
            self.write(piece)
            depth += is_tag and not piece.startswith(("{% end", "{% include"))

    def write_parts(self, node: Node, depth: int, tail: int) -> None:
        """Write what stands between tags, on lines of its own where it may, and the tags of a Django block."""
        ends = [*(tag for tag, _ in node.parts[1:]), node.end]
        for (tag, flow), end in zip(node.parts, ends, strict=False):
            self.write(tag)
            last = len(flow.nodes)
            if last and self.may_break(flow, 0):
                self.new_line(depth + 1)
            self.write_flow(flow, depth + 1, 0 if self.may_break(flow, last) else tail + len(end))
            if last and self.may_break(flow, last):
                self.new_line(depth)
        self.write(node.end)


def has_words(flow: Flow) -> bool:
    """Whether it is text, with elements in it or not."""
    return any(node.kind == "word" for node in flow.nodes)


def flat_gap(flow: Flow, place: int) -> str:
    """A gap on one line: the space stays, unless it does not show."""
    return " " if flow.gaps[place] and not flow.free[place] else ""


def opening(node: Node) -> str:
    """An element's opening tag, or a node without parts, on one line."""
    words = node.text
    for attribute in node.attributes:
        words += ("" if re.match(r"{% (if|for|include) ", attribute) else " ") + attribute
    return words + node.bracket
