"""HiGHS as every search of the masking asks it: on one processor, stopped after so many branches, without a word."""

import os

import highspy

# A search for whole numbers stops after so many branches: always the same ones, on every machine
MOST_BRANCHES = 400
SETTINGS = (
    ("log_to_console", False),
    ("output_flag", False),
    ("threads", 1),
    ("mip_max_nodes", MOST_BRANCHES),
)


def new_solver() -> highspy.Highs:
    """Return a solver without a problem."""
    solver = highspy.Highs()
    for name, value in SETTINGS:
        solver.setOptionValue(name, value)
    return solver


def _print_nothing_first() -> None:
    """The first solver of a process prints its licence before it takes any option: it is made where nobody reads."""
    written = os.dup(1)
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 1)
        highspy.Highs()
    finally:
        os.dup2(written, 1)
        os.close(written)


_print_nothing_first()
