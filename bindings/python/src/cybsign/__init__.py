"""Signs, encrypts and checks CyberSource messages with CyberSource security keys.

    >>> credential = cybsign.Credential.from_p12_file("merchant.p12", password)
    >>> order = cybsign.SimpleOrder(credential)
    >>> envelope = order.sign_nvp({"merchantID": "merchant", "ccAuthService_run": "true", ...})

This package opens no socket: it gives the bytes to send, and reads the bytes that come back.
"""

import json
from typing import Any, Dict

from . import status
from ._library import library as _functions
from .credential import (
    DECRYPT_RSA_OAEP_SHA1,
    DECRYPT_RSA_PKCS1,
    SIGN_RSA_PKCS1_SHA256,
    Credential,
    Expiry,
    ExpiryState,
    inspect,
)
from .errors import (
    CertificateError,
    CredentialError,
    CryptoError,
    EncodingError,
    Error,
    FileError,
    InternalError,
    UsageError,
    VerificationError,
)
from .masking import MaskStream, mask
from .simple_order import Request, SignedEnvelope, SimpleOrder, username_token

__all__ = [
    "DECRYPT_RSA_OAEP_SHA1",
    "DECRYPT_RSA_PKCS1",
    "SIGN_RSA_PKCS1_SHA256",
    "CertificateError",
    "Credential",
    "CredentialError",
    "CryptoError",
    "EncodingError",
    "Error",
    "Expiry",
    "ExpiryState",
    "FileError",
    "InternalError",
    "MaskStream",
    "Request",
    "SignedEnvelope",
    "SimpleOrder",
    "UsageError",
    "VerificationError",
    "build_info",
    "inspect",
    "mask",
    "status",
    "username_token",
    "version",
]


def version() -> str:
    """The version of the library that is loaded, such as ``"0.1.0"``."""
    return str(_functions.cybsign_version().decode("ascii"))


def build_info() -> Dict[str, Any]:
    """How the library was built: version, abi_version, target, openssl, openssl_linked and features."""
    info: Dict[str, Any] = json.loads(_functions.cybsign_build_info_json())
    return info
