"""Which mail each person wants of each kind of news, and how often; stopped from a letter without login."""
