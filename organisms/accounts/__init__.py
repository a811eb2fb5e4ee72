"""One’s own account: login by allauth, second factor, profile."""
