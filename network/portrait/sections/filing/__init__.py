"""How far the reports of a year have come: from what was asked to what was accepted."""
