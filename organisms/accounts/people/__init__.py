"""The people of the portal as the network sees them: how each enters, and the way back for who lost phone and codes."""
