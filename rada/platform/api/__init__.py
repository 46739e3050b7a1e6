"""How an operation of the API is declared, answered once and described."""
