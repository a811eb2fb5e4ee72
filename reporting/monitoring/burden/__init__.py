"""The burden of accountability: the questions that funders ask, how they are answered, and what would spare some."""
