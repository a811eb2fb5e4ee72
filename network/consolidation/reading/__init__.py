"""What a consolidated content shows, on its pages and on paper."""
