"""The second step of entering: which is asked, keys, recovery codes, the secrets that it keeps."""
