"""The 17 regions drawn as tiles or outlines."""
