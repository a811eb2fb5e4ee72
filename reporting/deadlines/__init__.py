"""What is due and when: home, calendar, filing matrix."""
