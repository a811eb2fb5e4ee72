"""Pages of organisms, teams, regions and invitations."""
