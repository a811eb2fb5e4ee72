"""One act on many reports: chosen from the list, confirmed, carried out by the worker, one transaction each."""
