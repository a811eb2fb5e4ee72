"""Entering with the account of one's organisation, by OpenID Connect (decision 55). It opens no account and no seat."""
