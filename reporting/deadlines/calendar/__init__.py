"""The calendar: what is due by month or as a list, and the private feed that an agenda reads."""
