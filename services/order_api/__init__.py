"""The order API: accepts orders, answers what became of them, explains itself."""
