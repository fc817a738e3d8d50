"""What the prober says of a certificate."""

EXPIRING = "cert_expiring"
REFUSED = {
    "tls_expired": "has expired",
    "tls_not_yet_valid": "is not valid yet",
    "tls_wrong_host": "is for another host",
    "tls_untrusted": "comes from nobody that is trusted here",
}
ABOUT_CERTIFICATES = frozenset({EXPIRING, *REFUSED})
