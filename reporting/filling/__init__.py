"""The filling of a report: answers typed and saved, autosave, attachments, replies to comments."""
