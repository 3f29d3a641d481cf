"""The options: keyword arguments, of which the type checker knows each name and type.

``docs/options.md`` says what each means. One that is None counts as not given.
"""

from typing import Any, Dict, List, Literal, Optional, TypedDict, Union

CertificateText = Union[str, bytes, bytearray, memoryview]


class Limits(TypedDict, total=False):
    """How much a message may hold (``limits``)."""

    max_bytes: Optional[int]
    max_depth: Optional[int]
    max_attributes: Optional[int]


class CredentialOptions(TypedDict, total=False):
    """The options of Credential.from_p12() and the others that load a key."""

    alias: Optional[str]
    environment: Optional[Literal["test", "production"]]
    max_iterations: Optional[int]
    allow_no_mac: Optional[bool]
    testing: Optional[Dict[str, Any]]


class SimpleOrderOptions(TypedDict, total=False):
    """The options of SimpleOrder()."""

    profile: Optional[Literal["cpp", "java"]]
    api_version: Optional[str]
    namespace: Optional[str]
    client: Union[Literal[False], Dict[str, str], None]
    allow_expired: Optional[bool]
    encrypt: Optional[bool]
    key_transport: Optional[Literal["rsa-oaep", "rsa-1_5"]]
    server_certificate: Optional[CertificateText]
    allow_expired_recipient: Optional[bool]
    environment: Optional[Literal["test", "production"]]
    endpoint: Optional[str]
    allow_other_username: Optional[bool]
    limits: Optional[Limits]
    testing: Optional[Dict[str, Any]]


class ConfigOptions(SimpleOrderOptions, total=False):
    """The options of SimpleOrder.from_config()."""

    format: Optional[Literal["ini", "properties"]]
    merchant_id: Optional[str]
    password_is_merchant_id: Optional[bool]
    credential: Optional[CredentialOptions]


class VerifyOptions(TypedDict, total=False):
    """The options of SimpleOrder.verify() and SimpleOrder.open()."""

    expected_certificate: Optional[CertificateText]
    expected_sha256: Union[str, List[str], None]
    any_certificate: Optional[bool]
    allow_sha1: Optional[bool]
    allow_expired: Optional[bool]
    limits: Optional[Limits]
    testing: Optional[Dict[str, Any]]


class ReplyOptions(TypedDict, total=False):
    """The options of SimpleOrder.parse_reply()."""

    http_status: Optional[int]
    limits: Optional[Limits]


class ScmpLimits(TypedDict, total=False):
    """How much an SCMP payload may hold (``limits``)."""

    max_fields: Optional[int]
    max_bytes: Optional[int]


class ScmpOptions(TypedDict, total=False):
    """The options of Scmp()."""

    role: Optional[Literal["client", "server"]]
    policy: Optional[Literal["strict", "draft"]]
    message_type: Optional[str]
    time_to_live: Optional[int]
    sign_only: Optional[bool]
    draft_headers: Optional[bool]
    content_length: Optional[bool]
    key_transport: Optional[Literal["rsa-1_5", "rsa-oaep-sha256"]]
    allow_sha1: Optional[bool]
    allow_3des: Optional[bool]
    allow_short_keys: Optional[bool]
    expected_certificate: Optional[CertificateText]
    expected_sha256: Union[str, List[str], None]
    allow_expired: Optional[bool]
    allow_expired_recipient: Optional[bool]
    allow_other_sender: Optional[bool]
    url: Optional[str]
    limits: Optional[ScmpLimits]
    testing: Optional[Dict[str, Any]]


class MaskOptions(TypedDict, total=False):
    """The options of mask() and MaskStream()."""

    format: Optional[Literal["auto", "nvp", "scmp", "xml", "json", "text"]]
    rule: Optional[Literal["sdk", "strict"]]
