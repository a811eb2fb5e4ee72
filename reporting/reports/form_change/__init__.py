"""An open report moved to a later version of its form: what follows, what does not fit any more, what is new."""
