"""The house under the apps: headers, refusals, what was typed."""
