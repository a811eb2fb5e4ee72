"""The portrait of the network: figures of a year beside others, drawn, each with its table, its file, its address."""
