"""The proof's last line, also when several processes share the tests: what was compared, and what differed."""

from collections import Counter


def pytest_terminal_summary(terminalreporter):
    outcomes = [
        words
        for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
        for name, words in report.user_properties
        if name == "proof" and report.when == "call"
    ]
    total = Counter()
    for name, comparisons, differences in outcomes:
        terminalreporter.write_line(f"{name}: {comparisons} comparisons, {differences} differences")
        total.update(comparisons=comparisons, differences=differences)
    if outcomes:
        terminalreporter.write_line(f"{total['comparisons']} comparisons, {total['differences']} differences")
