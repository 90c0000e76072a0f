"""From strings to marks on pages: measures, line breaks and page breaks, no PDF."""
