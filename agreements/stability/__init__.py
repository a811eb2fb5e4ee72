"""What uncertainty costs: days without a signature, waiting times, sizes of grants."""
