"""What every app uses: days, headers, refusals, what was typed."""
