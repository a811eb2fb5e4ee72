"""Fields and checks that the forms of several features share."""
