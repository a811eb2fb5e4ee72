"""The funders’ side: transmitting, following, answering, private links, verification."""
