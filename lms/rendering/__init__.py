"""Domain facts become bytes: the certificate, reports and exports."""
