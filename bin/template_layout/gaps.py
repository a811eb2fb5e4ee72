"""Says where in a template a space does not show: beside a block, at the edge of a box, or beside another space."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from template_layout.tree import Flow, Node, names

# No child of these is text: whatever space stands between their children is dropped.
STRUCTURE = names("table thead tbody tfoot tr colgroup ul ol dl select optgroup datalist svg html head")
BLOCKS = (STRUCTURE - {"select", "datalist", "svg"}) | names(
    """!doctype address article aside base blockquote body caption col dd details dialog div dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hr legend li link main meta nav option p pre script search section style
    summary td template th title"""
)
# A box among words, a block within: spaces at its edges do not show.
BOXES = BLOCKS | STRUCTURE | {"button"}
# Classes of ours that are flex or grid at every width: each element within is a box, and no space beside it shows.
ROWS = names(
    """actions btn bulk-acts choice comment-by due-side field-error filter-chip filters filters-on kinds masthead-toggle
    narrative-foot note offer-line page-actions page-title pages row-acts saved saved-filters-keep signatory square-line
    status templates-strip"""
)
# Classes of ours that are blocks at every width, whatever element has them.
SPANS = {"bar", "cell-unit", "level", "seat-name", "seat-role", "square-words", "task-next"}
Included = Callable[[str], Flow | None]


def is_block(node: Node) -> bool:
    """Whether it begins and ends a block; a field with its label does."""
    if node.kind in {"element", "stray"}:
        return node.name in BLOCKS
    return node.kind == "variable" and node.text.endswith(".as_field_group }}")


def is_unseen(node: Node | None) -> bool:
    """Whether it is for screen readers only, out of the flow."""
    return node is not None and "visually-hidden" in node.classes


@dataclass(frozen=True)
class Sight:
    """How far one looks from a gap, over Django tags and into included files; with `spaces`, until another space.

    `clear` says, before a node or a flow and after it, whether a space there would not show. `step` is the direction: 1
    reads from left to right, -1 from right to left.
    """

    included: Included
    spaces: bool

    def past_flow(self, flow: Flow, clear: bool, step: int, in_row: bool) -> bool:
        for gap, node in zip(flow.gaps[::step], flow.nodes[::step], strict=False):
            clear = self.past_node(node, clear or (self.spaces and bool(gap)), step, in_row)
        return clear or (self.spaces and bool(flow.gaps[::step][-1]))

    def past_node(self, node: Node, clear: bool, step: int, in_row: bool) -> bool:
        if node.is_hidden:
            return clear
        if is_block(node):
            return True
        if node.kind in {"element", "stray"}:
            return node.name == "br" or (self.spaces and (bool(node.classes & SPANS) or in_row))
        if node.name == "include":
            flow = self.included(node.text)
            return flow is not None and self.past_flow(flow, clear, step, in_row)
        if node.kind != "block" or node.name == "block":
            return False
        inside = self.inside(node, clear, step, in_row)
        is_always = node.parts[-1][0] in {"{% else %}", "{% empty %}"} or node.name not in {"if", "for"}
        return all(self.past_flow(flow, inside, step, in_row) for _, flow in node.parts) and (clear or is_always)

    def inside(self, node: Node, clear: bool, step: int, in_row: bool) -> bool:
        """At the edge inside a Django block; a loop comes there from its own other end too."""
        if node.name == "for":
            return clear and self.past_flow(node.parts[0][1], clear, step, in_row)
        return clear

    def mark_flow(self, flow: Flow, edges: tuple[bool, bool], in_row: bool, is_loose: bool) -> None:
        """Write for every gap of the flow, and of what it holds, whether a space there does not show."""
        lefts, rights = self.sides(flow, edges[0], 1, in_row), self.sides(flow, edges[1], -1, in_row)[::-1]
        marks = [is_loose or left or right for left, right in zip(lefts, rights, strict=True)]
        # What is taken out of a row leaves the space behind it alone, and a row makes a box of it.
        marks = [
            mark and not (in_row and is_unseen(before)) for mark, before in zip(marks, [None, *flow.nodes], strict=True)
        ]
        flow.free, flow.loose = (flow.free, marks) if self.spaces else (marks, flow.loose)
        for node, (left, _), (_, right) in zip(flow.nodes, pairwise(lefts), pairwise(rights), strict=True):
            if node.kind == "block":
                is_open = node.name == "block" and is_loose
                near = not is_open and self.inside(node, left, 1, in_row)
                far = not is_open and self.inside(node, right, -1, in_row)
                for _, inner in node.parts:
                    self.mark_flow(inner, (near, far), in_row, is_loose and not is_open)
            elif node.parts:
                is_box = node.name in BOXES or (self.spaces and bool(node.classes & (ROWS | SPANS)))
                self.mark_flow(node.parts[0][1], (is_box, is_box), bool(node.classes & ROWS), node.name in STRUCTURE)

    def sides(self, flow: Flow, clear: bool, step: int, in_row: bool) -> list[bool]:
        """At each gap, as seen from one side."""
        seen = []
        for gap, node in zip(flow.gaps[::step], flow.nodes[::step], strict=False):
            seen.append(clear or (self.spaces and bool(gap)))
            clear = self.past_node(node, seen[-1], step, in_row)
        return [*seen, clear or (self.spaces and bool(flow.gaps[::step][-1]))]
