"""Activities: recording them, alone or several at once, correcting and listing them."""
