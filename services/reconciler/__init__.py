"""Every minute: finds what got stuck anywhere and sends it on. Audits numbers and files."""
