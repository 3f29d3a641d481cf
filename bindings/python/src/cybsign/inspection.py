"""What key files hold."""

from typing import List, Literal, Optional, TypedDict

from . import _arguments
from ._arguments import Secret, Text, Time
from ._call import document
from ._library import library


class Encryption(TypedDict):
    """One way in which a part of a file is encrypted."""

    algorithm: str
    iterations: Optional[int]


class Container(TypedDict):
    """The file itself."""

    kind: Literal["p12", "pem", "der", "pkcs7", "callbacks"]
    #: None where the kind has none.
    mac: Optional[Literal["verified", "not_checked", "absent"]]
    mac_algorithm: Optional[str]
    mac_iterations: Optional[int]
    encryption: List[Encryption]


class PublicKey(TypedDict):
    """The public key of a certificate."""

    algorithm: str
    bits: Optional[int]


class Certificate(TypedDict):
    """A certificate. Dates are RFC 3339 text in UTC, or None where they can't be read."""

    role: Literal["merchant", "server", "ca", "other"]
    merchant_id: Optional[str]
    key_serial: Optional[str]
    serial_hex: str
    subject: str
    issuer: str
    not_before: Optional[str]
    not_after: Optional[str]
    date_status: Literal["ok", "expired", "not_yet_valid", "unreadable"]
    days_left: Optional[int]
    public_key: PublicKey
    signature_algorithm: str
    sha256: str
    friendly_name: Optional[str]
    has_private_key: bool


class PrivateKey(TypedDict):
    """A private key, of which nothing secret is told."""

    algorithm: Optional[str]
    bits: Optional[int]
    friendly_name: Optional[str]
    #: The index of its certificate.
    certificate: Optional[int]


class _Warning(TypedDict):
    level: Literal["warning", "error"]
    code: str
    #: What it is about.
    subject: str
    message: str


class InspectionWarning(_Warning, total=False):
    """Something to be seen to; ``docs/keys.md`` lists the codes."""

    #: The index of the certificate that it is about, if it is about one.
    certificate: int


class _Inspection(TypedDict):
    container: Container
    #: "encrypted" if parts could not be looked at without the password.
    contents: Literal["read", "encrypted"]
    warnings: List[InspectionWarning]


class Inspection(_Inspection):
    """What inspect() found."""

    #: In the file's order; None if they are encrypted and none was seen.
    certificates: Optional[List[Certificate]]
    #: None if they are encrypted and none was seen.
    private_keys: Optional[List[PrivateKey]]


class CredentialInspection(_Inspection):
    """What Credential.inspect() says."""

    #: In the file's order.
    certificates: List[Certificate]
    private_keys: List[PrivateKey]
    environment: Optional[Literal["test", "production"]]
    #: The index of the certificate that signs; None if there is none.
    selected: Optional[int]
    #: The index of the certificate that messages to CyberSource are encrypted to; None if none came along.
    server: Optional[int]


def inspect(data: Text, password: Secret = None, *, now: Time = None) -> Inspection:
    """Describes the keys and certificates in any P12, PEM, DER or PKCS #7 bytes.

    Without a password a P12 whose certificates stand in clear is described all the same. ``now``, the time to judge dates
    at, is a datetime with a time zone or Unix seconds.
    """
    buffers = _arguments.key_text(data, "data") + _arguments.secret(password, "password")
    found: Inspection = document(library.cybsign_inspect_json, None, *buffers, _arguments.unix_time(now))
    return found
