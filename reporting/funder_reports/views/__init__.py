"""Pages of the funders’ side."""
