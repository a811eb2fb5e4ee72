"""Changes to campaigns, and steps of the annual report."""
