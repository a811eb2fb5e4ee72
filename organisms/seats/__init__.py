"""Who holds which seat: invitations, teams, auditors, the network, and their journal."""
