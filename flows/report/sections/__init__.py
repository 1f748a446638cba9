"""One module a chapter of the report: facts read from the marts, every figure put in the ledger."""
