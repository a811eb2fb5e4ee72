"""Which migrations `./bin/check` does not look into: they lock tables that are empty at the first installation."""

# Migrations that lock tables, written before there was a first installation: its tables are empty when they run
BEFORE_THE_FIRST = (
    "0002_one_name_and_one_waiting_seat", "0003_letters_of_rows", "0004_names_held_by_identity",
    "0004_papers_in_english", "0005_letter",
    "0006_names_held_by_identity", "0006_one_waiting_seat_and_sent_forms",
    "0008_interim_targets_become_targets_of_their_period", "0008_name_identity",
    "0008_words_of_registers_by_identity", "0009_words_of_search", "0009_words_of_expense_files_by_identity",
    "0010_organism_named_once", "0011_words_of_search", "0012_longer_periods_of_carried_answers",
    "0012_words_of_search", "0013_forms_of_their_own", "0015_answers_by_link_and_questions_of_a_line",
    "0018_ways_in", "0021_papers_in_english", "0024_words_of_search", "0030_reminders_of_a_day_that_moved",
)  # fmt: skip
