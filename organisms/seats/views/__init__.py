"""Pages of teams, auditors, the network and invitations."""
