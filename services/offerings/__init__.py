"""What an organism offers, where and for whom."""
