"""Results by the place of each activity: the MRCs of an organism or a region, both senses of a region, the regions."""
