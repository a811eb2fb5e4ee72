"""Two people who edit one thing: the mark of what was seen, and the refusal that shows both versions."""
