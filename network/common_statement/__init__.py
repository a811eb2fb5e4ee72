"""The common statement of regionalisation: its versions, and the organisms that adopted each."""
