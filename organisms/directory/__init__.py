"""The directory of organisms and regions: profiles, names, memberships, pivots."""
