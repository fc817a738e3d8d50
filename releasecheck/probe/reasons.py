"""The closed list of reasons: why a probe did not simply pass, and what to look at."""

from enum import StrEnum


class Outcome(StrEnum):
    """What one probe came to."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    ERROR = "error"


class Reason(StrEnum):
    """A stable code; scripts depend on it."""

    DNS_NXDOMAIN = "dns_nxdomain"
    DNS_TIMEOUT = "dns_timeout"
    DNS_ERROR = "dns_error"
    ADDRESS_REFUSED_BY_POLICY = "address_refused_by_policy"
    CONNECT_REFUSED = "connect_refused"
    CONNECT_TIMEOUT = "connect_timeout"
    CONNECT_UNREACHABLE = "connect_unreachable"
    TLS_EXPIRED = "tls_expired"
    TLS_NOT_YET_VALID = "tls_not_yet_valid"
    TLS_WRONG_HOST = "tls_wrong_host"
    TLS_UNTRUSTED = "tls_untrusted"
    TLS_HANDSHAKE = "tls_handshake"
    RESET = "reset"
    PROTOCOL_ERROR = "protocol_error"
    HEADER_TIMEOUT = "header_timeout"
    HEADERS_TOO_LARGE = "headers_too_large"
    BODY_TIMEOUT = "body_timeout"
    BODY_TOO_LARGE = "body_too_large"
    DEADLINE = "deadline"
    REDIRECT_UNEXPECTED = "redirect_unexpected"
    REDIRECT_LIMIT = "redirect_limit"
    REDIRECT_CROSS_HOST = "redirect_cross_host"
    STATUS_UNEXPECTED = "status_unexpected"
    BODY_MISMATCH = "body_mismatch"
    JSON_INVALID = "json_invalid"
    JSON_MISMATCH = "json_mismatch"
    HEADER_MISSING = "header_missing"
    HEADER_MISMATCH = "header_mismatch"
    COOKIE_FLAGS = "cookie_flags"
    LATENCY = "latency"
    CERT_EXPIRING = "cert_expiring"
    VERSION_MISSING = "version_missing"
    VERSION_MISMATCH = "version_mismatch"
    VERSION_REGRESSED = "version_regressed"
    STALE_EVIDENCE = "stale_evidence"
    DEPENDENCY_FAILED = "dependency_failed"
    DEPENDENCY_MISSING = "dependency_missing"
    HEALTH_STATUS_MISMATCH = "health_status_mismatch"
    DEBUGGER_EXPOSED = "debugger_exposed"
    DEV_SERVER = "dev_server"
    EDGE_ANSWERED = "edge_answered"
    OWN_NETWORK = "own_network"
    INSTANCES_MISSING = "instances_missing"
    PROCESS_TOO_OLD = "process_too_old"
    PROCESS_RESTARTED = "process_restarted"


HINTS = {
    Reason.DNS_NXDOMAIN: "the name does not exist: check its spelling and the DNS record",
    Reason.DNS_TIMEOUT: "the name server did not answer in time",
    Reason.DNS_ERROR: "the name server answered with an error",
    Reason.ADDRESS_REFUSED_BY_POLICY: "this kind of address is never probed: name the app's own address",
    Reason.CONNECT_REFUSED: "nothing listens on that port: is the server up, and bound to this address?",
    Reason.CONNECT_TIMEOUT: "no answer to the connection: a firewall, a wrong address or a full backlog",
    Reason.CONNECT_UNREACHABLE: "no way to that address: check routing and firewall",
    Reason.TLS_EXPIRED: "renew the certificate",
    Reason.TLS_NOT_YET_VALID: "the certificate begins in the future: check both clocks",
    Reason.TLS_WRONG_HOST: "the certificate is for another name",
    Reason.TLS_UNTRUSTED: "no trusted authority signed it: send the whole chain, or name --ca-file",
    Reason.TLS_HANDSHAKE: "no TLS was agreed: is this an https port, and which versions does it speak?",
    Reason.RESET: "the server closed the connection in mid-answer: look for a crashed or killed worker",
    Reason.PROTOCOL_ERROR: "this is not valid HTTP: is it the right port?",
    Reason.HEADER_TIMEOUT: "connected, but no complete answer began in time: look for blocked workers",
    Reason.HEADERS_TOO_LARGE: "more than 64 KiB or 100 lines of headers",
    Reason.BODY_TIMEOUT: "the answer began but did not end in time",
    Reason.BODY_TOO_LARGE: "a health answer should be far below 64 KiB",
    Reason.DEADLINE: "the time for the whole probe was over",
    Reason.REDIRECT_UNEXPECTED: "probe the final URL, or allow it with --follow-redirects",
    Reason.REDIRECT_LIMIT: "more redirects than allowed: look for a loop",
    Reason.REDIRECT_CROSS_HOST: "redirects to another host are not followed: probe that host by its name",
    Reason.STATUS_UNEXPECTED: "look at the app's log for this request",
    Reason.BODY_MISMATCH: "the body is not what was expected",
    Reason.JSON_INVALID: "the body is not strict JSON (no duplicate keys, NaN or Infinity; UTF-8)",
    Reason.JSON_MISMATCH: "the JSON does not say what was expected",
    Reason.HEADER_MISSING: "the header is not there: does a proxy strip it?",
    Reason.HEADER_MISMATCH: "the header has another value: does a proxy rewrite it?",
    Reason.COOKIE_FLAGS: "check the SESSION_COOKIE_* config and the proxy",
    Reason.LATENCY: "the phases say where the time went",
    Reason.CERT_EXPIRING: "renew the certificate: is the automatic renewal alive?",
    Reason.VERSION_MISSING: "the answer names no build: publish it in the body or a header",
    Reason.VERSION_MISMATCH: "another build answers: did the rollout reach this instance?",
    Reason.VERSION_REGRESSED: "the old build came back: is an old instance still in rotation?",
    Reason.STALE_EVIDENCE: "the same evaluation was answered again: a cache or the app keeps it; wait longer",
    Reason.DEPENDENCY_FAILED: "the app is up, something it needs is not",
    Reason.DEPENDENCY_MISSING: "a dependency that was checked before is checked no more",
    Reason.HEALTH_STATUS_MISMATCH: "body and HTTP status contradict each other: monitors read the status",
    Reason.DEBUGGER_EXPOSED: "the Werkzeug debugger answers: turn debug off at once",
    Reason.DEV_SERVER: "the development server answers: use gunicorn, uWSGI or waitress",
    Reason.EDGE_ANSWERED: "a proxy or load balancer answered, not the app: has it a healthy backend?",
    Reason.OWN_NETWORK: "this machine's network or proxy is at fault: nothing was learned about the target",
    Reason.INSTANCES_MISSING: "fewer instances answered than expected",
    Reason.PROCESS_RESTARTED: "the process began anew after the release had come up: look for a crash loop",
    Reason.PROCESS_TOO_OLD: "the process is older than the release: its version is read per request",
}
