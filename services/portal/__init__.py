"""Shows buyers the invoice behind their mailed link, and gives them its PDF."""
