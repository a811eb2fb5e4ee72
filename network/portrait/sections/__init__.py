"""The sections of the portrait: those that read indicators, a module each; regions, money and filing, a folder each."""
