"""The portrait of one organism: its records, declarations and agreements as they stand today."""
