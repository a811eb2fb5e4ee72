"""What a version freezes beside its content: the households and the activities that it counted."""
