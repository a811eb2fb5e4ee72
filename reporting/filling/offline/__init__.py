"""The filling of a report away from the portal: its workbook, what a filled one changes, and the taking of it."""
