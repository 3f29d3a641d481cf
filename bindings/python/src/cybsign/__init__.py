"""Signs, encrypts and checks CyberSource messages with CyberSource security keys.

    >>> credential = cybsign.Credential.from_p12_file("merchant.p12", password)
    >>> order = cybsign.SimpleOrder(credential)
    >>> envelope = order.sign_nvp({"merchantID": "merchant", "ccAuthService_run": "true", ...})

This package opens no socket: it gives the bytes to send, and reads the bytes that come back.
"""

from . import status
from .algorithms import RsaAlgorithm
from .build import BuildInfo, build_info, version
from .credential import Credential, Expiry, ExpiryState
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
from .inspection import CredentialInspection, Inspection, inspect
from .masking import MaskStream, mask
from .options import (
    ConfigOptions,
    CredentialOptions,
    Limits,
    MaskOptions,
    ReplyOptions,
    ScmpLimits,
    ScmpOptions,
    SimpleOrderOptions,
    VerifyOptions,
)
from .reply import Fault, Reply
from .request import Request, SignedEnvelope
from .scmp import (
    RestRequest,
    Scmp,
    ScmpInfo,
    ScmpOpened,
    ScmpReply,
    ScmpSealed,
    SimpleOrderRequest,
    Unmapped,
    scmp_to_rest,
    scmp_to_simple_order,
)
from .simple_order import ConfigReport, OrderExpiry, SimpleOrder, username_token
from .verification import VerificationReport

__version__ = "0.1.0"

__all__ = [
    "BuildInfo",
    "CertificateError",
    "ConfigOptions",
    "ConfigReport",
    "Credential",
    "CredentialError",
    "CredentialInspection",
    "CredentialOptions",
    "CryptoError",
    "EncodingError",
    "Error",
    "Expiry",
    "ExpiryState",
    "Fault",
    "FileError",
    "Inspection",
    "InternalError",
    "Limits",
    "MaskOptions",
    "MaskStream",
    "OrderExpiry",
    "Reply",
    "ReplyOptions",
    "Request",
    "RestRequest",
    "RsaAlgorithm",
    "Scmp",
    "ScmpInfo",
    "ScmpLimits",
    "ScmpOpened",
    "ScmpOptions",
    "ScmpReply",
    "ScmpSealed",
    "SignedEnvelope",
    "SimpleOrder",
    "SimpleOrderOptions",
    "SimpleOrderRequest",
    "Unmapped",
    "UsageError",
    "VerificationError",
    "VerificationReport",
    "VerifyOptions",
    "__version__",
    "build_info",
    "inspect",
    "mask",
    "scmp_to_rest",
    "scmp_to_simple_order",
    "status",
    "username_token",
    "version",
]
