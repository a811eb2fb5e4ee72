"""Reports of a region, of the whole network or of a programme, made of the approved versions of its organisms."""
