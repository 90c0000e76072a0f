"""What every HTTP edge shares: problems, caps, credentials, trace ids, headers."""
