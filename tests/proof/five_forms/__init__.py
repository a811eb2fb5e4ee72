"""One organism, one year of its register, five funders: five forms on three calendars, each figure recomputed apart."""
