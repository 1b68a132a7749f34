"""Speed measured against the budgets: `make bench`, or `python -m benchmarks [--quick]`."""
