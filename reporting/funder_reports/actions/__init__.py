"""Changes to what is transmitted: issuing, receipts, private links."""
