"""Money of agreements: planned, received and spent; one page for the whole organism."""
