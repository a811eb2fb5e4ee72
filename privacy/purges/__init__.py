"""What is erased when its time is over, with its proof."""
