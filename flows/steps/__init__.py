"""What the flows do, one step a module, callable without Prefect."""
