"""The seal of a PDF: the network's signature, put once when the paper is made, read again ever after (decision 57)."""
