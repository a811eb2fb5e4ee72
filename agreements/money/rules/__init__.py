"""Rules of money, as pure functions: balances, cost share, instalments, statements."""
