"""The demonstration: invented organisms, people and figures on real regions, programmes and calendars."""
