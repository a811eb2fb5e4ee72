"""Contents of consolidated versions of one line, over the organisms of a region or of two."""

from decimal import Decimal


def content(numbers, total=None, before=None):
    """One line over organisms: (name, region) → number; None: not said."""
    known = [Decimal(number) for number in numbers.values() if number is not None]
    total = sum(known) if total is None else total
    figure = {
        "line_key": "a",
        "cells": [{"number": None if number is None else str(number), "text": ""} for number in numbers.values()],
        "total": {"number": str(total), "text": str(total), "why": "", "left_out": ""},
        "before": None if before is None else {"number": str(before), "text": str(before)},
        "difference": "+1",
        "target": None,
        "rate": "",
        "short": False,
    }
    return {
        "organisms": [{"name": name, "region": region, "number": ""} for name, region in numbers],
        "statement": None,
        "sections": [{"figures": [figure]}],
    }


def region(*numbers, **more):
    return content({(f"A{rank}", "Abitibi"): number for rank, number in enumerate(numbers)}, **more)


def network(of_region, of_other, **more):
    rows = {(f"A{rank}", "Abitibi"): number for rank, number in enumerate(of_region)}
    return content(rows | {(f"B{rank}", "Estrie"): number for rank, number in enumerate(of_other)}, **more)
