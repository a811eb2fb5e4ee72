"""The barometer: the eight recommendations of 2014, each year, from what the portal holds."""
