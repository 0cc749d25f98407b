"""The strip below: what runs and what is done."""
