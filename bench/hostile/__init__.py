"""What the dearest hostile body costs to turn down, beside an ordinary order."""
