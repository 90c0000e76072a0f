"""What drawing an invoice costs, beside other ways to draw the same page."""
