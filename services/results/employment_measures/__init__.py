"""Measures of Emploi-Québec: participations by measure, and the records behind them."""
