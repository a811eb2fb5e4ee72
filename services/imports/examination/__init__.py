"""A register examined before anything is written: its rows judged, compared and summed up, at once or by the worker."""
