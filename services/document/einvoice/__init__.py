"""The invoice as data: EN 16931 in both of its syntaxes, CII and UBL, written from the record."""
