"""The shell: flows, store, report, settings and commands."""
