"""What an agreement says: years, periods and days, shares of its parties, rules of its money."""
