"""What the commands do: one file each, a function that prints to `out` and returns an exit code."""
