"""Mails buyers the link to their invoice, once for each intent."""
