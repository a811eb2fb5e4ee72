"""Who opened what is sensitive."""
